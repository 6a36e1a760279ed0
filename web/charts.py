"""Compute the coordinates of charts, which a template draws as SVG. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 640, 180
_TOP, _BOTTOM = 10, 22
# Half a label's width, so that the first and the last label stay inside the picture.
_EDGE = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One segment of a column; `kind` selects its colour."""

    kind: str
    x: float
    y: float
    width: float
    height: float
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """The text under a column."""

    x: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Stacked columns, with the same numbers as a table."""

    bars: tuple[Bar, ...]
    labels: tuple[Label, ...]
    largest: int
    kinds: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return self.largest == 0


def stacked(
    columns: Sequence[str], kinds: Mapping[str, str], values: Mapping[tuple[str, str], int]
) -> Chart:
    """Stack `values` (by column label and kind); `kinds`: names by id, the lowest segment first."""
    rows = tuple((c, tuple(values.get((c, kind), 0) for kind in kinds)) for c in columns)
    largest = max((sum(row) for _, row in rows), default=0)
    step = WIDTH / max(len(columns), 1)
    bars = [
        bar
        for place, (column, row) in enumerate(rows)
        for bar in _column(place * step, step, column, row, list(kinds.items()), largest)
    ]
    # Show only as many labels as fit beside each other.
    every = max(1, round(len(columns) * 70 / WIDTH))
    labels = [
        Label(x=min(max(place * step + step / 2, _EDGE), WIDTH - _EDGE), text=column)
        for place, column in enumerate(columns)
        if place % every == 0
    ]
    return Chart(
        bars=tuple(bars),
        labels=tuple(labels),
        largest=largest,
        kinds=tuple(kinds.items()),
        rows=rows,
    )


def _column(
    x: float,
    step: float,
    column: str,
    row: Sequence[int],
    kinds: Sequence[tuple[str, str]],
    largest: int,
) -> list[Bar]:
    available = HEIGHT - _TOP - _BOTTOM
    y = float(HEIGHT - _BOTTOM)
    bars = []
    for (kind, name), value in zip(kinds, row, strict=True):
        height = available * value / largest if largest else 0.0
        y -= height
        if value:
            bars.append(
                Bar(
                    kind=kind,
                    x=round(x + step * 0.1, 1),
                    y=round(y, 1),
                    width=round(step * 0.8, 1),
                    height=round(height, 1),
                    title=f"{column} · {name}: {value}",
                )
            )
    return bars
