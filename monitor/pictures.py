"""Pictures of the pages that a change is of: what is sought in a page, and what is drawn of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from monitor.diff.positions import positions
from monitor.diff.words import word_edits
from monitor.model import Block, Change, Edit

MEDIA_TYPE = "image/webp"
# More marks make a picture no clearer.
_MOST_SOUGHT = 40
_MOST_CHARS = 20_000


class PictureSide(StrEnum):
    """Which of the two captures of a change."""

    BEFORE = "before"
    AFTER = "after"


class PicturePart(StrEnum):
    """What a picture shows: the changed place, or the page from its top."""

    PLACE = "place"
    PAGE = "page"


class PictureMark(StrEnum):
    """What is marked: the changed text, the place where a text stands on the other side only, nothing."""

    TEXT = "text"
    GAP = "gap"
    NONE = "none"


class PictureFault(StrEnum):
    """Why nothing was drawn."""

    NO_PAGE = "no-page"
    NO_CAPTURE = "no-capture"
    SLOW = "slow"
    MEMORY = "memory"
    SIZE = "size"
    BROWSER = "browser"

    @property
    def is_final(self) -> bool:
        """Whether another try would bring the same."""
        return self in {PictureFault.NO_PAGE, PictureFault.NO_CAPTURE, PictureFault.SIZE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """A text to find in a page. `before`: the block in front of it, which tells equal texts apart.

    `pieces`: the text once more, each piece with whether it changed; () where all of it did.
    `mark` GAP: `text` is the block after which a text of the other side is missing.
    """

    text: str
    before: str = ""
    pieces: tuple[tuple[str, bool], ...] = ()
    mark: PictureMark = PictureMark.TEXT


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One picture; `mark`: what is marked in it."""

    side: PictureSide
    part: PicturePart
    width: int
    height: int
    mark: PictureMark
    body: bytes = field(repr=False)


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
