"""Answers that belong together: the pages of a list or an API, and which comes next."""

from collections.abc import Iterable, Sequence

from monitor.bundle import BundlePart
from monitor.errors import ExtractionError
from monitor.extract.answer import entries_in, is_oldest_first, next_answer
from monitor.extract.entries import MAX_ENTRIES, Entry
from monitor.extract.listing import next_list, read_list
from monitor.source import Source


def entries_of(parts: Iterable[BundlePart], source: Source) -> tuple[Entry, ...]:
    """The entries of all pages of the list, each once; their own pages are passed over."""
    entries: dict[str, Entry] = {}
    own: set[str] = set()
    for part in parts:
        if part.url in own:
            continue
        for entry in list_entries(part, source):
            entries.setdefault(entry.id, entry)
            own.add(entry.more)
    return tuple(entries.values())[:MAX_ENTRIES]


def list_entries(part: BundlePart, source: Source) -> tuple[Entry, ...]:
    """The entries of one page of the list."""
    return entries_in(part, source.api) if source.api else read_list(part, source)


def next_address(lists: Sequence[BundlePart], source: Source, known: frozenset[str]) -> str:
    """The page to read after these, or '': nothing more, or all of it is known.

    `known`: the keys of the entries that are stored; paging ends where one of them is met.
    Nothing known: the first reading takes the newest page only.
    """
    pages = source.api.pages if source.api else source.listing.pages
    if len(lists) >= pages or _is_enough(lists, source, known):
        return ""
    address = next_answer(lists, source.api) if source.api else next_list(lists[-1], source)
    return "" if address in {part.url for part in lists} else address


def _is_enough(lists: Sequence[BundlePart], source: Source, known: frozenset[str]) -> bool:
    if source.api and source.api.table:
        return False
    if source.api and len(lists) == 1 and is_oldest_first(lists[0], source.api):
        return False
    try:
        met = any(entry.key in known for entry in list_entries(lists[-1], source))
    except ExtractionError:
        return True
    return met or not known
