"""Recognise marks, which say yes or no, and negations."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from monitor.tokens.closed import words_of
from monitor.tokens.token import Lexeme, TokenKind

_CELL_END = frozenset("|\n\t")
_CONTRACTED = re.compile(r"([^\W\d_]{2,10})(n't)")
# French: n'est is ne and est.
_ELIDED = re.compile(r"(n')([^\W\d_].*)")
_CANNOT = "cannot"
# What is left of a verb before n't.
_STEMS = {"wo": "will", "ca": "can", "sha": "shall"}


def marked(found: Sequence[Lexeme], text: str) -> list[Lexeme]:
    """Return the lexemes with marks and negations named."""
    result: list[Lexeme] = []
    names = _names()
    for at, here in enumerate(found):
        if here.value in names or "'" in here.value:
            result += _named(found, at, text)
        else:
            result.append(here)
    return result


@cache
def _names() -> frozenset[str]:
    return frozenset({*words_of("marks"), *words_of("mark_words"), *words_of("negations"), _CANNOT})


def _named(found: Sequence[Lexeme], at: int, text: str) -> Iterator[Lexeme]:
    here = found[at]
    if here.kind is TokenKind.SIGN:
        yield _mark(found, at)
    elif here.kind in {TokenKind.WORD, TokenKind.CJK}:
        yield from _word(found, at, text)
    else:
        yield here


def _mark(found: Sequence[Lexeme], at: int) -> Lexeme:
    here = found[at]
    meaning = words_of("marks").get(here.value)
    if not meaning or (here.value == "×" and _multiplies(found, at)):
        return here
    return here._replace(kind=TokenKind.MARK, value=meaning)


def _multiplies(found: Sequence[Lexeme], at: int) -> bool:
    sides = found[max(0, at - 1) : at + 2 : 2]
    return len(sides) > 1 and all(side.value[:1].isdecimal() for side in sides)


def _word(found: Sequence[Lexeme], at: int, text: str) -> Iterator[Lexeme]:
    here = found[at]
    meaning = words_of("mark_words").get(here.value)
    if meaning and _is_cell(found, at, text):
        yield here._replace(kind=TokenKind.MARK, value=meaning)
    elif here.value in words_of("negations"):
        yield here._replace(kind=TokenKind.NEGATION)
    else:
        yield from _contraction(here)


def _contraction(here: Lexeme) -> Iterator[Lexeme]:
    """Yield don't and cannot as two lexemes, the second `not`; n'est as two, the first `ne`."""
    if match := _ELIDED.fullmatch(here.value):
        middle = here.start + len(match[1])
        yield Lexeme(TokenKind.NEGATION, "ne", here.start, middle)
        yield Lexeme(TokenKind.WORD, match[2], middle, here.end)
        return
    match = _CONTRACTED.fullmatch(here.value)
    cut = len(match[1]) if match else 3 if here.value == _CANNOT else 0
    if not cut:
        yield here
        return
    stem = here.value[:cut]
    middle = here.start + cut
    yield Lexeme(TokenKind.WORD, _STEMS.get(stem, stem), here.start, middle)
    yield Lexeme(TokenKind.NEGATION, "not", middle, here.end)


def _is_cell(found: Sequence[Lexeme], at: int, text: str) -> bool:
    """Return whether a lexeme is a whole cell: alone in its line, or between two bars."""
    before = text[found[at - 1].end - 1 : found[at].start] if at else "|"
    after = text[found[at].end : found[at + 1].start + 1] if at + 1 < len(found) else "|"
    return not _CELL_END.isdisjoint(before) and not _CELL_END.isdisjoint(after)
