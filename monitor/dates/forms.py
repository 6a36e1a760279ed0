"""Find the dates of a text.

01/02/2026 is ambiguous and is no date; 02/23/2026, 23/02/2026 and 02/02/2026 are none but one day.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from monitor.data import load
from monitor.dates.numerals import NUMBER, YEAR, number, year
from monitor.parsing.times import read_day
from monitor.text import fold

# Every whole date has a year: four digits, or a character that follows one.
_HAS_YEAR = re.compile(r"(?:19|20)\d{2}|[年년]")
_ORDINAL = r"(?:st|nd|rd|th|er|re|e|de|ste|\.?[oa]|°|\.|-?го|-е)?"
_DAY = rf"(?P<d>\d{{1,2}}){_ORDINAL}"
_FIRST = ("first", "premier", "primero", "primo", "primeiro", "ersten")
_GREGORIAN = r"(?P<y>(?:19|20)\d{2})"
_NOT_IN_WORD = r"(?<![a-z\d])"
# Part of a month only, or a day that it does not have.
_PART = re.compile(
    r"(?:\b(?:early|mid|late|middle\s+of|anfang|mitte|début|mi|courant|principios\s+de|mediados\s+de"
    r"|inizio|metà|fine|ende|fin|finales\s+de|end\s+of)[\s-]*|\d[a-zº°.]{0,3}\s?(?:of\s|de\s)?)$"
)


@dataclass(frozen=True, slots=True)
class Dated:
    """A date and its position in the folded text. `is_month`: only the month is given."""

    start: int
    end: int
    day: date
    is_month: bool = False


@dataclass(frozen=True, slots=True)
class DayOfYear:
    """A day without its year, and its position in the folded text."""

    start: int
    end: int
    month: int
    number: int


def has_year(text: str) -> bool:
    """Return whether a text may hold a date at all."""
    return bool(_HAS_YEAR.search(text))


def dates_in(text: str) -> tuple[Dated, ...]:
    """Return every whole date of a text, in order. `text` is folded and case-folded."""
    # Skip the patterns for most texts, which have no year.
    return tuple(_read(text, _forms(), _whole)) if has_year(text) else ()


def partial_dates_in(
    text: str, *, needs_year: bool = True
) -> tuple[tuple[Dated, ...], tuple[DayOfYear, ...]]:
    """Return the whole dates and the months of a text, and its days that state no year.

    `needs_year`: nothing of a text in which no year stands.
    """
    if needs_year and not has_year(text):
        return (), ()
    whole = dates_in(text)
    months = tuple(_read(text, _month_forms(), _first_of_month, whole))
    dated = tuple(sorted((*whole, *months), key=lambda found: found.start))
    return dated, tuple(_days_of_year(text, dated))


def _read(
    text: str,
    forms: Iterable[re.Pattern[str]],
    read: Callable[[re.Match[str]], Dated | None],
    known: tuple[Dated, ...] = (),
) -> list[Dated]:
    """Return what the forms find where no earlier form found anything."""
    taken = _marked(text, known)
    found = []
    for form in forms:
        for match in form.finditer(text):
            start, end = match.span()
            dated = None if any(taken[start:end]) else read(match)
            if dated:
                taken[start:end] = b"\x01" * (end - start)
                found.append(dated)
    return sorted(found, key=lambda dated: dated.start)


def _marked(text: str, known: Iterable[Dated]) -> bytearray:
    taken = bytearray(len(text))
    for dated in known:
        taken[dated.start : dated.end] = b"\x01" * (dated.end - dated.start)
    return taken


def _whole(match: re.Match[str]) -> Dated | None:
    day = _day(match.groupdict())
    return Dated(match.start(), match.end(), day) if day else None


def _first_of_month(match: re.Match[str]) -> Dated | None:
    if _PART.search(match.string, max(0, match.start() - 20), match.start()):
        return None
    day = _day({**match.groupdict(), "d": "1"})
    return Dated(match.start(), match.end(), day, is_month=True) if day else None


def _days_of_year(text: str, known: tuple[Dated, ...]) -> Iterator[DayOfYear]:
    taken = _marked(text, known)
    for form in _yearless_forms():
        for match in form.finditer(text):
            start, end = match.span()
            month, day = _month(match.groupdict()), number(match["d"])
            if month and day and not any(taken[start:end]):
                yield DayOfYear(start, end, month, day)


def _day(groups: dict[str, str | None]) -> date | None:
    if groups.get("p"):
        return _unambiguous(groups)
    day = 1 if groups.get("w") else number(groups["d"] or "")
    found = read_day(year(groups["y"] or ""), _month(groups), day)
    return found if isinstance(found, date) else None


def _month(groups: dict[str, str | None]) -> int:
    name = groups.get("name")
    return month_named(name) if name else number(groups["m"] or "")


def _unambiguous(groups: dict[str, str | None]) -> date | None:
    """Return the only day that two numbers and a year can mean."""
    first, second = int(groups["p"] or 0), int(groups["q"] or 0)
    # Day first with dots, as in German and Russian, if that is a day at all.
    orders = [(first, second), (second, first)]
    days = [read_day(groups["y"], month, day) for day, month in orders]
    valid = list(dict.fromkeys(day for day in days if isinstance(day, date)))
    is_certain = len(valid) == 1 or (valid and groups["s"] == ".")
    return valid[0] if is_certain else None


def month_named(name: str) -> int:
    """Return the number of a month by its name or abbreviation; 0 for another word."""
    return _months().get(name.rstrip("."), 0)


@cache
def _months() -> dict[str, int]:
    return {
        fold(name).casefold(): number
        for number, names in load("monitor.dates", "months.yaml")["months"].items()
        for name in names
    }


@cache
def _names() -> str:
    return "|".join(sorted(_months(), key=len, reverse=True))


@cache
def _forms() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(form) for form in _patterns(rf"(?P<name>{_names()})\b\.?"))


@cache
def _month_forms() -> tuple[re.Pattern[str], ...]:
    return (
        re.compile(
            rf"(?<!\d)(?P<y>{YEAR})\s?[年년]\s?(?P<m>{NUMBER})\s?[月월](?!\s?[\d一二三四五六七八九十廿卅]|[初中底末上下旬])"
        ),
        re.compile(
            rf"\b(?P<name>{_names()})\b\.?,?\s+(?:of\s+|del?\s+)?{_GREGORIAN}(?![\d/.-]\d|\d)"
        ),
        re.compile(rf"(?<![\d/.-])(?P<m>0?[1-9]|1[0-2])/{_GREGORIAN}(?![\d/-])"),
    )


@cache
def _yearless_forms() -> tuple[re.Pattern[str], ...]:
    return (
        re.compile(rf"(?P<m>{NUMBER})\s?[月월]\s?(?P<d>{NUMBER})\s?[日号號일]"),
        re.compile(rf"{_NOT_IN_WORD}{_DAY}\s?(?:of\s+|de\s+)?(?P<name>{_names()})\b\.?"),
        re.compile(rf"\b(?P<name>{_names()})\b\.?\s+{_DAY}(?![\d:%])"),
    )


def _patterns(month: str) -> Iterator[str]:
    yield rf"(?<!\d)(?P<y>{YEAR})\s*[年년]\s*(?P<m>{NUMBER})\s*[月월]\s*(?P<d>{NUMBER})\s*[日号號일]"
    yield (
        rf"(?<![\d.]){_GREGORIAN}(?P<s>[-/.])\s?(?P<m>\d{{1,2}})(?P=s)\s?(?P<d>\d{{1,2}})"
        r"(?!\d|\.\d)"
    )
    yield (
        rf"\b{month}[\s-]+(?:the\s+)?{_DAY}(?!\d)(?:\s?\([^()]{{1,16}}\))?,?[\s-]+{_GREGORIAN}\b"
    )
    yield (
        rf"{_NOT_IN_WORD}(?:{_DAY}|(?P<w>{'|'.join(_FIRST)}))\s?[-/]?\s?(?:day\s+)?(?:of\s+|del?\s+)?"
        rf"{month},?\s?[-/]?\s?(?:of\s+|del?\s+)?{_GREGORIAN}\b"
    )
    yield rf"\b{_GREGORIAN}[\s-]{month}[\s-]{_DAY}(?![\d:%])"
    yield (
        r"(?<![\d./-])(?P<p>\d{1,2})(?P<s>[-/.])\s?(?P<q>\d{1,2})(?P=s)\s?"
        rf"{_GREGORIAN}(?![\d/-]|\.\d)"
    )
