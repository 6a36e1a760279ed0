"""Compare two documents and return the edits between them, with rapidfuzz.

fold      turn each block into the text to compare
align     skip equal blocks, anchored on lines that occur once
match     the rest: moved (equal elsewhere), split or merged, modified (similar), added, removed
rewritten a removed and an added block that are one clause in other words
places    what governs a block now, and what did: another heading makes another rule of it
"""

from collections.abc import Iterator

from monitor.diff.align import Gap, gaps
from monitor.diff.match import Match, match
from monitor.diff.places import Places
from monitor.diff.rewritten import with_rewritten
from monitor.model import Block, BlockKind, Document, Edit, Op
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
    found = with_rewritten(match(left, old, new), before, after)
    places = Places(found, before, after)
    found += _aligned(left, before, after, places)
    found.sort(key=lambda each: each.order)
    return tuple(_edit(each, before, after, places) for each in found)


def _edit(
    found: Match, before: tuple[Block, ...], after: tuple[Block, ...], places: Places
) -> Edit:
    old = [before[i] for i in found.before]
    new = [after[i] for i in found.after]
    return Edit(
        op=found.op,
        path=(new or old)[0].path,
        before="\n".join(block.text for block in old),
        after="\n".join(block.text for block in new),
        similarity=found.similarity,
        origin=places.origin(found.before[0], found.after[0]) if old and new else (),
        kind=_kind([*new, *old]),
    )


def _kind(blocks: list[Block]) -> BlockKind:
    is_heading = any(block.kind is BlockKind.HEADING for block in blocks)
    return BlockKind.HEADING if is_heading else blocks[0].kind


def _aligned(
    left: list[Gap], before: tuple[Block, ...], after: tuple[Block, ...], places: Places
) -> Iterator[Match]:
    """Yield the aligned blocks whose spelling differs, or that another heading governs now."""
    for i, j in _pairs(left, len(before), len(after)):
        if before[i].text != after[j].text:
            yield Match(Op.MODIFIED, (i,), (j,), 1.0, (j, 0))
        elif before[i].path != after[j].path and places.is_moved(i, j):
            yield Match(Op.MOVED, (i,), (j,), 1.0, (j, 0))


def _pairs(left: list[Gap], old_count: int, new_count: int) -> Iterator[tuple[int, int]]:
    """Yield the positions of the aligned blocks: those between the gaps."""
    start_before = start_after = 0
    for gap in [*left, Gap(old_count, old_count, new_count, new_count)]:
        yield from zip(
            range(start_before, gap.before_start),
            range(start_after, gap.after_start),
            strict=True,
        )
        start_before, start_after = gap.before_end, gap.after_end
