"""Compute the positions of charts, which a template draws as SVG. Pure.

Across they are in percent of the width, so that text keeps its size on every screen; down in pixels.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from unicodedata import east_asian_width

HEIGHT = 150
# The narrowest places that columns have, in pixels: on a phone of 360, and from 620 on.
_NARROW, _WIDE = 262, 510
_FONT = 12
_GAP = 10
_MOST_TICKS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One segment of a column or a row; `kind` selects its colour."""

    kind: str
    x: float
    width: float
    y: float = 0
    height: float = 0
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A text under the columns; `on_narrow`: there is room for it on a phone, too."""

    x: float
    text: str
    anchor: str
    on_narrow: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A line across the columns, with its value."""

    y: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Columns, with the same numbers as a table."""

    bars: tuple[Bar, ...]
    labels: tuple[Label, ...]
    ticks: tuple[Tick, ...]
    kinds: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    height: int = HEIGHT

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not self.bars


@dataclass(frozen=True, slots=True, kw_only=True)
class Stack:
    """Rows of one name each, for names that are too long to stand under columns."""

    lines: tuple[tuple[str, int, tuple[Bar, ...]], ...]
    kinds: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not any(total for _, total, _ in self.lines)


def columns(
    names: Sequence[str],
    kinds: Mapping[str, str],
    values: Mapping[tuple[str, str], int],
    *,
    short: Callable[[str], str] = str,
    written: Callable[[int], str] = str,
) -> Chart:
    """Stack `values` (by column and kind) in columns; `kinds`: names by id, the lowest first.

    `short` makes the label of a column from its name, `written` formats a value.
    """
    step = 100 / max(len(names), 1)
    table = [(name, [values.get((name, kind), 0) for kind in kinds]) for name in names]
    top, ticks = _scale(max((sum(row) for _, row in table), default=0))
    bars = [
        Bar(
            kind=kind,
            x=round(place * step + step * 0.1, 2),
            width=round(step * 0.8, 2),
            y=round(HEIGHT * (1 - (below + value) / top), 2),
            height=round(HEIGHT * value / top, 2),
            title=f"{name} · {kinds[kind]}{': ' if kinds[kind] else ''}{written(value)}",
        )
        for place, (name, row) in enumerate(table)
        for kind, below, value in _segments(kinds, row)
    ]
    return Chart(
        bars=tuple(bars),
        labels=labels([short(name) for name in names]),
        ticks=tuple(Tick(y=round(HEIGHT * (1 - n / top), 2), text=written(n)) for n in ticks),
        kinds=tuple(kinds.items()),
        rows=tuple((name, tuple(map(written, row))) for name, row in table),
    )


def stack(
    names: Sequence[str], kinds: Mapping[str, str], values: Mapping[tuple[str, str], int]
) -> Stack:
    """Stack `values` (by row and kind) in rows."""
    table = [(name, [values.get((name, kind), 0) for kind in kinds]) for name in names]
    top = max((sum(row) for _, row in table), default=0) or 1
    lines = [
        (
            name,
            sum(row),
            tuple(
                Bar(
                    kind=kind,
                    x=round(100 * below / top, 2),
                    width=round(100 * value / top, 2),
                    title=f"{name} · {kinds[kind]}: {value}",
                )
                for kind, below, value in _segments(kinds, row)
            ),
        )
        for name, row in table
    ]
    rows = tuple((name, tuple(map(str, row))) for name, row in table)
    return Stack(lines=tuple(lines), kinds=tuple(kinds.items()), rows=rows)


def labels(texts: Sequence[str], every: int = 1) -> tuple[Label, ...]:
    """Label every nth column, the last one always, as many as never touch each other."""
    wide = _every(texts, every, _WIDE)
    narrow = _every(texts, wide, _NARROW)
    last = len(texts) - 1
    return tuple(
        _placed(texts, place, on_narrow=(last - place) % narrow == 0)
        for place in range(last % wide, len(texts), wide)
    )


def text_width(text: str) -> float:
    """Estimate the width of a text in pixels, on the wide side of common faces."""
    return sum(_em(sign) for sign in text) * _FONT


def _em(sign: str) -> float:
    if east_asian_width(sign) in "WF":
        return 1.0
    return 0.72 if sign.isupper() or sign in "mw@%" else 0.34 if sign in " .,:-|ijl" else 0.6


def _segments(kinds: Mapping[str, str], row: Sequence[int]) -> list[tuple[str, int, int]]:
    """Return the kinds that have a value, with what is below it."""
    pairs = zip(kinds, row, strict=True)
    return [(kind, sum(row[:n]), value) for n, (kind, value) in enumerate(pairs) if value]


def _scale(largest: int) -> tuple[int, list[int]]:
    """Return the top of a scale of round numbers, and its ticks."""
    steps = (n * 10**power for power in range(12) for n in (1, 2, 5))
    step = next(step for step in steps if step * _MOST_TICKS >= largest)
    top = max(1, -(-largest // step)) * step
    return top, list(range(0, top + 1, step))


def _every(texts: Sequence[str], least: int, width: int) -> int:
    """Return the smallest multiple of `least` at which labels do not touch in that width."""
    for every in range(least, len(texts) + least, least):
        places = range((len(texts) - 1) % every, len(texts), every)
        spans = [_span(texts, place, width) for place in places]
        if all(left[1] + _GAP <= right[0] for left, right in pairwise(spans)):
            return every
    return max(1, len(texts))


def _span(texts: Sequence[str], place: int, width: int) -> tuple[float, float]:
    """Return where a label begins and ends, in pixels."""
    long, label = text_width(texts[place]), _placed(texts, place)
    at = label.x * width / 100
    begin = at - {"start": 0.0, "middle": long / 2, "end": long}[label.anchor]
    return begin, begin + long


def _placed(texts: Sequence[str], place: int, *, on_narrow: bool = True) -> Label:
    """Put a label under the middle of its column, or inside the edge that it would cross."""
    x = 100 * (place + 0.5) / len(texts)
    half = 100 * text_width(texts[place]) / 2 / _NARROW
    anchor = "start" if x < half else "end" if x > 100 - half else "middle"
    at = {"start": 0.0, "middle": round(x, 2), "end": 100.0}[anchor]
    return Label(x=at, text=texts[place], anchor=anchor, on_narrow=on_narrow)
