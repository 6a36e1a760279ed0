"""Find the stretches of two documents that hold the same words, cut into other blocks."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from monitor.assess.letters import letters
from monitor.assess.numbering import split_label, without_counts
from monitor.diff.align import Gap, gaps
from monitor.model import Block
from monitor.text import fold

# A longer stretch is a rewrite, and is not compared word by word.
_MOST_CHARS = 150_000
# The letters of both sides may differ this much: numbers of items, and corrected words.
_SLACK = 0.05
_SLACK_CHARS = 40

# So many characters tell where a block begins inside another; a number after a sentence is its number.
_START_CHARS = 12
_NUMBER_OF_PART = r"(?<=[.;:!?。；：！？]\s)\d{1,2}[.)]\s?"

# Whether all differences of two texts are proved to say nothing new.
IsSame = Callable[[str, str], bool]


@dataclass(frozen=True, slots=True)
class Reflowed:
    """The texts of the blocks on each side that were only cut anew."""

    before: frozenset[str] = frozenset()
    after: frozenset[str] = frozenset()


def reflowed(before: Sequence[Block], after: Sequence[Block], is_same: IsSame) -> Reflowed:
    """Return the blocks of the stretches that differ in their breaks and numbers only."""
    old, new = ([fold(block.text) for block in side] for side in (before, after))
    found = [gap for gap in gaps(old, new) if _is_reflow(gap, old, new, is_same)]
    return Reflowed(
        frozenset(before[i].text for gap in found for i in range(gap.before_start, gap.before_end)),
        frozenset(after[j].text for gap in found for j in range(gap.after_start, gap.after_end)),
    )


def _is_reflow(gap: Gap, old: Sequence[str], new: Sequence[str], is_same: IsSame) -> bool:
    a, b = old[gap.before_start : gap.before_end], new[gap.after_start : gap.after_end]
    if not a or not b or len(a) + len(b) < 3 or sum(map(len, (*a, *b))) > _MOST_CHARS:
        return False
    sizes = sorted((len(letters("".join(a))), len(letters("".join(b)))))
    if sizes[1] - sizes[0] > sizes[1] * _SLACK + _SLACK_CHARS:
        return False
    return is_same(_joined(a, b), _joined(b, a))


def _joined(texts: Sequence[str], others: Sequence[str]) -> str:
    """Return the texts as one, without the numbers of the parts that begin a block on the other side."""
    joined = " ".join(without_counts(split_label(text)[1]) for text in texts)
    for other in others:
        start = split_label(other)[1][:_START_CHARS]
        if len(start) == _START_CHARS:
            joined = re.sub(rf"{_NUMBER_OF_PART}(?={re.escape(start)})", "", joined)
    return joined
