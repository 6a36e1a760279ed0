"""Compare two documents and return the edits between them, with rapidfuzz.

fold      turn each block into the text to compare
align     skip equal blocks, anchored on lines that occur once
match     the rest: moved (equal elsewhere), split or merged, modified (similar), added, removed
"""

from monitor.diff.align import Gap, gaps
from monitor.diff.match import Match, match
from monitor.model import Block, Document, Edit, Op
from monitor.text import fold

__all__ = ["compare"]


def compare(before: Document, after: Document) -> tuple[Edit, ...]:
    """Return every difference in text, in the order of AFTER; () when the texts are equal."""
    return compare_blocks(before.blocks, after.blocks)


def compare_blocks(before: tuple[Block, ...], after: tuple[Block, ...]) -> tuple[Edit, ...]:
    """Compare bare blocks as `compare` does."""
    if [b.text for b in before] == [b.text for b in after]:
        return ()
    old = [fold(block.text) for block in before]
    new = [fold(block.text) for block in after]
    left = gaps(old, new)
    placed = [(m.order, _edit(m, before, after)) for m in match(left, old, new)]
    placed += [(order, edit) for order, edit in _respelt(left, before, after)]
    return tuple(edit for _, edit in sorted(placed, key=lambda pair: pair[0]))


def _edit(found: Match, before: tuple[Block, ...], after: tuple[Block, ...]) -> Edit:
    old = [before[i] for i in found.before]
    new = [after[i] for i in found.after]
    return Edit(
        op=found.op,
        path=(new or old)[0].path,
        before="\n".join(block.text for block in old),
        after="\n".join(block.text for block in new),
        similarity=found.similarity,
    )


def _respelt(
    left: list[Gap], before: tuple[Block, ...], after: tuple[Block, ...]
) -> list[tuple[tuple[float, int], Edit]]:
    """Return the aligned blocks whose folded texts are equal, but whose spelling differs."""
    edits = []
    start_before = start_after = 0
    for gap in [*left, Gap(len(before), len(before), len(after), len(after))]:
        pairs = zip(
            range(start_before, gap.before_start),
            range(start_after, gap.after_start),
            strict=True,
        )
        for i, j in pairs:
            if before[i].text != after[j].text:
                found = Match(Op.MODIFIED, (i,), (j,), 1.0, (j, 0))
                edits.append((found.order, _edit(found, before, after)))
        start_before, start_after = gap.before_end, gap.after_end
    return edits
