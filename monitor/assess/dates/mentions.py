"""Part a text into sentences, and its dates with the words around each."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from monitor.dates import Dated, partial_dates_in
from monitor.dates.forms import DayOfYear
from monitor.parsing.times import read_day

_REACH = 200
# A sentence with more days than this is a calendar.
_MANY = 50
_BREAK = re.compile(r"[。!?;]|\.(?=\s)")
# A full stop after one letter, a number of two digits or one of these ends no sentence.
_ABBREVIATED = re.compile(
    r"(?:(?:^|[^a-z])[a-z]|(?:^|\D)\d{1,2}|\b(?:no|nr|art|sec|inc|ltd|co|corp|approx|ca|est|abs|dr|mr|ms|mrs"
    r"|st|vs|eff|max|min|incl|bzw|ggf|núm|sig|sra|mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun))$"
)
# A year that stands by itself in a sentence: `in 2027`, not the year in the name of a law.
_BARE_YEAR = re.compile(
    r"\b(?:in|im jahr|en|nel|em|during|année|año|anno)\s(20\d{2})\b(?![-/:])|(20\d{2})年(?!\d)"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A date in its sentence.

    `lead`, `tail`: the words between it and the date before and after. `before`, `rest`: the
    sentence's words to its start and from its end.
    """

    dated: Dated
    before: str
    lead: str
    tail: str
    rest: str

    @property
    def sentence(self) -> str:
        """Return the words of the sentence around the date."""
        return f"{self.before} {self.rest}"


def sentences(text: str) -> Iterator[tuple[Mention, ...]]:
    """Return the dates of each sentence that has any. `text` is folded and case-folded."""
    dated, yearless = partial_dates_in(text)
    if not dated and not yearless:
        return
    breaks = _breaks(text, dated)
    for place, (whole, bare) in sorted(_by_sentence(breaks, dated, yearless).items()):
        start, end = breaks[place - 1], breaks[place]
        found = sorted(
            (*whole, *_with_year(text[start:end], bare, whole)), key=lambda one: one.start
        )
        if found:
            yield tuple(_mentions(text, start, end, found))


def _by_sentence(
    breaks: list[int], dated: Iterable[Dated], yearless: Iterable[DayOfYear]
) -> dict[int, tuple[list[Dated], list[DayOfYear]]]:
    found: dict[int, tuple[list[Dated], list[DayOfYear]]] = defaultdict(lambda: ([], []))
    for one in dated:
        found[bisect_right(breaks, one.start)][0].append(one)
    for bare in yearless:
        found[bisect_right(breaks, bare.start)][1].append(bare)
    return found


def _mentions(text: str, start: int, end: int, dated: list[Dated]) -> Iterator[Mention]:
    edges = [start, *(one.end for one in dated)]
    starts = [*(one.start for one in dated[1:]), end]
    for one, edge, following in zip(dated, edges, starts, strict=False):
        yield Mention(
            dated=one,
            before=text[max(start, one.start - _REACH) : one.start],
            lead=text[max(edge, one.start - _REACH) : one.start],
            tail=text[one.end : min(following, one.end + _REACH)],
            rest=text[one.end : min(end, one.end + _REACH)],
        )


def _breaks(text: str, dated: Iterable[Dated]) -> list[int]:
    inside = bytearray(len(text) + 1)
    for one in dated:
        inside[one.start : one.end] = b"\x01" * (one.end - one.start)
    ends = [
        found.end()
        for found in _BREAK.finditer(text)
        if not inside[found.start()] and not _is_abbreviated(text, found)
    ]
    return [0, *ends, len(text)]


def _is_abbreviated(text: str, stop: re.Match[str]) -> bool:
    return stop[0] == "." and bool(
        _ABBREVIATED.search(text[max(0, stop.start() - 8) : stop.start()])
    )


def _with_year(sentence: str, bare: list[DayOfYear], whole: list[Dated]) -> Iterator[Dated]:
    """Return the days whose year the sentence states; those before or after it, in its order."""
    if not 0 < len(bare) <= _MANY:
        return
    years = {int(found[1] or found[2]) for found in _BARE_YEAR.finditer(sentence)}
    years |= {one.day.year for one in whole}
    if len(years) != 1:
        return
    year = years.pop()
    for one in bare:
        day = read_day(year, one.month, one.number)
        if isinstance(day, date) and _in_order(one.start, day, whole):
            yield Dated(one.start, one.end, day)


def _in_order(start: int, day: date, whole: list[Dated]) -> bool:
    return all((one.start < start) == (one.day < day) for one in whole)
