"""Compute a deadline that is so many days, weeks or months from a date that the text gives."""

import re
from datetime import date
from functools import cache
from typing import Any

from monitor.assess.dates.mentions import Mention
from monitor.assess.dates.words import filler
from monitor.data import load
from monitor.dates import Unit, moved
from monitor.dates.numerals import number

_CJK_UNITS = {
    "个工作日": Unit.BUSINESS_DAY, "工作日": Unit.BUSINESS_DAY, "个自然日": Unit.DAY, "日": Unit.DAY,
    "天": Unit.DAY, "周": Unit.WEEK, "个星期": Unit.WEEK, "个月": Unit.MONTH,
}  # fmt: skip
_CJK_AFTER = re.compile(
    r"^(?:之?后|(?:之日)?起)(?:的)?,?(?:\d{1,3}|[一二三四五六七八九十两]{1,4})"
    rf"({'|'.join(_CJK_UNITS)})(?:之?内|以内|前)"
)
_COUNT = re.compile(r"\d{1,3}|[一二三四五六七八九十两]{1,4}")


def period_end(mention: Mention) -> date | None:
    """Return the last day of a period that starts or ends with a date: within 30 days of X."""
    return _latin(mention) or _cjk(mention)


def _latin(mention: Mention) -> date | None:
    found = _period().search(mention.lead)
    if not found:
        return None
    unit = next(unit for unit in Unit if found[unit.name])
    sign = -1 if found["back"] else 1
    return moved(mention.dated.day, sign * _count(found["count"]), unit)


def _cjk(mention: Mention) -> date | None:
    found = _CJK_AFTER.match(mention.tail)
    count = _COUNT.search(found[0]) if found else None
    if not found or not count:
        return None
    length = int(count[0]) if count[0].isdecimal() else number(count[0])
    return moved(mention.dated.day, length, _CJK_UNITS[found[1]])


def _count(text: str) -> int:
    if text.isdecimal():
        return int(text)
    return next(value for value, words in _numbers().items() if re.fullmatch(words, text))


@cache
def _numbers() -> dict[int, str]:
    return {value: "|".join(words) for value, words in _entries()["numbers"].items()}


@cache
def _period() -> re.Pattern[str]:
    entries = _entries()
    units = "|".join(f"(?P<{name}>{'|'.join(words)})" for name, words in entries["units"].items())
    count = rf"(?P<count>\d{{1,3}}|{'|'.join(_numbers().values())})"
    links = rf"(?:(?P<back>{'|'.join(entries['back'])})|{'|'.join(entries['forth'])})"
    between = filler(links=True)
    return re.compile(rf"\b{count}[\s)(-]{{1,3}}(?:{units})\s{links}\b(?:{between})*+$")


def _entries() -> Any:
    return load("monitor.assess.dates", "periods.yaml")
