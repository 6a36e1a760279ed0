"""The numbers by which courts name a matter."""

import re

from monitor.text import fold

# Federal dockets (1:26-cv-04211), section 337 (337-TA-1500), UDRP (D2026-0123).
DOCKET = re.compile(
    r"\b(?:\d{1,2}:)?(\d{2})-?(cv|cr|mc|md|bk)-?0*(\d{2,6})\b|\b(337)-ta-(\d{3,5})\b|\b(d20\d{2})-(\d{4})\b"
)


def dockets_in(text: str) -> list[str]:
    """Return the numbers in a text, each in one form: `26-cv-4211`."""
    found = DOCKET.findall(fold(text).casefold())
    return ["-".join(part for part in match if part) for match in found]
