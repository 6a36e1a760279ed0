"""Answers that belong together: the pages of a list or an API, and which comes next."""

from collections.abc import Hashable, Iterable, Sequence
from itertools import takewhile

from monitor.bundle import BundlePart
from monitor.errors import ExtractionError
from monitor.extract.answer import entries_in, is_oldest_first, next_answer
from monitor.extract.entries import MAX_ENTRIES, Entry, document_of, named_key
from monitor.extract.listing import next_list, read_list
from monitor.parsing import Unreadable
from monitor.parsing.urls import read_url
from monitor.source import Source

# A page that ends with so many known entries has reached what is known.
_AT_END = 3


def entries_of(parts: Iterable[BundlePart], source: Source) -> tuple[Entry, ...]:
    """The entries of all pages of the list, each once; their own pages are passed over."""
    entries: dict[Hashable, Entry] = {}
    own: set[str] = set()
    for part in parts:
        if part.url in own:
            continue
        for entry in list_entries(part, source):
            entries.setdefault(_name(entry, source), entry)
            own.add(entry.more)
    return tuple(entries.values())[:MAX_ENTRIES]


def _name(entry: Entry, source: Source) -> Hashable:
    """What an entry is told from others by: rows of one link, and items of one id, are several."""
    if source.api:
        return entry
    return (entry.id, entry.title) if source.listing.entry else entry.id


def list_entries(part: BundlePart, source: Source) -> tuple[Entry, ...]:
    """The entries of one page of the list."""
    return entries_in(part, source.api) if source.api else read_list(part, source)


def next_address(lists: Sequence[BundlePart], source: Source, known: frozenset[str]) -> str:
    """The page to read after these, or '': nothing more, or all of it is known.

    `known`: the keys of the entries that are stored; paging ends where these begin.
    Nothing known: the first reading takes the newest page only.
    """
    pages = source.api.pages if source.api else source.listing.pages
    if len(lists) >= pages or _is_enough(lists, source, known):
        return ""
    address = next_answer(lists, source.api) if source.api else next_list(lists[-1], source)
    if isinstance(read_url(address), Unreadable) or address in {part.url for part in lists}:
        return ""
    return address


def _is_enough(lists: Sequence[BundlePart], source: Source, known: frozenset[str]) -> bool:
    if source.api and source.api.table:
        return False
    is_ascending = source.api is not None and is_oldest_first(lists[0], source.api)
    if is_ascending and len(lists) == 1:
        return False
    try:
        entries = list_entries(lists[-1], source)
    except ExtractionError:
        return True
    return not known or _reaches(entries[:: -1 if is_ascending else 1], known)


def _reaches(entries: Sequence[Entry], known: frozenset[str]) -> bool:
    """Whether a page goes back to what is known: it ends with known entries, or brings no other.

    One known entry proves nothing: it may be pinned, or brought up again.
    """
    at_end = list(takewhile(lambda entry: is_known(entry, known), reversed(entries)))
    return len(at_end) >= min(len(entries), len(known), _AT_END)


def is_known(entry: Entry, known: frozenset[str]) -> bool:
    """Whether the entry is stored, under its own key or with its link and its title."""
    return entry.key in known or named_key(document_of(entry)) in known
