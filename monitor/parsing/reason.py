"""The result in place of a value that could not be read."""

from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why a text has no such value, as the end of a sentence; `line`: where, if known."""

    reason: str
    line: int = 0


def given(read: T | Unreadable) -> T:
    """Return the value; raise ValueError with the reason, as pydantic's validators do."""
    if isinstance(read, Unreadable):
        raise ValueError(read.reason)  # noqa: TRY004 - pydantic expects ValueError
    return read
