"""What to look for in the pages of a change, to mark it in their pictures."""

from collections.abc import Sequence

from monitor.diff.positions import positions
from monitor.diff.words import word_edits
from monitor.model import Block, Change, Edit
from monitor.pictures import PictureMark, PictureSide, Sought

# More marks make a picture no clearer.
_MOST_SOUGHT = 40
_MOST_CHARS = 20_000


def sought_in(
    change: Change, side: PictureSide, before: Sequence[Block], after: Sequence[Block]
) -> tuple[Sought, ...]:
    """Return what to mark on a side, the edit that matters most first."""
    found = zip(change.edits, positions(change.edits, before, after), strict=True)
    ranked = sorted(found, key=lambda one: -one[0].weight)
    sought = []
    for edit, at in ranked:
        if side is PictureSide.AFTER:
            one = _sought(edit, side, at.after, after) or _gap(before, at.before, after)
        else:
            one = _sought(edit, side, at.before, before) or _gap(after, at.after, before)
        sought += [one] if one else []
    # A change is drawn for what it changed; a gap only where nothing else is to be seen.
    return tuple(sorted(sought, key=lambda one: one.mark is PictureMark.GAP)[:_MOST_SOUGHT])


def _sought(
    edit: Edit, side: PictureSide, at: int | None, blocks: Sequence[Block]
) -> Sought | None:
    text = edit.after if side is PictureSide.AFTER else edit.before
    if not text:
        return None
    before = blocks[at - 1].text if at else ""
    is_short = len(text) <= _MOST_CHARS
    return Sought(
        text=text[:_MOST_CHARS],
        before=before[-_MOST_CHARS:],
        pieces=_pieces(edit, side) if is_short else (),
    )


def _pieces(edit: Edit, side: PictureSide) -> tuple[tuple[str, bool], ...]:
    """Cut the text of a side where it begins to differ from that of the other, and where it ends."""
    if not (edit.before and edit.after):
        return ()
    spans = word_edits(edit.before, edit.after)
    texts = [(span.after if side is PictureSide.AFTER else span.before) for span in spans]
    return tuple((text, not span.is_equal) for text, span in zip(texts, spans, strict=True))


def _gap(there: Sequence[Block], at: int | None, here: Sequence[Block]) -> Sought | None:
    """Return the nearest block in front of a text of the other side that stands on this side, too."""
    known = {block.text for block in here}
    for block in reversed(there[: at or 0]):
        if block.text in known:
            return Sought(text=block.text[:_MOST_CHARS], mark=PictureMark.GAP)
    return None
