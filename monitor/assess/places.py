"""Learn which lines of a page keep changing: tickers, counters, lists of related links.

What comes to such a place goes again soon, while a rule stays. So a line's churn counts how many of
the last changes replaced what stood there, each the text that the one before had brought. In a list
other lines may come than go: it is volatile if most of what stands there came lately.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby

from monitor.assess.letters import letters
from monitor.model import Edit, Op
from monitor.sections import heading_name
from monitor.text import CJK, shorten
from monitor.tokens import TokenKind, content

LAST_CHANGES = 6
# What stood still for so long is no longer volatile.
REMEMBERED = timedelta(days=90)
# A place is volatile if this many of the last changes touch it.
LEAST_CHANGES = 3
# It ticks if nearly all of them do, within this time.
_TICKS = 5
_TICKING = timedelta(days=30)
# A line of a list of links or of a ticker; a longer text is a sentence.
_LINE_CHARS = 120
_HEADINGS_CHARS = 200
# A longer text, or a change of more edits, is a rewrite.
_MOST_CHARS = 2_000
_MOST_EDITS = 300
_LINES = "(lines)"
_VALUES = re.compile("#(?: #)+")
_CJK_SPACE = re.compile(f"(?<=[{CJK}]) (?=[{CJK}])")
_WORDS = frozenset({TokenKind.WORD, TokenKind.CJK, TokenKind.NEGATION, TokenKind.MARK})

Headings = tuple[str, ...]
# A text's letters and the names of the headings above it.
Line = tuple[Headings, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PastChange:
    """The edits of an earlier change of a source, silent ones included."""

    detected_at: datetime
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Churn:
    """How many of the last changes replaced what stood in a place, the first and the last of them."""

    place: str
    changes: int
    since: datetime
    last: datetime

    @property
    def is_volatile(self) -> bool:
        """Whether the place keeps changing."""
        return self.changes >= LEAST_CHANGES

    @property
    def is_ticking(self) -> bool:
        """Whether nearly every change replaces it, within weeks: a price, not a rule."""
        return self.changes >= _TICKS and self.last - self.since <= _TICKING


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceHistory:
    """What the last changes of a source say about its places.

    `churn`: of each line that they brought. `lists`: the headings below which lines come and go.
    `significant`: the places that the operator wants to hear of, however often they change.
    """

    churn: Mapping[Line, Churn] = field(default_factory=dict)
    lists: Mapping[Headings, Churn] = field(default_factory=dict)
    significant: frozenset[str] = frozenset()


def place_of(edit: Edit) -> str:
    """Return the name of the place that an edit changes, as the operator sees it; '' for none.

    Where only values change it is named by the words; a short line is named by its headings alone.
    """
    longest = max(len(edit.before), len(edit.after))
    if edit.op is Op.MOVED or longest > _MOST_CHARS:
        return ""
    words = _words(edit.after or edit.before)
    if edit.before and edit.after and words == _words(edit.before):
        return _named(edit.path, shorten(words, _LINE_CHARS))
    return _named(edit.path, _LINES) if longest <= _LINE_CHARS else ""


def learn(
    changes: Sequence[PastChange], now: datetime, significant: frozenset[str] = frozenset()
) -> PlaceHistory:
    """Return what the last changes, the oldest first, say about the places of a page."""
    churn: dict[Line, Churn] = {}
    lists: dict[Headings, Churn] = {}
    recent = (change for change in changes if now - change.detected_at <= REMEMBERED)
    for change in list(recent)[-LAST_CHANGES:]:
        if len(change.edits) > _MOST_EDITS:
            continue
        _replace_lines(churn, change, significant)
        for headings, place in _rotating(change.edits, significant):
            lists[headings] = _grown(lists.get(headings), place, change)
    volatile = {headings: found for headings, found in lists.items() if found.is_volatile}
    return PlaceHistory(churn=churn, lists=volatile, significant=significant)


def replaced(edits: Iterable[Edit], history: PlaceHistory) -> dict[Edit, Churn]:
    """Return the churn of what each edit replaces; edits of significant places have none."""
    edits = list(edits)
    return {
        edit: found
        for edit, found in zip(edits, _replaced(edits, history.churn), strict=True)
        if found and (place := place_of(edit)) and place not in history.significant
    }


def volatile_places(history: PlaceHistory) -> list[Churn]:
    """Return the volatile places, one for each name, ordered by it."""
    found = [one for one in (*history.churn.values(), *history.lists.values()) if one.is_volatile]
    by_name = groupby(sorted(found, key=lambda one: one.place), key=lambda one: one.place)
    return [max(places, key=lambda one: one.changes) for _, places in by_name]


def line_of(path: tuple[str, ...], text: str) -> Line:
    """Return a text in its place, for comparison."""
    return headings_of(path), letters(text)


def headings_of(path: tuple[str, ...]) -> Headings:
    """Return the names of the headings above a text."""
    return tuple(map(heading_name, path))


def _replace_lines(
    churn: dict[Line, Churn], change: PastChange, significant: frozenset[str]
) -> None:
    """Replace the lines that the change took away by those that it brought."""
    olds = _replaced(change.edits, churn)
    for edit in change.edits:
        churn.pop(line_of(edit.origin or edit.path, edit.before), None)
    for edit, old in zip(change.edits, olds, strict=True):
        place = place_of(edit)
        if edit.after and place and place not in significant:
            churn[line_of(edit.path, edit.after)] = _grown(old, place, change)


def _grown(old: Churn | None, place: str, change: PastChange) -> Churn:
    if old is None:
        return Churn(place, 1, change.detected_at, change.detected_at)
    return Churn(place, old.changes + 1, old.since, change.detected_at)


def _replaced(edits: Sequence[Edit], churn: Mapping[Line, Churn]) -> list[Churn | None]:
    """Return the churn of what each edit replaces, in their order."""
    pooled = _pooled(edits, churn)
    return [
        churn.get(line_of(edit.origin or edit.path, edit.before))
        if edit.before
        else pooled.get(headings_of(edit.path))
        for edit in edits
    ]


def _pooled(edits: Iterable[Edit], churn: Mapping[Line, Churn]) -> dict[Headings, Churn]:
    """Return what added lines replace: the steadiest of the lines removed below the same headings.

    Nothing where more lines come than go: which of them is new in its place is not known.
    """
    gone: defaultdict[Headings, list[Churn | None]] = defaultdict(list)
    came = Counter(headings_of(edit.path) for edit in edits if edit.op is Op.ADDED)
    for edit in edits:
        if edit.op is Op.REMOVED:
            gone[headings_of(edit.path)].append(churn.get(line_of(edit.path, edit.before)))
    return {
        headings: min(known, key=lambda one: one.changes)
        for headings, olds in gone.items()
        if 0 < came[headings] <= len(olds)
        and len(known := [old for old in olds if old]) == len(olds)
    }


def _rotating(edits: Iterable[Edit], significant: frozenset[str]) -> Iterator[tuple[Headings, str]]:
    """Yield the headings below which short lines came and others went."""
    came, gone = set(), set()
    for edit in edits:
        place = _named(edit.path, _LINES)
        if place_of(edit) == place and place not in significant:
            came |= {(headings_of(edit.path), place)} if edit.after else set()
            gone |= {(headings_of(edit.path), place)} if edit.before else set()
    yield from came & gone


def _words(text: str) -> str:
    """Return a text's words, with # for each value."""
    found = (token.text.casefold() if token.kind in _WORDS else "#" for token in content(text))
    return _CJK_SPACE.sub("", _VALUES.sub("#", " ".join(found)))


def _named(path: tuple[str, ...], what: str) -> str:
    headings = shorten(" > ".join(headings_of(path)), _HEADINGS_CHARS)
    return f"{headings}: {what}" if headings else what
