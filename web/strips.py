"""Draw the checks of a source by day: the higher a day, the worse; grey where none was made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from monitor.language import Language, message, texts
from storage.queries.days import Day
from web.charts import Bar, Label, labels
from web.rendering import short_day

_HEIGHT = 26
_HEIGHTS = {"good": 14, "mixed": 20, "bad": 26, "none": 4}
_LABELLED = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """A cell for each day, the last on the right."""

    cells: tuple[Bar, ...]
    labels: tuple[Label, ...]
    kinds: tuple[tuple[str, str], ...]


def strip_of(days: Sequence[Day], since: date, last: date, language: Language) -> Strip:
    """Rate each day `good`, `mixed`, `bad`, or `none` when there was no check."""
    by_date = {one.day: one for one in days}
    dates = [since + timedelta(days=n) for n in range((last - since).days + 1)]
    step = 100 / len(dates)
    cells = [_cell(n * step, step, day, by_date.get(day), language) for n, day in enumerate(dates)]
    words = texts("web", language)
    return Strip(
        cells=tuple(cells),
        labels=labels([short_day(day, language) for day in dates], every=_LABELLED),
        kinds=_kinds(words),
    )


def _cell(x: float, step: float, day: date, seen: Day | None, language: Language) -> Bar:
    kind = _kind(seen)
    words = texts("web", language)["day_none"]
    if seen:
        words = message("web", language, "day_looks", good=seen.good, bad=seen.bad)
    return Bar(
        kind=kind,
        x=round(x, 2),
        width=round(step * 0.8, 2),
        y=_HEIGHT - _HEIGHTS[kind],
        height=_HEIGHTS[kind],
        title=f"{day.isoformat()}: {words}",
    )


def _kind(day: Day | None) -> str:
    if day is None:
        return "none"
    return "bad" if not day.good else "mixed" if day.bad else "good"


def _kinds(words: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((kind, words[f"day_{kind}"]) for kind in _HEIGHTS)
