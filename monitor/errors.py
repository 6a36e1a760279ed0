"""Every error that Forewarn raises on purpose.

ForewarnError
├── ConfigurationError     a setting or a command line is wrong; the operator corrects it
│   ├── CatalogueError     a source file is wrong; knows file and line
│   └── EditConflictError  a source file changed since an operator opened it
├── ExtractionError        a snapshot could not be read; knows the reason
├── StorageError           the database failed; nothing was partly written
├── ModelError             a language model gave no answer; knows whether to ask again
└── SendError              a channel refused a message; knows whether to retry
"""

from dataclasses import dataclass
from datetime import timedelta

from monitor.check_reason import CheckReason


class ForewarnError(Exception):
    """One clear sentence: what is wrong and how to correct it."""


class ConfigurationError(ForewarnError):
    """A setting, a file name or an argument is wrong."""


class CatalogueError(ConfigurationError):
    """A source file is wrong at a line."""

    def __init__(self, file: str, line: int, reason: str) -> None:
        super().__init__(f"{file}:{line}: {reason}")
        self.file = file
        self.line = line
        self.reason = reason


class EditConflictError(ConfigurationError):
    """A source file changed since an operator opened it, so that nothing was written."""


class ExtractionError(ForewarnError):
    """A snapshot contains no readable document."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = CheckReason(code, detail)


class StorageError(ForewarnError):
    """The database cannot be opened, is locked, full or not migrated."""


# Bounds for every wait that a server requests, so that a garbled value causes neither a busy loop
# nor silence.
SHORTEST_PAUSE = timedelta(seconds=1)
LONGEST_PAUSE = timedelta(hours=6)


@dataclass
class SendError(ForewarnError):
    """A channel refused a message.

    `permanent`: no later attempt can succeed. `doubtful`: the channel refused for an unknown
    reason; retry a few times, then give up. `closed`: the channel accepts nothing from us, for any
    recipient. `recipient_gone`: the recipient blocked us or no longer exists.
    `moved_to`: the recipient's new chat id. `retry_after`: the wait that the channel requested,
    within bounds.
    """

    reason: str
    permanent: bool = False
    doubtful: bool = False
    closed: bool = False
    recipient_gone: bool = False
    moved_to: int | None = None
    retry_after: timedelta | None = None

    def __post_init__(self) -> None:
        """Limit the requested wait."""
        self.retry_after = _within_bounds(self.retry_after)

    def __str__(self) -> str:
        return self.reason


@dataclass
class ModelError(ForewarnError):
    """A language model gave no answer.

    `permanent`: the same question gets none later, either. `closed`: the server answers nothing to us.
    `retry_after`: the wait that the server requested, within bounds.
    """

    reason: str
    permanent: bool = False
    closed: bool = False
    retry_after: timedelta | None = None

    def __post_init__(self) -> None:
        """Limit the requested wait."""
        self.retry_after = _within_bounds(self.retry_after)

    def __str__(self) -> str:
        return self.reason


def _within_bounds(pause: timedelta | None) -> timedelta | None:
    return None if pause is None else min(max(pause, SHORTEST_PAUSE), LONGEST_PAUSE)
