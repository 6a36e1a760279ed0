"""Keep the entries that a source asks for: those with a word of `only`, and none of `skip`."""

from collections.abc import Iterable
from functools import lru_cache

from monitor.model import Document
from monitor.phrases import PhraseBook
from monitor.source import Source

_ONLY, _SKIP = "only", "skip"


def with_words(documents: Iterable[Document], source: Source) -> tuple[Document, ...]:
    """Return the entries whose title or text has the source's words; all if it names none."""
    if not source.is_filtered:
        return tuple(documents)
    book = _book(source.only, source.skip)
    return tuple(one for one in documents if _is_kept(f"{one.title}\n{one.text}", source, book))


def _is_kept(text: str, source: Source, book: PhraseBook) -> bool:
    found = book.found(text)
    return _SKIP not in found and (not source.only or _ONLY in found)


@lru_cache(maxsize=256)
def _book(only: tuple[str, ...], skip: tuple[str, ...]) -> PhraseBook:
    return PhraseBook({_ONLY: only, _SKIP: skip}, plurals=True)
