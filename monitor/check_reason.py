"""The reason for the outcome of a check, as a code and a sentence."""

import re
from dataclasses import dataclass
from typing import Self

_TEXT = re.compile(r"(?P<code>[a-z0-9-]+)(?:: (?P<detail>.*))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class CheckReason:
    """A code and a detail. `code`: for programs to compare and count, or ''. `detail`: for people.

    The database, the log and the JSON store its text form, "code: detail".
    """

    code: str = ""
    detail: str = ""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Parse the text form; a text without a code becomes the detail."""
        if found := _TEXT.fullmatch(text):
            return cls(found["code"], found["detail"] or "")
        return cls(detail=text)

    def __bool__(self) -> bool:
        return bool(self.code or self.detail)

    def __str__(self) -> str:
        return ": ".join(part for part in (self.code, self.detail) if part)


# Most checks find no change and need no reason.
NO_REASON = CheckReason()
