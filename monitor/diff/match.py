"""Classify the blocks that do not align: moved, modified, added or removed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from monitor.diff.align import Gap
from monitor.diff.split_merge import split_merges
from monitor.model import Op

# Two blocks less similar than this are one removed and one added, not one modified.
_ALIKE = 55.0
# A single block in place of a single block is the same one, rewritten, from this similarity on.
_ALIKE_ALONE = 30.0
# In a large gap, a block and its opposite that are this similar need no other comparison.
_SURELY = 85.0
# Far from its old place a block must be more similar to be the same one.
_ALIKE_ELSEWHERE = 75.0
_LONG_ENOUGH_ELSEWHERE = 25
# Above this many comparisons only neighbours are compared, so that a rewrite stays fast.
_MAX_COMPARISONS = 10_000
_WINDOW = 4
# fuzz.ratio takes quadratic time; the first characters show whether two blocks are the same.
_COMPARED_CHARS = 4_000


@dataclass(frozen=True, slots=True)
class Match:
    """Blocks of BEFORE and AFTER (by position) that belong together, and how."""

    op: Op
    before: tuple[int, ...]
    after: tuple[int, ...]
    similarity: float
    order: tuple[float, int]


def match(left: list[Gap], old: Sequence[str], new: Sequence[str]) -> list[Match]:
    """Return matches that account for every position inside the gaps once."""
    found = [_reflowed(gap) for gap in left if _is_reflow(gap, old, new)]
    rest = [gap for gap in left if not _is_reflow(gap, old, new)]
    removed = {i: gap for gap in rest for i in range(gap.before_start, gap.before_end)}
    added = {j: gap for gap in rest for j in range(gap.after_start, gap.after_end)}
    for pairing in (
        _moved(removed, added, old, new),
        _split_merge(rest, removed, added, old, new),
        _inside(rest, removed, added, old, new),
    ):
        for pair in pairing:
            if removed.keys() >= set(pair.before) and added.keys() >= set(pair.after):
                _take(pair, removed, added)
                found.append(pair)
    for pair in _elsewhere(list(removed), list(added), old, new):
        _take(pair, removed, added)
        found.append(pair)
    found += [_removed(i, gap) for i, gap in removed.items()]
    found += [Match(Op.ADDED, (), (j,), 0.0, (j, 0)) for j in added]
    return found


def _take(pair: Match, removed: dict[int, Gap], added: dict[int, Gap]) -> None:
    for i in pair.before:
        del removed[i]
    for j in pair.after:
        del added[j]


def _left_in(
    gap: Gap, removed: Mapping[int, Gap], added: Mapping[int, Gap]
) -> tuple[list[int], list[int]]:
    """Return the positions of a gap that are not accounted for yet."""
    olds = [i for i in range(gap.before_start, gap.before_end) if i in removed]
    return olds, [j for j in range(gap.after_start, gap.after_end) if j in added]


def _split_merge(
    rest: list[Gap],
    removed: dict[int, Gap],
    added: dict[int, Gap],
    old: Sequence[str],
    new: Sequence[str],
) -> list[Match]:
    """Match blocks that were split, and blocks that were merged."""
    found = []
    for gap in rest:
        olds, news = _left_in(gap, removed, added)
        found += [
            Match(Op.MODIFIED, cut.before, cut.after, cut.similarity, (cut.after[0], 0))
            for cut in split_merges(olds, news, old, new)
        ]
    return found


def _removed(i: int, gap: Gap) -> Match:
    # A removed block is listed where it stood: just before the gap's next new block.
    offset = min(i - gap.before_start, gap.after_end - gap.after_start)
    return Match(Op.REMOVED, (i,), (), 0.0, (gap.after_start + offset - 0.5, i))


def _is_reflow(gap: Gap, old: Sequence[str], new: Sequence[str]) -> bool:
    """Return whether the gap holds the same characters, cut into other blocks."""
    a = "".join(old[gap.before_start : gap.before_end])
    b = "".join(new[gap.after_start : gap.after_end])
    return bool(a) and bool(b) and a.replace(" ", "") == b.replace(" ", "")


def _reflowed(gap: Gap) -> Match:
    before = tuple(range(gap.before_start, gap.before_end))
    after = tuple(range(gap.after_start, gap.after_end))
    return Match(Op.MODIFIED, before, after, 1.0, (gap.after_start, 0))


def _moved(
    removed: Iterable[int], added: Iterable[int], old: Sequence[str], new: Sequence[str]
) -> list[Match]:
    """Match equal texts that are in another place now."""
    places: dict[str, list[int]] = defaultdict(list)
    for j in added:
        places[new[j]].append(j)
    pairs = []
    for i in removed:
        if free := places.get(old[i]):
            j = free.pop(0)
            pairs.append(Match(Op.MOVED, (i,), (j,), 1.0, (j, 0)))
    return pairs


def _inside(
    rest: list[Gap],
    removed: dict[int, Gap],
    added: dict[int, Gap],
    old: Sequence[str],
    new: Sequence[str],
) -> list[Match]:
    """Match similar texts within one gap, best first."""
    pairs = []
    for gap in rest:
        olds, news = _left_in(gap, removed, added)
        alone = len(olds) == len(news) == 1
        scored = _scored(olds, news, old, new, _ALIKE_ALONE if alone else _ALIKE)
        pairs += _best_first(scored)
    return pairs


def _elsewhere(
    olds: list[int], news: list[int], old: Sequence[str], new: Sequence[str]
) -> list[Match]:
    """Match similar texts in different gaps: moved and modified at once."""
    olds = [i for i in olds if len(old[i]) >= _LONG_ENOUGH_ELSEWHERE]
    news = [j for j in news if len(new[j]) >= _LONG_ENOUGH_ELSEWHERE]
    if len(olds) * len(news) > _MAX_COMPARISONS:
        return []
    return _best_first(_scored(olds, news, old, new, _ALIKE_ELSEWHERE))


def _scored(
    olds: list[int],
    news: list[int],
    old: Sequence[str],
    new: Sequence[str],
    cutoff: float,
) -> list[tuple[float, int, int]]:
    scored = []
    crowded = len(olds) * len(news) > _MAX_COMPARISONS
    for rank, i in enumerate(olds):
        near = news
        if crowded:
            centre = rank * len(news) // len(olds)
            opposite = news[centre : centre + 1]
            sure = opposite and fuzz.ratio(
                old[i][:_COMPARED_CHARS], new[opposite[0]][:_COMPARED_CHARS], score_cutoff=_SURELY
            )
            near = opposite if sure else news[max(0, centre - _WINDOW) : centre + _WINDOW + 1]
        choices = {j: new[j][:_COMPARED_CHARS] for j in near}
        hits = process.extract(
            old[i][:_COMPARED_CHARS],
            choices,
            scorer=fuzz.ratio,
            score_cutoff=cutoff,
            limit=5,
        )
        scored += [(score, i, j) for _, score, j in hits]
    return scored


def _best_first(scored: list[tuple[float, int, int]]) -> list[Match]:
    pairs = []
    olds: set[int] = set()
    news: set[int] = set()
    for score, i, j in sorted(scored, key=lambda s: (-s[0], abs(s[1] - s[2]))):
        if i not in olds and j not in news:
            olds.add(i)
            news.add(j)
            similarity = round(score / 100, 4)
            pairs.append(Match(Op.MODIFIED, (i,), (j,), similarity, (j, 0)))
    return pairs
