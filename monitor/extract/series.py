"""Combine the pages of a list or an API, and find the next page to fetch."""

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

# Paging stops at a page that ends with this many known entries.
_AT_END = 3


def entries_of(parts: Iterable[BundlePart], source: Source) -> tuple[Entry, ...]:
    """Return the entries of all list pages, without duplicates; skip the entries' own pages."""
    entries: dict[Hashable, Entry] = {}
    own_pages: set[str] = set()
    for part in parts:
        if part.url in own_pages:
            continue
        for entry in list_entries(part, source):
            entries.setdefault(_name(entry, source), entry)
            own_pages.add(entry.more)
    return tuple(entries.values())[:MAX_ENTRIES]


def _name(entry: Entry, source: Source) -> Hashable:
    """Return what distinguishes an entry: rows with one link, and items with one id, are several."""
    if source.api:
        return entry
    return (entry.id, entry.title) if source.listing.entry else entry.id


def list_entries(part: BundlePart, source: Source) -> tuple[Entry, ...]:
    """Return the entries of one page of the list."""
    return entries_in(part, source.api) if source.api else read_list(part, source)


def next_address(lists: Sequence[BundlePart], source: Source, known: frozenset[str]) -> str:
    """Return the page to read after these, or '' when there is none or the rest is known.

    `known`: the keys of the entries that are stored; paging ends where these begin.
    When it is empty, the first check reads the newest page only.
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
    """Return whether a page reaches the known entries: it ends with several, or holds no others.

    One known entry proves nothing: it may be pinned, or moved to the top again.
    """
    at_end = list(takewhile(lambda entry: is_known(entry, known), reversed(entries)))
    return len(at_end) >= min(len(entries), len(known), _AT_END)


def is_known(entry: Entry, known: frozenset[str]) -> bool:
    """Return whether the entry is stored, under its own key or with its link and its title."""
    return entry.key in known or named_key(document_of(entry)) in known
