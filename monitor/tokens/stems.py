"""Stems of the content words of a text, to see whether two texts speak of the same."""

from collections.abc import Iterator
from itertools import pairwise

from monitor.tokens import content
from monitor.tokens.token import TokenKind

# Words of one stem: appeal, appeals; remove, removal.
_STEM, _LEAST_LETTERS = 5, 4


def stems(text: str) -> Iterator[str]:
    """Yield the stems of longer words, and each two Chinese characters that stand together."""
    tokens = content(text)
    for token in tokens:
        if token.kind is TokenKind.WORD and len(token.value) >= _LEAST_LETTERS:
            yield token.value[:_STEM]
    for one, other in pairwise(tokens):
        if one.kind is other.kind is TokenKind.CJK and one.end == other.start:
            yield one.value + other.value
