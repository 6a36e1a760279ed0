"""Which stored document an entry of a feed, list or API is: sources name their entries badly.

Entries may share a guid, an id or a link, and some sources give every entry a new address at
each look. A document keeps its key where the key names one entry; entries that share a key are
told apart by title, link and text; one that comes under a new key and says what a stored one
says is left out.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from monitor.assess import assess
from monitor.diff import compare
from monitor.extract.entries import entry_key, named_key, whole_key
from monitor.extract.key import text_sha256
from monitor.model import Document, Severity
from monitor.ports import Head

# An entry of which so much is kept is the same one, whatever its title and its link are now.
_STILL_SAME = 0.5
# From this share of the titles known under other keys on the source names its entries anew.
_RENAMED = 0.8

Previous = Callable[[Head], Document]


def identified(
    documents: Sequence[Document], heads: Mapping[str, Head], previous: Previous
) -> tuple[Document, ...]:
    """The documents under the keys that they are kept by; what is known by another is left out."""
    keys = _known_keys(documents, heads, previous)
    known = _Known(documents, keys, heads, previous)
    shared = Counter(document.key for document in documents)
    taken = set(heads)
    for place, document in enumerate(documents):
        if place in keys or known.holds(document):
            continue
        is_plain = shared[document.key] == 1 and document.key not in taken
        names = (document.key,) if is_plain else (named_key(document), whole_key(document))
        if free := [name for name in names if name not in taken]:
            keys[place] = free[0]
            taken.add(free[0])
    return tuple(replace(documents[place], key=keys[place]) for place in sorted(keys))


def _known_keys(
    documents: Sequence[Document], heads: Mapping[str, Head], previous: Previous
) -> dict[int, str]:
    """The stored key of each document that has one, by its place; the surest come first."""
    many = _Many(documents, heads.values())
    keys: dict[int, str] = {}
    taken: set[str] = set()
    sure = [
        (_sureness(document, key, heads[key], many), place, key)
        for place, document in enumerate(documents)
        for key in (whole_key(document), named_key(document), document.key)
        if key in heads
    ]
    for sureness, place, key in sorted(sure, key=lambda one: -one[0]):
        if place in keys or key in taken:
            continue
        document = documents[place]
        is_alone = many.sharing[document.key] == 1
        if sureness or (is_alone and not _is_reused(document, heads[key], many, previous)):
            keys[place] = key
            taken.add(key)
    return keys


class _Many:
    """What several entries of a source share, in the answer or among what is stored."""

    def __init__(self, documents: Iterable[Document], heads: Iterable[Head]) -> None:
        self.sharing = Counter(document.key for document in documents)
        self.named = Counter((document.title, document.url) for document in documents)
        self.named |= Counter((head.title, head.url) for head in heads)
        self.urls = Counter(head.url for head in heads)

    def shares_names(self, document: Document) -> bool:
        """Whether others have its title and its link."""
        return self.named[document.title, document.url] > 1

    def shares_link(self, document: Document) -> bool:
        """Whether its link, which its key is made of, is that of others."""
        is_key = document.key == entry_key(document.url)
        return is_key and self.urls[document.url] > 1


def _sureness(document: Document, key: str, head: Head, many: _Many) -> int:
    """How surely the head is the document's own; 0: the key alone says so."""
    if head.text_sha256 == text_sha256(document):
        return 3
    if many.shares_names(document):
        return 0
    if key != document.key:
        return 2
    names = (document.title, document.url)
    return int(many.sharing[key] > 1 and names == (head.title, head.url))


def _is_reused(document: Document, head: Head, many: _Many, previous: Previous) -> bool:
    """Whether another entry came under the key of one that is gone."""
    is_of_many = many.shares_names(document) or many.shares_link(document)
    if document.url == head.url and not is_of_many:
        return False
    return _kept(document, previous(head)) < _STILL_SAME


def _kept(document: Document, known: Document) -> float:
    """The share of a known text, its title apart, that still stands."""
    texts = [block.text for block in known.blocks if block.text != known.title]
    now = {block.text for block in document.blocks}
    return sum(len(text) for text in texts if text in now) / (sum(map(len, texts)) or 1)


class _Known:
    """The stored documents that none of a capture's has by its key, by title."""

    def __init__(
        self,
        documents: Sequence[Document],
        keys: Mapping[int, str],
        heads: Mapping[str, Head],
        previous: Previous,
    ) -> None:
        self._titled: dict[str, list[Head]] = defaultdict(list)
        self._claimed = {heads[key].number for key in keys.values()}
        for head in heads.values():
            self._titled[head.title].append(head)
        titled = [place for place, one in enumerate(documents) if one.title in self._titled]
        renamed = sum(place not in keys for place in titled)
        self._is_renamed = renamed >= len(titled) * _RENAMED
        self._previous = previous
        seen = (Counter(one.url for one in group) for group in (heads.values(), documents))
        self._shared = {url for urls in seen for url, count in urls.items() if count > 1}

    def holds(self, document: Document) -> bool:
        """Whether one of them is this document under another key."""
        titled = self._titled.get(document.title, ())
        found = next((head for head in titled if self._is_same(document, head)), None)
        if found:
            # One stored document is one entry, not several.
            self._claimed.add(found.number)
        return found is not None

    def _is_same(self, document: Document, head: Head) -> bool:
        has_same_url = document.url == head.url and document.url not in {"", *self._shared}
        if head.number in self._claimed:
            return has_same_url and head.text_sha256 == text_sha256(document)
        dates = {document.published_at, head.published_at}
        if len(dates - {None}) > 1 or not (
            has_same_url or self._is_renamed or (len(dates) == 1 and None not in dates)
        ):
            return False
        if not document.is_whole:
            return self._is_renamed or has_same_url
        return self._says_the_same(document, head)

    def _says_the_same(self, document: Document, head: Head) -> bool:
        if head.text_sha256 == text_sha256(document):
            return True
        edits = compare(self._previous(head), document)
        return assess(edits).severity is Severity.COSMETIC
