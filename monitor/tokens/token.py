"""The typed tokens of a text."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class TokenKind(StrEnum):
    """What a token is."""

    WORD = "word"
    NUMBER = "number"
    AMOUNT = "amount"
    PERCENT = "percent"
    PERIOD = "period"
    DATE = "date"
    TIME = "time"
    CODE = "code"
    ADDRESS = "address"
    MARK = "mark"
    NEGATION = "negation"
    CJK = "cjk"
    SIGN = "sign"


@dataclass(frozen=True, slots=True)
class Token:
    """A token of a text. `text`: as written, text[start:end]. `value`: comparable with others."""

    kind: TokenKind
    text: str
    value: str
    start: int
    end: int


class Lexeme(NamedTuple):
    """A token while it is read; `start` and `end` are positions in the folded text."""

    kind: TokenKind
    value: str
    start: int
    end: int
