"""Matches the entries of a feed, list or API with stored documents; sources identify them badly.

Entries may share a guid, an id or a link, and some sources give every entry a new address on
each fetch. A document keeps its key if the key identifies one entry; entries that share a key are
distinguished by title, link and text; an entry with a new key but the text of a stored document
is left out.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from monitor.assess import judge
from monitor.extract.entries import entry_key, named_key, whole_key
from monitor.extract.key import text_sha256
from monitor.model import Document
from monitor.ports import Head

# An entry that keeps this share of its text is the same one, even with a new title and link.
_STILL_SAME = 0.5
# If this share of the known titles has new keys, the source renames its entries.
_RENAMED = 0.8

# Stored documents by version number.
Stored = Mapping[int, Document]


def identified(
    documents: Sequence[Document], heads: Mapping[str, Head], stored: Stored
) -> tuple[Document, ...]:
    """Return the documents under their stored keys; leave out those stored under another key.

    `stored`: the documents under `unclear_keys`.
    """
    keys = _known_keys(documents, heads, stored)
    unclaimed = _Unclaimed(documents, keys, heads, stored)
    shared = Counter(document.key for document in documents)
    taken = set(heads)
    for position, document in enumerate(documents):
        if position in keys or unclaimed.holds(document):
            continue
        is_plain = shared[document.key] == 1 and document.key not in taken
        names = (document.key,) if is_plain else (named_key(document), whole_key(document))
        if free := [name for name in names if name not in taken]:
            keys[position] = free[0]
            taken.add(free[0])
    return tuple(replace(documents[position], key=keys[position]) for position in sorted(keys))


def unclear_keys(documents: Sequence[Document], heads: Mapping[str, Head]) -> frozenset[str]:
    """Return the keys of the stored documents whose text is needed to match entries.

    No text is needed where hashes, titles, links and dates decide the match.
    """
    duplicates = _Duplicates(documents, heads.values())
    certain, uncertain = _certain_and_uncertain(documents, heads, duplicates)
    unclaimed = _Unclaimed(documents, certain, heads, {})
    named = {
        m.key for m in uncertain if _needs_text(documents[m.position], heads[m.key], duplicates)
    }
    others = (one for position, one in enumerate(documents) if position not in certain)
    numbers = {head.number for one in others for head in unclaimed.candidates(one)}
    return frozenset(named | {key for key, head in heads.items() if head.number in numbers})


def changed_keys(documents: Sequence[Document], heads: Mapping[str, Head]) -> frozenset[str]:
    """Return the keys of the stored documents whose text may have changed."""
    certain, uncertain = _certain_and_uncertain(
        documents, heads, _Duplicates(documents, heads.values())
    )
    pairs = [*certain.items(), *((match.position, match.key) for match in uncertain)]
    return frozenset(
        key
        for position, key in pairs
        if documents[position].is_whole
        and heads[key].text_sha256 != text_sha256(documents[position])
    )


class _Match(NamedTuple):
    """A stored key that a document may have; `confidence`: how certain the match is."""

    confidence: int
    position: int
    key: str


def _known_keys(
    documents: Sequence[Document], heads: Mapping[str, Head], stored: Stored
) -> dict[int, str]:
    """Map the position of each known document to its stored key, the most certain matches first."""
    duplicates = _Duplicates(documents, heads.values())

    def is_own(match: _Match) -> bool:
        document = documents[match.position]
        is_alone = duplicates.sharing[document.key] == 1
        return bool(match.confidence) or (
            is_alone and not _is_reused(document, heads[match.key], duplicates, stored)
        )

    return _assigned(_matches(documents, heads, duplicates), is_own)


def _certain_and_uncertain(
    documents: Sequence[Document], heads: Mapping[str, Head], duplicates: "_Duplicates"
) -> tuple[dict[int, str], list[_Match]]:
    """Return the keys that hashes, titles and links decide, and the matches of other documents."""
    matches = _matches(documents, heads, duplicates)
    certain = _assigned(match for match in matches if match.confidence)
    taken = set(certain.values())
    return certain, [m for m in matches if m.position not in certain and m.key not in taken]


def _matches(
    documents: Sequence[Document], heads: Mapping[str, Head], duplicates: "_Duplicates"
) -> list[_Match]:
    """Return the stored keys that the documents may have, the most certain first."""
    found = [
        _Match(_confidence(document, key, heads[key], duplicates), position, key)
        for position, document in enumerate(documents)
        for key in (whole_key(document), named_key(document), document.key)
        if key in heads
    ]
    return sorted(found, key=lambda match: -match.confidence)


def _assigned(
    matches: Iterable[_Match], is_own: Callable[[_Match], bool] = lambda _: True
) -> dict[int, str]:
    """Assign each key to one document and each document one key, in the order of the matches."""
    keys: dict[int, str] = {}
    taken: set[str] = set()
    for match in matches:
        if match.position not in keys and match.key not in taken and is_own(match):
            keys[match.position] = match.key
            taken.add(match.key)
    return keys


class _Duplicates:
    """Counts what several entries of a source share, in the response or among stored documents."""

    def __init__(self, documents: Iterable[Document], heads: Iterable[Head]) -> None:
        self.sharing = Counter(document.key for document in documents)
        self.named = Counter((document.title, document.url) for document in documents)
        self.named |= Counter((head.title, head.url) for head in heads)
        self.urls = Counter(head.url for head in heads)

    def shares_names(self, document: Document) -> bool:
        """Whether other entries have the same title and link."""
        return self.named[document.title, document.url] > 1

    def shares_link(self, document: Document) -> bool:
        """Whether its key comes from its link, and other documents have that link."""
        is_key = document.key == entry_key(document.url)
        return is_key and self.urls[document.url] > 1


def _confidence(document: Document, key: str, head: Head, duplicates: _Duplicates) -> int:
    """Return how certain the match of document and head is; 0: only the key matches."""
    if head.text_sha256 == text_sha256(document):
        return 3
    if duplicates.shares_names(document):
        return 0
    if key != document.key:
        return 2
    names = (document.title, document.url)
    return int(duplicates.sharing[key] > 1 and names == (head.title, head.url))


def _is_reused(document: Document, head: Head, duplicates: _Duplicates, stored: Stored) -> bool:
    """Whether a different entry reuses the key of one that is gone."""
    if _has_own_link(document, head, duplicates):
        return False
    return _kept(document, stored[head.number]) < _STILL_SAME


def _has_own_link(document: Document, head: Head, duplicates: _Duplicates) -> bool:
    """Whether both have the same link, and no other entry has it."""
    is_of_many = duplicates.shares_names(document) or duplicates.shares_link(document)
    return document.url == head.url and not is_of_many


def _needs_text(document: Document, head: Head, duplicates: _Duplicates) -> bool:
    """Whether the stored text is needed, because only the key matches the document."""
    return duplicates.sharing[document.key] == 1 and not _has_own_link(document, head, duplicates)


def _kept(document: Document, known: Document) -> float:
    """Return the share of a known text, without its title, that is still present."""
    texts = [block.text for block in known.blocks if block.text != known.title]
    now = {block.text for block in document.blocks}
    return sum(len(text) for text in texts if text in now) / (sum(map(len, texts)) or 1)


class _Unclaimed:
    """Finds stored documents, by title, that match no document of a snapshot by key."""

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
        titled = [position for position, one in enumerate(documents) if one.title in self._titled]
        renamed = sum(position not in keys for position in titled)
        self._is_renamed = renamed >= len(titled) * _RENAMED
        self._stored = stored
        seen = (Counter(one.url for one in group) for group in (heads.values(), documents))
        self._shared = {url for urls in seen for url, count in urls.items() if count > 1}

    def holds(self, document: Document) -> bool:
        """Whether one of them is this document under another key, and claim it."""
        titled = self._titled.get(document.title, ())
        found = next((head for head in titled if self._is_same(document, head)), None)
        if found:
            # A stored document matches only one entry.
            self._claimed.add(found.number)
        return found is not None

    def candidates(self, document: Document) -> Iterator[Head]:
        """Yield those with its title whose text must decide whether they are this document."""
        text_hash = text_sha256(document)
        for head in self._titled.get(document.title, ()) if document.is_whole else ():
            is_candidate = head.number not in self._claimed and head.text_sha256 != text_hash
            if is_candidate and self._may_be_same(document, head):
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
        """Whether neither dates nor links show a different entry."""
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
        return judge(self._stored[head.number], document, date.min).is_silent
