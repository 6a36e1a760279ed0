"""Reads times of the day and spans as people write them: `晚上10点`, `10pm`, `两周`, `1 week`."""

import re
from datetime import time, timedelta
from functools import cache
from typing import Any

from monitor.data import load
from monitor.parsing.numbers import read_whole
from monitor.parsing.times import read_clock
from monitor.target_names import is_cjk, simplified

_LONGEST_SPAN = timedelta(days=365)
_LONGEST = 60
_SENTENCE = 400
_AT = re.compile(r"^at ")
_BEFORE_HALF = re.compile(r"(?<=\d) (?=[ap]\.?m\b)")
_HALF = {"半": "30", "一刻": "15", "三刻": "45"}
_AM, _PM = "am", "pm"
_EVENING = 6


def clock_named(text: str) -> time | None:
    """Return the time of day that a text names; 24 and 晚上12点 are midnight. None for anything else."""
    plain = simplified(text[:_LONGEST]).replace(" ", "")
    plain = str(_data()["named"].get(plain, plain))
    found = _clock().fullmatch(plain)
    hour = _number(found["hour"]) if found else None
    if found is None or hour is None:
        return None
    hour = _of_day_part(hour, _day_part(found["before"] or found["after"]))
    minute = _HALF.get(found["minute"] or "", found["minute"] or "00")
    read = read_clock(f"{0 if hour == 24 else hour}:{minute}")
    return read if isinstance(read, time) else None


def clocks_in(text: str) -> list[time]:
    """Return the times of day within a sentence, in order; a bare number only after `at`."""
    plain = _BEFORE_HALF.sub("", simplified(text[:_SENTENCE]))
    words = (found[0] for found in _stated().finditer(plain))
    return [clock for word in words if (clock := clock_named(_AT.sub("", word))) is not None]


def span_named(text: str) -> timedelta | None:
    """Return the span that a text names, a year at most; None for anything else, and for zero."""
    found = _span().fullmatch(simplified(text[:_LONGEST]).strip())
    count = _number(found["count"]) if found else None
    if found is None or not count:
        return None
    return min(timedelta(hours=count * _hours(found["unit"])), _LONGEST_SPAN)


def _of_day_part(hour: int, part: str) -> int:
    """Return the hour of 24 that an hour up to 12 is in a part of the day."""
    if not part or hour > 12:
        return hour
    if part == _PM or (part == "night" and _EVENING <= hour < 12):
        return hour if hour == 12 else hour + 12
    return 0 if hour == 12 else hour


def _day_part(word: str | None) -> str:
    parts = _data()["day_parts"].items()
    return next((str(part) for part, words in parts if word in words), "")


def _number(text: str) -> int | None:
    known = _data()["numbers"].get(text)
    number = known if known is not None else read_whole(text, 0, 999)
    return number if isinstance(number, int) else None


def _hours(unit: str) -> int:
    units = _data()["units"].items()
    return next(int(hours) for hours, words in units if unit in words)


@cache
def _clock() -> re.Pattern[str]:
    parts = _any([word for words in _data()["day_parts"].values() for word in words])
    # `ten to six` is no span of hours, so that English numbers are digits here.
    numbers = _any(filter(is_cjk, _data()["numbers"]))
    hour = rf"(?P<hour>\d{{1,2}}|{numbers})"
    minute = rf"(?:[:点时](?:钟|(?P<minute>\d{{2}}|{'|'.join(_HALF)})?分?))?"
    return re.compile(f"(?P<before>{parts})?{hour}{minute}(?P<after>{parts})?", re.ASCII)


@cache
def _stated() -> re.Pattern[str]:
    """Match a time in a sentence: with a part of the day, a sign of a clock, or `at` before it."""
    parts = _any([word for words in _data()["day_parts"].values() for word in words])
    number = rf"(?<![\d.])(?:\d{{1,2}}|{_any(filter(is_cjk, _data()['numbers']))})"
    minute = rf"(?::\d{{2}}|[点时](?!间|候)(?:\d{{2}}|{'|'.join(_HALF)})?)"
    ends = r"(?![\d.%])"
    return re.compile(
        rf"(?:{parts})?{number}{minute}(?:am|pm)?{ends}|{number}(?:[ap]\.?m\b)|at \d{{1,2}}\b{ends}",
        re.ASCII,
    )


@cache
def _span() -> re.Pattern[str]:
    units = _any([word for words in _data()["units"].values() for word in words])
    return re.compile(
        rf"(?P<count>\d{{1,3}}|{_any(_data()['numbers'])})\s*(?P<unit>{units})", re.ASCII
    )


def _any(words: Any) -> str:
    return "|".join(map(re.escape, sorted(map(str, words), key=len, reverse=True)))


def _data() -> Any:
    return load("monitor", "clock_words.yaml")
