"""Read numbers in words: fifteen, vingt-et-un, 十五. They equal the digits."""

from collections.abc import Sequence
from functools import cache

from monitor.tokens.closed import Phrases, closed, periods, phrases
from monitor.tokens.spelling import spellings
from monitor.tokens.token import Lexeme, TokenKind

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "兩": 2}
_TENS = {"十": 10, "百": 100, "千": 1_000}
_MYRIADS = {"万": 10_000, "萬": 10_000, "亿": 100_000_000, "億": 100_000_000}
_NUMERALS = frozenset({*_DIGITS, *_TENS, *_MYRIADS})
# What a single numeral counts or orders; alone it may be part of a word: 一般, 统一, 十分.
_COUNTED = frozenset("天日周月年秒元分折条条章节款项次倍件台张名人家份页米度号级类种款批轮")
_LONGEST = 24


def counted(found: list[Lexeme]) -> list[Lexeme]:
    """Return the lexemes with each number in words as one NUMBER."""
    result: list[Lexeme] = []
    begins = _beginnings()
    at = 0
    while at < len(found):
        if found[at].value not in begins:
            result.append(found[at])
            at += 1
            continue
        number, end = _european(found, at) or _chinese(found, at) or (None, at + 1)
        if number is None:
            result.append(found[at])
        else:
            result.append(
                Lexeme(TokenKind.NUMBER, str(number), found[at].start, found[end - 1].end)
            )
        at = end
    return result


def _european(found: Sequence[Lexeme], at: int) -> tuple[int, int] | None:
    if found[at].kind is not TokenKind.WORD:
        return None
    spelt = _spelt().longest(found, at)
    if not spelt:
        return None
    number, end = int(spelt[0]), spelt[1]
    languages = closed("articles").get(found[at].value) if end == at + 1 else None
    if languages and not _counts(found, end, languages):
        return None
    return number, end


def _counts(found: Sequence[Lexeme], at: int, languages: str) -> bool:
    """Return whether a unit stands after a word that is a number only there: one, due, neuf."""
    if any(phrases(name).longest(found, at) for name in ("currencies", "percent", "scales")):
        return True
    if at + 1 < len(found) and found[at].value in {"(", "-"}:
        at += 1
        if found[at].value.isdecimal():
            return True
    return any(periods(language).longest(found, at) for language in languages.split())


@cache
def _beginnings() -> frozenset[str]:
    return _NUMERALS | _spelt().heads


@cache
def _spelt() -> Phrases:
    return Phrases((spelling, str(number)) for spelling, number in spellings())


def _chinese(found: Sequence[Lexeme], at: int) -> tuple[int, int] | None:
    if found[at].value not in _NUMERALS:
        return None
    end = at + 1
    while end < len(found) and end - at < _LONGEST and _continues(found[end - 1], found[end]):
        end += 1
    numerals = "".join(lexeme.value for lexeme in found[at:end])
    number = _value(numerals)
    if number is None or (len(numerals) == 1 and not _stands_as_number(found, at)):
        return None
    return number, end


def _continues(last: Lexeme, here: Lexeme) -> bool:
    return here.value in _NUMERALS and last.end == here.start


def _stands_as_number(found: Sequence[Lexeme], at: int) -> bool:
    if at and found[at - 1].value == "第":
        return True
    following = found[at + 1].value if at + 1 < len(found) else ""
    return (
        following in _COUNTED
        or _is_percent(found, at)
        or bool(periods("zh").longest(found, at + 1))
    )


def _is_percent(found: Sequence[Lexeme], at: int) -> bool:
    return [lexeme.value for lexeme in found[max(0, at - 3) : at]] == list("百分之")


def _value(numerals: str) -> int | None:
    """Return the value of Chinese numerals, as digits (二〇二七) or with their powers (三百二十)."""
    if all(c in _DIGITS for c in numerals):
        return int("".join(str(_DIGITS[c]) for c in numerals))
    if not any(c in _DIGITS or c == "十" for c in numerals):
        return None
    total = section = digit = 0
    for c in numerals:
        if c in _DIGITS:
            digit = digit * 10 + _DIGITS[c] if digit else _DIGITS[c]
        elif c in _TENS:
            section += (digit or 1) * _TENS[c]
            digit = 0
        else:
            total = (total + section + digit) * _MYRIADS[c]
            section = digit = 0
    return total + section + digit
