"""Find the dates that a text states: only what the text itself says, never a guess."""

from collections.abc import Iterable, Iterator
from datetime import date

from monitor.assess.dates.kinds import kinds
from monitor.assess.dates.mentions import sentences
from monitor.dates import dates_in, has_year
from monitor.model import DateKind, Edit, StatedDate
from monitor.text import fold

_CELL_CHARS = 40
_CELL_SIGN = " | "
_BINDING = frozenset({DateKind.EFFECTIVE, DateKind.DEADLINE})


def stated_dates(text: str) -> tuple[StatedDate, ...]:
    """Return the dates whose meaning the text itself states, in order."""
    folded = fold(text).casefold()
    if not has_year(folded):
        return ()
    return tuple(dict.fromkeys(found for one in sentences(folded) for found in kinds(one)))


def new_dates(edits: tuple[Edit, ...]) -> tuple[StatedDate, ...]:
    """Return the dates that the new text states and the old text does not, in order."""
    known = {found for edit in edits for found in _governed(edit.before, edit.origin or edit.path)}
    fresh = (found for edit in edits for found in _governed(edit.after, edit.path))
    return tuple(dict.fromkeys(found for found in fresh if found not in known))


def dates_of_force(text: str) -> list[date]:
    """Return the dates that the text states as effective dates, in order."""
    return [found.day for found in stated_dates(text) if found.kind is DateKind.EFFECTIVE]


def has_force(text: str) -> bool:
    """Return whether a text states a date of force or a deadline."""
    return any(found.kind in _BINDING for found in stated_dates(text))


def leading(dates: tuple[StatedDate, ...], today: date) -> StatedDate | None:
    """Return the soonest date of force still to come, else the latest one past; None without any."""
    effective = [found for found in dates if found.kind is DateKind.EFFECTIVE]
    coming = [found for found in effective if found.day >= today]
    if coming:
        return min(coming, key=lambda found: found.day)
    return max(effective, key=lambda found: found.day, default=None)


def ordered(dates: tuple[StatedDate, ...], today: date) -> tuple[StatedDate, ...]:
    """Return the dates with the leading one first, the others in the order of the text."""
    first = leading(dates, today)
    return dates if first is None else (first, *(found for found in dates if found != first))


def _governed(text: str, path: tuple[str, ...]) -> Iterator[StatedDate]:
    """Return what a text states; a bare date means what the head of its row or column says."""
    yield from stated_dates(text)
    cells = text.split(_CELL_SIGN)
    # The two last heads: of the row and of its columns, in either order.
    for heads in (head.split(_CELL_SIGN) for head in path[:-3:-1]):
        if len(heads) == len(cells):
            pairs = zip(heads, cells, strict=True)
            yield from _under_heads((head, cell) for head, cell in pairs if _is_bare_date(cell))


def _under_heads(cells: Iterable[tuple[str, str]]) -> Iterator[StatedDate]:
    for head, cell in cells:
        yield from stated_dates(f"{head}: {cell}")


def _is_bare_date(text: str) -> bool:
    if len(text) > _CELL_CHARS:
        return False
    folded = fold(text).casefold()
    found = dates_in(folded)
    return len(found) == 1 and folded.strip(" .*|") == folded[found[0].start : found[0].end]
