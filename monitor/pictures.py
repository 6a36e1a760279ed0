"""Pictures of the pages that a change is of: their sides, parts and marks, and why there may be none."""

from dataclasses import dataclass, field
from enum import StrEnum

MEDIA_TYPE = "image/webp"


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
