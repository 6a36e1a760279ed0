"""What a visitor chose to see of a difference, from the address; an unknown choice does not count."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from monitor.model import Op, Severity

INLINE, SIDES = "inline", "sides"
_LEVELS = tuple(severity.level for severity in Severity)


@dataclass(frozen=True, slots=True, kw_only=True)
class DiffChoice:
    """`kind`, `level`: only edits of these, or ''. `view`: inline, sides, or '' by the screen's width.

    `in_order`: as on the page, not the strongest first. `part`: of a long difference, from 1.
    `edit`: the part that holds this edit, or 0.
    """

    kind: str = ""
    level: str = ""
    view: str = ""
    in_order: bool = False
    part: int = 1
    edit: int = 0

    @classmethod
    def read(cls, params: Mapping[str, str]) -> Self:
        """Read the choice from the parameters of an address."""
        return cls(
            kind=_one_of(params.get("kind", ""), tuple(Op)),
            level=_one_of(params.get("level", ""), _LEVELS),
            view=_one_of(params.get("view", ""), (INLINE, SIDES)),
            in_order=params.get("order") == "page",
            part=max(_number(params.get("part", "")), 1),
            edit=_number(params.get("edit", "")),
        )


def _one_of(value: str, known: tuple[str, ...]) -> str:
    return value if value in known else ""


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else 0
