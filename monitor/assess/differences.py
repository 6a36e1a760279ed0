"""Compare two texts by their typed tokens: where they differ, and in what."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import Postfix, Prefix

from monitor.assess.letters import stated_signs
from monitor.diff.align import gaps
from monitor.tokens import Token, TokenKind, content, typed


@dataclass(frozen=True, slots=True)
class Difference:
    """Tokens in place of others; `old_at`, `new_at`: how many tokens stand before them."""

    old: tuple[Token, ...]
    new: tuple[Token, ...]
    old_at: int
    new_at: int


@lru_cache(maxsize=2_000)
def differences(before: str, after: str) -> tuple[Difference, ...]:
    """Return where the typed tokens of two texts differ, in order; () when they are the same."""
    old, new = meaningful(before), meaningful(after)
    a, b = _values(old), _values(new)
    start = Prefix.similarity(a, b)
    end = Postfix.similarity(a[start:], b[start:])
    middle = gaps(a[start : len(a) - end], b[start : len(b) - end])
    return tuple(
        Difference(
            tuple(old[start + gap.before_start : start + gap.before_end]),
            tuple(new[start + gap.after_start : start + gap.after_end]),
            start + gap.before_start,
            start + gap.after_start,
        )
        for gap in middle
    )


@lru_cache(maxsize=2_000)
def meaningful(text: str) -> tuple[Token, ...]:
    """Return the tokens that carry meaning: all but typography."""
    stating = {start for start, _ in stated_signs(text)}
    if not stating:
        return content(text)
    return tuple(
        token for token in typed(text) if token.kind is not TokenKind.SIGN or token.start in stating
    )


def values(text: str) -> tuple[str, ...]:
    """Return the comparable values of a text's tokens."""
    return tuple(_values(meaningful(text)))


def _values(tokens: Sequence[Token]) -> list[str]:
    return [token.value for token in tokens]
