"""What stands in the place of a value that could not be read."""

from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why a text holds no such value, as the end of a sentence; `line`: where, if it is known."""

    reason: str
    line: int = 0


def given(read: T | Unreadable) -> T:
    """The value that was read; ValueError with the reason, as pydantic's validators raise it."""
    if isinstance(read, Unreadable):
        raise ValueError(read.reason)  # noqa: TRY004 - what pydantic understands
    return read
