"""Why a check came to what it came to, as a code and a sentence."""

import re
from dataclasses import dataclass
from typing import Self

_TEXT = re.compile(r"(?P<code>[a-z0-9-]+)(?:: (?P<detail>.*))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class CheckReason:
    """`code`: what programs compare and count, or ''. `detail`: what a person reads.

    Its text, "code: detail", is what the database, the log and the JSON hold.
    """

    code: str = ""
    detail: str = ""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the text form; what begins with no code is all detail."""
        if found := _TEXT.fullmatch(text):
            return cls(found["code"], found["detail"] or "")
        return cls(detail=text)

    def __bool__(self) -> bool:
        return bool(self.code or self.detail)

    def __str__(self) -> str:
        return ": ".join(part for part in (self.code, self.detail) if part)


# Nothing to say: most checks find all as it was.
NO_REASON = CheckReason()
