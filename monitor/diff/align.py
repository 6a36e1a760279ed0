"""Align two sequences of texts: find the equal runs and the gaps between them.

Texts that occur once on both sides are anchors; rapidfuzz compares only what lies between, because
Levenshtein takes quadratic time on long inputs, while most of a rule stays as it was.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

# 20,000 x 20,000 cells take 0.1 s and 50 MB in rapidfuzz's bit-parallel core.
_MAX_CELLS = 400_000_000


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch that differs: before[start:end] against after[start:end]."""

    before_start: int
    before_end: int
    after_start: int
    after_end: int


def gaps(before: Sequence[str], after: Sequence[str]) -> list[Gap]:
    """Return the stretches that differ, in order; everything between them is equal."""
    # rapidfuzz compares hashes, so texts are interned to small distinct integers.
    codes: dict[str, int] = {}
    old = [codes.setdefault(text, len(codes)) for text in before]
    new = [codes.setdefault(text, len(codes)) for text in after]
    return _merged(_walk(old, new))


def _walk(old: list[int], new: list[int]) -> Iterator[Gap]:
    """Yield the gaps between anchors, each refined by rapidfuzz."""
    start_old = start_new = 0
    for i, j in [*_anchors(old, new), (len(old), len(new))]:
        yield from _refine(old, new, Gap(start_old, i, start_new, j))
        start_old, start_new = i + 1, j + 1


def _refine(old: list[int], new: list[int], gap: Gap) -> Iterator[Gap]:
    a = old[gap.before_start : gap.before_end]
    b = new[gap.after_start : gap.after_end]
    if len(a) * len(b) > _MAX_CELLS:
        yield gap
        return
    for op in Levenshtein.opcodes(a, b):
        if op.tag != "equal":
            yield Gap(
                gap.before_start + op.src_start,
                gap.before_start + op.src_end,
                gap.after_start + op.dest_start,
                gap.after_start + op.dest_end,
            )


def _anchors(old: list[int], new: list[int]) -> list[tuple[int, int]]:
    """Return pairs of positions of texts that occur once on each side, in rising order."""
    in_old, in_new = Counter(old), Counter(new)
    where = {code: j for j, code in enumerate(new) if in_new[code] == 1}
    pairs = [(i, where[code]) for i, code in enumerate(old) if in_old[code] == 1 and code in where]
    return _longest_rising(pairs)


def _longest_rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest chain of pairs whose second members rise (patience sorting)."""
    tails: list[int] = []
    heads: list[int] = []
    previous: list[int] = []
    for index, (_, j) in enumerate(pairs):
        pile = bisect_left(tails, j)
        previous.append(heads[pile - 1] if pile else -1)
        tails[pile : pile + 1] = [j]
        heads[pile : pile + 1] = [index]
    chain = []
    index = heads[-1] if heads else -1
    while index >= 0:
        chain.append(pairs[index])
        index = previous[index]
    return chain[::-1]


def _merged(found: Iterator[Gap]) -> list[Gap]:
    """Join adjacent gaps, so that each lies between equal texts."""
    joined: list[Gap] = []
    for gap in found:
        last = joined[-1] if joined else None
        if last and (last.before_end, last.after_end) == (
            gap.before_start,
            gap.after_start,
        ):
            joined[-1] = Gap(last.before_start, gap.before_end, last.after_start, gap.after_end)
        else:
            joined.append(gap)
    return joined
