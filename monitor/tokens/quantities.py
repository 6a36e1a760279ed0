"""Join numbers with what they count: amounts, percentages and periods."""

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import cache

from monitor.tokens.closed import is_hyphen, periods, phrases
from monitor.tokens.token import Lexeme, TokenKind

# In an amount or a percentage, three digits after a single dot are thousands.
_THOUSANDS = re.compile(r"[1-9]\d{0,2}\.\d{3}")
_PLAIN = re.compile(r"\d+(?:\.\d+)?")
# A four-digit number before 年 is a year, not a period.
_FIRST_YEAR = 1_900
_PERCENT_BEFORE = list("百分之")
_NUMBERS = {TokenKind.NUMBER, TokenKind.CODE}
# Between a million and what it counts, in Spanish, French and Italian.
_OF = frozenset({"de", "di"})


def measured(found: list[Lexeme]) -> list[Lexeme]:
    """Return the lexemes with each quantity as one."""
    result: list[Lexeme] = []
    begins = _beginnings()
    at = 0
    while at < len(found):
        if found[at].kind in _NUMBERS or found[at].value in begins:
            quantity, at = _quantity(found, at)
            result.append(quantity)
        else:
            result.append(found[at])
            at += 1
    return result


@cache
def _beginnings() -> frozenset[str]:
    return frozenset({*phrases("currencies").heads, _PERCENT_BEFORE[0]})


def _quantity(found: Sequence[Lexeme], at: int) -> tuple[Lexeme, int]:
    """Return the quantity or the single lexeme that begins here, and where the next begins."""
    currency, percent = phrases("currencies").longest(found, at), _percent_before(found, at)
    begin = currency[1] if currency else percent or at
    number = _number(found, begin)
    if not number:
        return found[at], at + 1
    value, end = number
    if percent:
        return _joined(found, at, end, TokenKind.PERCENT, f"{_plain(value)} %")
    if currency:
        code, end = _named_again(found, end) or (currency[0], end)
        return _joined(found, at, end, TokenKind.AMOUNT, f"{code} {_plain(value)}")
    return _after(found, at, value, end)


def _after(found: Sequence[Lexeme], at: int, value: str, end: int) -> tuple[Lexeme, int]:
    """Return a number with the unit that follows it."""
    unit_at = _unit_at(found, at, end)
    for name, kind in _UNITS:
        if unit := phrases(name).longest(found, unit_at):
            sign = {"percent": "%", "per_mille": "‰", "points": "points"}.get(name)
            amount = f"{_plain(value)} {sign}" if sign else f"{unit[0]} {_plain(value)}"
            return _joined(found, at, unit[1], kind, amount)
    unit = periods().longest(found, unit_at)
    if unit and not _is_calendar(found, at, value, unit_at):
        return _joined(found, at, unit[1], TokenKind.PERIOD, f"{unit[0]} {value}")
    if end == at + 1:
        return found[at], end
    return _joined(found, at, end, TokenKind.NUMBER, value)


def _unit_at(found: Sequence[Lexeme], at: int, end: int) -> int:
    """Return where the unit of a number begins: after a hyphen, 15-day, or `un millón de euros`."""
    if is_hyphen(found, end):
        return end + 1
    is_million = end > at + 1 and end < len(found) and found[end].value in _OF
    return end + 1 if is_million and phrases("currencies").longest(found, end + 1) else end


def _number(found: Sequence[Lexeme], at: int) -> tuple[str, int] | None:
    """Return the number that begins here, with its multiplier and its repetition, and its end."""
    if at >= len(found) or not _is_number(found[at]):
        return None
    value, end = found[at].value, at + 1
    if scale := phrases("scales").longest(found, end):
        value = _trimmed(Decimal(value) * int(scale[0]))
        end = scale[1]
    return value, _repeated(found, value, end) or end


def _repeated(found: Sequence[Lexeme], value: str, at: int) -> int:
    """Return where `(30)` ends in `thirty (30)`; 0: the number is not repeated."""
    if [lexeme.value for lexeme in found[at : at + 3]] != ["(", value, ")"]:
        return 0
    return at + 3


def _is_number(found: Lexeme) -> bool:
    return found.kind in _NUMBERS and bool(_PLAIN.fullmatch(found.value))


def _named_again(found: Sequence[Lexeme], at: int) -> tuple[str, int] | None:
    """Return the currency after an amount that begins with one: $5 CAD, 人民币5元."""
    again = phrases("currencies").longest(found, at)
    return again if again and not _number(found, again[1]) else None


def _is_calendar(found: Sequence[Lexeme], at: int, value: str, unit_at: int) -> bool:
    """Return whether 年 or 日 names a year or a day of a month."""
    if found[unit_at].value == "年":
        return Decimal(value) >= _FIRST_YEAR
    return found[unit_at].value == "日" and at > 0 and found[at - 1].value == "月"


def _percent_before(found: Sequence[Lexeme], at: int) -> int:
    is_percent = [lexeme.value for lexeme in found[at : at + 3]] == _PERCENT_BEFORE
    return at + 3 if is_percent else 0


def _plain(value: str) -> str:
    """Return a number without the zeros that end its decimals."""
    if _THOUSANDS.fullmatch(value):
        value = value.replace(".", "")
    return _trimmed(Decimal(value))


def _trimmed(number: Decimal) -> str:
    written = f"{number:f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def _joined(
    found: Sequence[Lexeme], at: int, end: int, kind: TokenKind, value: str
) -> tuple[Lexeme, int]:
    return Lexeme(kind, value, found[at].start, found[end - 1].end), end


_UNITS = (
    ("points", TokenKind.PERCENT),
    ("percent", TokenKind.PERCENT),
    ("per_mille", TokenKind.PERCENT),
    ("currencies", TokenKind.AMOUNT),
)
