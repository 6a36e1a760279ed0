"""Which stored document an entry of a feed, list or API is: sources name their entries badly.

Entries may share a guid, an id or a link, and some sources give every entry a new address at
each look. A document keeps its key where the key names one entry; entries that share a key are
told apart by title, link and text; one that comes under a new key and says what a stored one
says is left out.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

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

# Stored documents by their version number.
Stored = Mapping[int, Document]


def identified(
    documents: Sequence[Document], heads: Mapping[str, Head], stored: Stored
) -> tuple[Document, ...]:
    """The documents under the keys that they are kept by; what is known by another is left out.

    `stored`: the documents under `unclear_keys`.
    """
    keys = _known_keys(documents, heads, stored)
    unclaimed = _Unclaimed(documents, keys, heads, stored)
    shared = Counter(document.key for document in documents)
    taken = set(heads)
    for place, document in enumerate(documents):
        if place in keys or unclaimed.holds(document):
            continue
        is_plain = shared[document.key] == 1 and document.key not in taken
        names = (document.key,) if is_plain else (named_key(document), whole_key(document))
        if free := [name for name in names if name not in taken]:
            keys[place] = free[0]
            taken.add(free[0])
    return tuple(replace(documents[place], key=keys[place]) for place in sorted(keys))


def unclear_keys(documents: Sequence[Document], heads: Mapping[str, Head]) -> frozenset[str]:
    """The keys of the stored documents whose text decides which entry is which.

    Where hashes, titles, links and dates decide it, no text is needed.
    """
    many = _Many(documents, heads.values())
    sure, unsure = _sure_and_unsure(documents, heads, many)
    unclaimed = _Unclaimed(documents, sure, heads, {})
    named = {m.key for m in unsure if _needs_text(documents[m.place], heads[m.key], many)}
    others = (one for place, one in enumerate(documents) if place not in sure)
    numbers = {head.number for one in others for head in unclaimed.candidates(one)}
    return frozenset(named | {key for key, head in heads.items() if head.number in numbers})


def changed_keys(documents: Sequence[Document], heads: Mapping[str, Head]) -> frozenset[str]:
    """The keys of the stored documents that may have another text now."""
    sure, unsure = _sure_and_unsure(documents, heads, _Many(documents, heads.values()))
    pairs = [*sure.items(), *((match.place, match.key) for match in unsure)]
    return frozenset(
        key
        for place, key in pairs
        if documents[place].is_whole and heads[key].text_sha256 != text_sha256(documents[place])
    )


class _Match(NamedTuple):
    """A stored key that a document may have; `sureness`: how surely it is its own."""

    sureness: int
    place: int
    key: str


def _known_keys(
    documents: Sequence[Document], heads: Mapping[str, Head], stored: Stored
) -> dict[int, str]:
    """The stored key of each document that has one, by its place; the surest come first."""
    many = _Many(documents, heads.values())

    def is_own(match: _Match) -> bool:
        document = documents[match.place]
        is_alone = many.sharing[document.key] == 1
        return bool(match.sureness) or (
            is_alone and not _is_reused(document, heads[match.key], many, stored)
        )

    return _assigned(_matches(documents, heads, many), is_own)


def _sure_and_unsure(
    documents: Sequence[Document], heads: Mapping[str, Head], many: "_Many"
) -> tuple[dict[int, str], list[_Match]]:
    """The keys that hashes, titles and links settle, and the matches of the other documents."""
    matches = _matches(documents, heads, many)
    sure = _assigned(match for match in matches if match.sureness)
    taken = set(sure.values())
    return sure, [m for m in matches if m.place not in sure and m.key not in taken]


def _matches(
    documents: Sequence[Document], heads: Mapping[str, Head], many: "_Many"
) -> list[_Match]:
    """The stored keys that the documents may have, the surest first."""
    found = [
        _Match(_sureness(document, key, heads[key], many), place, key)
        for place, document in enumerate(documents)
        for key in (whole_key(document), named_key(document), document.key)
        if key in heads
    ]
    return sorted(found, key=lambda match: -match.sureness)


def _assigned(
    matches: Iterable[_Match], is_own: Callable[[_Match], bool] = lambda _: True
) -> dict[int, str]:
    """A key for a document and a document for a key, in the order of the matches."""
    keys: dict[int, str] = {}
    taken: set[str] = set()
    for match in matches:
        if match.place not in keys and match.key not in taken and is_own(match):
            keys[match.place] = match.key
            taken.add(match.key)
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


def _is_reused(document: Document, head: Head, many: _Many, stored: Stored) -> bool:
    """Whether another entry came under the key of one that is gone."""
    if _has_own_link(document, head, many):
        return False
    return _kept(document, stored[head.number]) < _STILL_SAME


def _has_own_link(document: Document, head: Head, many: _Many) -> bool:
    """Whether both have one link, and nobody else has it."""
    is_of_many = many.shares_names(document) or many.shares_link(document)
    return document.url == head.url and not is_of_many


def _needs_text(document: Document, head: Head, many: _Many) -> bool:
    """Whether the stored text is compared with a document that only the key names."""
    return many.sharing[document.key] == 1 and not _has_own_link(document, head, many)


def _kept(document: Document, known: Document) -> float:
    """The share of a known text, its title apart, that still stands."""
    texts = [block.text for block in known.blocks if block.text != known.title]
    now = {block.text for block in document.blocks}
    return sum(len(text) for text in texts if text in now) / (sum(map(len, texts)) or 1)


class _Unclaimed:
    """The stored documents that none of a capture's has by its key, by title."""

    def __init__(
        self,
        documents: Sequence[Document],
        keys: Mapping[int, str],
        heads: Mapping[str, Head],
        stored: Stored,
    ) -> None:
        self._titled: dict[str, list[Head]] = defaultdict(list)
        self._claimed = {heads[key].number for key in keys.values()}
        for head in heads.values():
            self._titled[head.title].append(head)
        titled = [place for place, one in enumerate(documents) if one.title in self._titled]
        renamed = sum(place not in keys for place in titled)
        self._is_renamed = renamed >= len(titled) * _RENAMED
        self._stored = stored
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

    def candidates(self, document: Document) -> Iterator[Head]:
        """Those of its title whose text decides whether one of them is this document."""
        text_hash = text_sha256(document)
        for head in self._titled.get(document.title, ()) if document.is_whole else ():
            is_open = head.number not in self._claimed and head.text_sha256 != text_hash
            if is_open and self._may_be_same(document, head):
                yield head

    def _is_same(self, document: Document, head: Head) -> bool:
        if head.number in self._claimed:
            has_same_text = head.text_sha256 == text_sha256(document)
            return self._has_same_url(document, head) and has_same_text
        if not self._may_be_same(document, head):
            return False
        if not document.is_whole:
            return self._is_renamed or self._has_same_url(document, head)
        return self._says_the_same(document, head)

    def _may_be_same(self, document: Document, head: Head) -> bool:
        """Whether neither its dates nor its link say that it is another one."""
        dates = {document.published_at, head.published_at}
        if len(dates - {None}) > 1:
            return False
        has_same_date = len(dates) == 1 and None not in dates
        return self._has_same_url(document, head) or self._is_renamed or has_same_date

    def _has_same_url(self, document: Document, head: Head) -> bool:
        return document.url == head.url and document.url not in {"", *self._shared}

    def _says_the_same(self, document: Document, head: Head) -> bool:
        if head.text_sha256 == text_sha256(document):
            return True
        edits = compare(self._stored[head.number], document)
        return assess(edits).severity is Severity.COSMETIC
