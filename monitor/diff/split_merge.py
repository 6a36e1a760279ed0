"""Find a block that was split into several, or several that were merged into one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz import fuzz

# The joined parts must be this similar to the whole.
_ALIKE = 85.0
_COUNTERPART = 80.0
# fuzz.ratio takes quadratic time: only the first characters are compared, and long blocks skipped.
_COMPARED_CHARS = 4_000
_LONGEST = 12_000
_MOST_PARTS = 4
# A part must be at least this share of the whole.
_LEAST_SHARE = 0.12
# The joined parts must be as long as the whole, within this share.
_LENGTH_SLACK = 0.3
# A gap with more pairs than this is a rewrite, and is not searched.
_MOST_PAIRS = 400


@dataclass(frozen=True, slots=True)
class SplitMerge:
    """Positions of BEFORE and AFTER that hold the same text in other blocks; one side has one."""

    before: tuple[int, ...]
    after: tuple[int, ...]
    similarity: float


def split_merges(
    olds: Sequence[int], news: Sequence[int], old: Sequence[str], new: Sequence[str]
) -> Iterator[SplitMerge]:
    """Yield the blocks of one gap that were split or merged; positions are those of the gap, in order."""
    if len(olds) * len(news) > _MOST_PAIRS:
        return
    # A block with a counterpart of its own was neither split nor merged.
    free_old = [i for i in olds if not _has_counterpart(old[i], news, new)]
    free_new = [j for j in news if not _has_counterpart(new[j], olds, old)]
    for i in free_old:
        if found := _best_run(old[i], free_new, new):
            yield SplitMerge((i,), found[1], found[0])
    for j in free_new:
        if found := _best_run(new[j], free_old, old):
            yield SplitMerge(found[1], (j,), found[0])


def _has_counterpart(text: str, places: Sequence[int], texts: Sequence[str]) -> bool:
    head = text[:_COMPARED_CHARS]
    heads = (texts[place][:_COMPARED_CHARS] for place in places)
    return any(fuzz.ratio(head, other, score_cutoff=_COUNTERPART) for other in heads)


def _best_run(
    whole: str, places: Sequence[int], texts: Sequence[str]
) -> tuple[float, tuple[int, ...]] | None:
    """Return how similar the best adjacent places, joined, are to the whole, and the places."""
    best: tuple[float, tuple[int, ...]] | None = None
    if len(whole) > _LONGEST:
        return best
    for run in _runs(whole, places, texts):
        joined = " ".join(texts[place] for place in run)
        score = fuzz.ratio(whole, joined, score_cutoff=_ALIKE) / 100
        if score and (best is None or score > best[0]):
            best = (round(score, 4), run)
    return best


def _runs(whole: str, places: Sequence[int], texts: Sequence[str]) -> Iterator[tuple[int, ...]]:
    least, slack = len(whole) * _LEAST_SHARE, len(whole) * _LENGTH_SLACK
    for start in range(len(places)):
        for size in range(2, _MOST_PARTS + 1):
            run = tuple(places[start : start + size])
            if len(run) < size or any(b - a != 1 for a, b in pairwise(run)):
                break
            lengths = [len(texts[place]) for place in run]
            if min(lengths) >= least and abs(sum(lengths) - len(whole)) <= slack:
                yield run
