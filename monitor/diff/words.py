"""Find the word-level edits inside one block: by words, and by characters in Chinese.

ends       skip what both texts begin and end with
sentences  skip those that both sides hold, however much comes between them
words      compare the rest by the longest common run of words
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz.distance import Indel, Postfix, Prefix

from monitor.diff.align import Gap, gaps
from monitor.text import CJK
from monitor.tokens import Token, TokenKind, typed

_TOKEN = re.compile(
    rf"\s*(?:[{CJK}]|\d+(?:[.,:/-]\d+)*|(?:(?![{CJK}])[^\W\d_])+(?:['\u2019][^\W\d_]+)?|[^\w\s]|_|$)\s*"
)
_ADDRESS_PART = re.compile(r"\w+|[^\w\s]")
_PART = re.compile(r"\S+")
_SENTENCE_END = re.compile(r"[.!?;:。！？；：]\s*$|\n")
# A stretch with more tokens than this is compared between those that occur once: that is faster.
_MAX_TOKENS = 6_000
# This few equal words amid a rewrite are chance, and would only fragment the marks.
_CHANCE = 2


@dataclass(frozen=True, slots=True)
class Span:
    """A run of words that did not change, or the text before and after a change.

    The two sides of an equal run may still differ in their spaces.
    """

    before: str
    after: str
    is_equal: bool = False

    @property
    def size(self) -> int:
        """The number of characters of the longer side."""
        return max(len(self.before), len(self.after))


def tokens(text: str) -> list[str]:
    """Split a text into words, numbers, signs and single Chinese characters, each with its space."""
    return [token for token in _TOKEN.findall(text) if token]


def word_edits(before: str, after: str) -> tuple[Span, ...]:
    """Return spans whose `before` texts join to BEFORE and whose `after` texts join to AFTER."""
    old, new = _pieces(before), _pieces(after)
    a, b = _bare(old), _bare(new)
    start = Prefix.similarity(a, b)
    end = Postfix.similarity(a[start:], b[start:])
    middle = Gap(start, len(a) - end, start, len(b) - end)
    changes = [change for gap in _sentences(a, b, middle) for change in _words(a, b, gap)]
    return _without_chance(list(_spans(old, new, changes)))


def _pieces(text: str) -> list[str]:
    """Split a text at the borders of its typed tokens, at spaces and inside addresses."""
    starts = [
        token.start + part.start()
        for token in typed(text)
        for part in _part_of(token).finditer(token.text)
    ]
    bounds = [0, *starts[1:], len(text)]
    return [text[start:end] for start, end in pairwise(bounds)] if text else []


def _part_of(token: Token) -> re.Pattern[str]:
    # Long addresses often change in one parameter.
    return _ADDRESS_PART if token.kind is TokenKind.ADDRESS else _PART


def _bare(spaced: Sequence[str]) -> list[str]:
    return [token.strip() for token in spaced]


def _sentences(a: list[str], b: list[str], within: Gap) -> Iterator[Gap]:
    """Yield the stretches of tokens between the sentences that both sides hold."""
    old = _bounds(a, within.before_start, within.before_end)
    new = _bounds(b, within.after_start, within.after_end)
    texts = (_joined(a, old), _joined(b, new))
    for gap in gaps(*texts):
        yield Gap(
            old[gap.before_start], old[gap.before_end], new[gap.after_start], new[gap.after_end]
        )


def _bounds(words: list[str], start: int, end: int) -> list[int]:
    """Return where each sentence of words[start:end] begins, and the end."""
    ends = [i + 1 for i in range(start, end) if _SENTENCE_END.search(words[i])]
    return sorted({start, *ends, end})


def _joined(words: list[str], bounds: list[int]) -> list[str]:
    return [" ".join(words[start:end]) for start, end in pairwise(bounds)]


def _words(a: list[str], b: list[str], gap: Gap) -> Iterator[Gap]:
    """Yield the stretches of a gap that differ: those outside the longest common run of words."""
    old, new = a[gap.before_start : gap.before_end], b[gap.after_start : gap.after_end]
    for part in gaps(old, new) if len(old) + len(new) > _MAX_TOKENS else _differing(old, new):
        yield Gap(
            gap.before_start + part.before_start,
            gap.before_start + part.before_end,
            gap.after_start + part.after_start,
            gap.after_start + part.after_end,
        )


def _differing(old: list[str], new: list[str]) -> Iterator[Gap]:
    codes: dict[str, int] = {}
    coded = [[codes.setdefault(token, len(codes)) for token in side] for side in (old, new)]
    for op in Indel.opcodes(*coded):
        if op.tag != "equal":
            yield Gap(op.src_start, op.src_end, op.dest_start, op.dest_end)


def _spans(old: list[str], new: list[str], changes: list[Gap]) -> Iterator[Span]:
    """Yield equal runs and changes in turn, with their spaces."""
    i = j = 0
    for gap in [*changes, Gap(len(old), len(old), len(new), len(new))]:
        if i < gap.before_start or j < gap.after_start:
            same = ("".join(old[i : gap.before_start]), "".join(new[j : gap.after_start]))
            yield Span(*same, is_equal=True)
        i, j = gap.before_end, gap.after_end
        changed = ("".join(old[gap.before_start : i]), "".join(new[gap.after_start : j]))
        if any(changed):
            yield Span(*changed)


def _without_chance(spans: list[Span]) -> tuple[Span, ...]:
    """Join adjacent changes, and the few words between them that are equal by chance."""
    joined: list[Span] = []
    for span in spans:
        if joined and not span.is_equal:
            if not joined[-1].is_equal:
                span = _sum(joined.pop(), span)  # noqa: PLW2901 - it absorbs the spans before it
            elif len(joined) > 1 and _is_chance(joined[-2], joined[-1], span):
                span = _sum(_sum(joined.pop(-2), joined.pop()), span)  # noqa: PLW2901
        joined.append(span)
    return tuple(joined)


def _is_chance(left: Span, run: Span, right: Span) -> bool:
    few = len(run.after.split()) <= _CHANCE and len(_pieces(run.after)) <= _CHANCE
    return few and run.size * 2 <= min(left.size, right.size)


def _sum(first: Span, second: Span) -> Span:
    return Span(first.before + second.before, first.after + second.after)
