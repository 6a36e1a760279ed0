"""Which numbers, dates, amounts, codes and quoted names a text states.

Values are compared, not spellings: 1 December 2026 is 2026年12月1日, thirty days are 30天.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from monitor.data import load
from monitor.dates import partial_dates_in
from monitor.text import CJK, fold
from monitor.tokens import Token, TokenKind, typed

_QUANTITIES = frozenset({TokenKind.AMOUNT, TokenKind.PERCENT, TokenKind.PERIOD})
_EXACT = _QUANTITIES | {TokenKind.TIME, TokenKind.CODE}
# Between what is quoted: pairs, and the two marks that close as they open.
_QUOTED = re.compile(
    r"“([^“”]+)[”“]|„([^„“”]+)[“”]|「([^「」]+)」|『([^『』]+)』|《([^《》]+)》|〈([^〈〉]+)〉|«([^«»]+)»|»([^«»]+)«"
    r"|‘([^‘’]+)’|‚([^‚‘’]+)[‘’]|\"([^\"]+)\"|＂([^＂]+)＂|(?<![^\W\d_])'([^']+)'(?![^\W\d_])"
)
_QUOTE_MARKS = re.compile(r"[“”„「」『』《》〈〉«»‘‚\"＂]")
_SEAM = re.compile(rf"(?<=[{CJK}])(?=[a-z])|(?<=[a-z])(?=[{CJK}])")
# A month alone, in Chinese; `3个月` is a period.
_MONTH = re.compile(r"(?<![\d.,])(1[0-2]|0?[1-9]) ?月(?!\d)")
# Spaces that hold the digits of a number together: 7 500 €.
_NARROW = re.compile(r"(?<=\d)[\u00a0\u202f\u2009\u2007](?=\d{3}(?!\d))")
# Between two numbers of one unit.
_JOINING = frozenset("至 到 或 和 与 、 , - ~ / to or and".split())
# A short name of a month may be another word: may, mar, set.
_LEAST_MONTH_CHARS = 4
_LEAST_WORD_CHARS = 2


@dataclass(frozen=True, slots=True)
class Stated:
    """What a source states.

    `values`: of its typed tokens, by kind. `days`: as (year, month, day), where the year or the day
    is 0 if it is not given. `words`: its words. `text`: all of it, folded.
    """

    values: frozenset[tuple[TokenKind, str]]
    days: frozenset[tuple[int, int, int]]
    words: frozenset[str]
    text: str


def stated(texts: Iterable[str]) -> Stated:
    """Return what these texts state together."""
    folded = [_folded(text) for text in texts]
    days: set[tuple[int, int, int]] = set()
    values: set[tuple[TokenKind, str]] = set()
    words: set[str] = set()
    for text in folded:
        found, rest = _days(text)
        tokens = typed(rest)
        days.update(day for day, _ in found)
        days.update((0, month, 0) for t in tokens if (month := _months().get(t.value)))
        values.update((t.kind, _value(t)) for t in tokens)
        words.update(t.value for t in typed(text) if t.kind is TokenKind.WORD)
    return Stated(frozenset(values), frozenset(days), frozenset(words), "\n".join(folded))


def unstated(text: str, source: Stated, *, latin_is_name: bool) -> str:
    """Return the first thing of a text that the source does not state, or ''.

    `latin_is_name`: a word in Latin letters is a name, as in a Chinese text.
    """
    return next(_unstated(text, source, latin_is_name=latin_is_name), "")


def _unstated(text: str, source: Stated, *, latin_is_name: bool) -> Iterator[str]:
    yield from (name for name in _quoted(text) if not _is_quoted_from(name, source))
    days, rest = _days(_folded(text))
    yield from (written for day, written in days if not _is_stated_day(day, source))
    unit = ""
    for token in reversed(typed(rest)):
        unit = _unit_before(token, unit)
        if not _is_stated(token, unit, source, latin_is_name=latin_is_name):
            yield token.text


def _is_stated(token: Token, unit: str, source: Stated, *, latin_is_name: bool) -> bool:
    """`unit`: of the quantity that follows; in `5至10美元` it is that of the first number, too."""
    if token.kind in _EXACT:
        return (token.kind, _value(token)) in source.values
    if token.kind is TokenKind.NUMBER:
        return _is_stated_number(token, unit, source)
    if token.kind is TokenKind.WORD and latin_is_name:
        return len(token.value) < _LEAST_WORD_CHARS or token.value in source.words
    return True


def _is_stated_number(token: Token, unit: str, source: Stated) -> bool:
    # `一` and `one` are articles more often than numbers; with a unit they are quantities.
    if token.value == "1" and not any(c.isdigit() for c in token.text):
        return True
    kinds = (TokenKind.NUMBER, TokenKind.CODE)
    if any((kind, token.value) in source.values for kind in kinds):
        return True
    if unit and any((kind, unit.format(token.value)) in source.values for kind in _QUANTITIES):
        return True
    return any(token.value == str(year) for year, _, _ in source.days if year)


def _unit_before(token: Token, unit: str) -> str:
    """Return the unit that a number before this token shares: 5 in `5 to 10 EUR`, not in `5 items for 10 EUR`."""
    if token.kind in _QUANTITIES:
        return _unit(token)
    return unit if token.kind is TokenKind.NUMBER or token.value in _JOINING else ""


def _value(token: Token) -> str:
    """Return what is compared: a code without spaces, EN 71-1 as EN71-1."""
    return token.value.replace(" ", "") if token.kind is TokenKind.CODE else token.value


def _unit(token: Token) -> str:
    """Return the value of a quantity with a place for its number: `usd {}`, `{} %`."""
    first, _, second = token.value.partition(" ")
    return f"{{}} {second}" if first[:1].isdigit() else f"{first} {{}}"


def _days(text: str) -> tuple[list[tuple[tuple[int, int, int], str]], str]:
    """Return the days of a folded text with their words, and the text without them."""
    dated, days_of_year = partial_dates_in(text, needs_year=False)
    found = [
        (one.start, one.end, (one.day.year, one.day.month, 0 if one.is_month else one.day.day))
        for one in dated
    ]
    found += [(one.start, one.end, (0, one.month, one.number)) for one in days_of_year]
    rest = _blanked(text, found)
    found += [(m.start(), m.end(), (0, int(m[1]), 0)) for m in _MONTH.finditer(rest)]
    return [(day, text[start:end]) for start, end, day in found], _blanked(rest, found)


def _blanked(text: str, found: Iterable[tuple[int, int, object]]) -> str:
    for start, end, _ in found:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _is_stated_day(day: tuple[int, int, int], source: Stated) -> bool:
    """Return whether the source gives at least what this day gives: its year, month, day."""
    return any(all(a in {0, b} for a, b in zip(day, other, strict=True)) for other in source.days)


def _folded(text: str) -> str:
    """Return a text as it is compared, with spaces where Chinese and Latin letters meet."""
    return _SEAM.sub(" ", fold(_NARROW.sub("", text)).casefold())


def _quoted(text: str) -> list[str]:
    """Return what is quoted; a mark without its partner counts as a quotation."""
    names = ["".join(filter(None, match.groups())) for match in _QUOTED.finditer(text)]
    return names + _QUOTE_MARKS.findall(_QUOTED.sub(" ", text))


def _is_quoted_from(name: str, source: Stated) -> bool:
    wanted = _folded(name).strip()
    return bool(re.search(rf"(?<![a-z0-9]){re.escape(wanted)}(?![a-z0-9])", source.text))


@cache
def _months() -> dict[str, int]:
    named: dict[int, list[str]] = load("monitor.dates", "months.yaml")["months"]
    return {
        name: number
        for number, names in named.items()
        for name in names
        if len(name) >= _LEAST_MONTH_CHARS
    }
