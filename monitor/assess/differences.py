"""Compare two texts by their typed tokens: where they differ, and in what."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from rapidfuzz.distance import Postfix, Prefix

from monitor.assess.letters import stated_signs
from monitor.diff.align import Gap, gaps
from monitor.tokens import Token, TokenKind, content, typed

# In longer texts only what is this near to a difference is split into tokens.
_LONG = 4_000
_NEAR = 500
_WORD_CHARS = 100


@dataclass(frozen=True, slots=True)
class Difference:
    """Tokens in place of others; `at_start`, `at_end`: none stand before or after them."""

    old: tuple[Token, ...]
    new: tuple[Token, ...]
    at_start: bool
    at_end: bool


@lru_cache(maxsize=2_000)
def differences(before: str, after: str) -> tuple[Difference, ...]:
    """Return where the typed tokens of two texts differ, in order; () when they are the same."""
    shared, *texts = _near(before, after)
    old, new = (_shifted(meaningful(text), shared) for text in texts)
    a, b = _values(old), _values(new)
    start = Prefix.similarity(a, b)
    end = Postfix.similarity(a[start:], b[start:])
    middle = gaps(a[start : len(a) - end], b[start : len(b) - end])
    return tuple(_difference(old, new, start, gap) for gap in middle)


def near_differences(before: str, after: str) -> tuple[str, str]:
    """Return two texts, long ones without what they share far from where they differ."""
    return _near(before, after)[1:]


def _near(before: str, after: str) -> tuple[int, str, str]:
    """Return the texts near their differences, and how many characters they share before those."""
    if min(len(before), len(after)) < _LONG:
        return 0, before, after
    start = Prefix.similarity(before, after)
    end = Postfix.similarity(before[start:], after[start:])
    start = max(0, start - _NEAR)
    start = max(start, before.find(" ", start, start + _WORD_CHARS) + 1) if start else 0
    end = max(0, end - _NEAR)
    return start, before[start : len(before) - end], after[start : len(after) - end]


def _shifted(tokens: Sequence[Token], by: int) -> Sequence[Token]:
    if not by:
        return tokens
    return [replace(token, start=token.start + by, end=token.end + by) for token in tokens]


def _difference(old: Sequence[Token], new: Sequence[Token], start: int, gap: Gap) -> Difference:
    old_start, old_end = start + gap.before_start, start + gap.before_end
    new_start, new_end = start + gap.after_start, start + gap.after_end
    return Difference(
        old=tuple(old[old_start:old_end]),
        new=tuple(new[new_start:new_end]),
        at_start=not old_start and not new_start,
        at_end=old_end == len(old) and new_end == len(new),
    )


def written(tokens: Sequence[Token], text: str) -> str:
    """Return the stretch of a text that its tokens take up; '' for none."""
    return text[tokens[0].start : tokens[-1].end] if tokens else ""


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
