"""Split a text into typed tokens that compare exactly, whatever the language and the spelling.

folding     the characters that count, and where each stood in the text
lexemes     addresses, dates, times, codes, digits, words, Chinese characters, signs
numerals    numbers in words: fifteen, vingt-et-un, 十五
quantities  numbers with what they count: amounts, percentages, periods
marks       ticks, crosses, yes and no in a cell; negations
"""

from functools import lru_cache

from monitor.tokens.folding import folded
from monitor.tokens.lexemes import lexemes
from monitor.tokens.marks import marked
from monitor.tokens.numerals import counted
from monitor.tokens.quantities import measured
from monitor.tokens.token import Token, TokenKind

__all__ = ["Token", "TokenKind", "content", "typed"]

# Longer texts are rare, and would fill the memory.
_CACHED_CHARS = 10_000


def typed(text: str) -> tuple[Token, ...]:
    """Return all tokens of a text in order; every character but spaces is in one of them."""
    return _cached(text) if len(text) <= _CACHED_CHARS else _typed(text)


def content(text: str) -> tuple[Token, ...]:
    """Return the tokens of a text that say something: all but signs."""
    return tuple(token for token in typed(text) if token.kind is not TokenKind.SIGN)


@lru_cache(maxsize=4_096)
def _cached(text: str) -> tuple[Token, ...]:
    return _typed(text)


def _typed(text: str) -> tuple[Token, ...]:
    source = folded(text)
    found = marked(measured(counted(lexemes(source.text))), source.text)
    return source.located(found)
