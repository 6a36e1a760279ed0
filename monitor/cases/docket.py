"""The numbers by which courts name a matter."""

import re
from dataclasses import dataclass

from monitor.text import fold

# Federal dockets (1:26-cv-04211, 2026cv4211), section 337 (337-TA-1500), UDRP (D2026-0123).
_FEDERAL = r"(?:(?P<division>\d{1,2}):)?(?:20)?(?P<year>\d{2})[- ]?(?P<kind>cv|cr|mc|md|bk)[- ]?0*(?P<number>\d{2,6})"
# Chinese characters are letters, too, so that \b finds no boundary beside them.
_OUTSIDE, _END = r"(?<![a-z\d])", r"(?![a-z\d])"
DOCKET = re.compile(
    rf"{_OUTSIDE}(?:{_FEDERAL}|337-ta-(?P<investigation>\d{{3,5}})|(?P<domain>d20\d{{2}}-\d{{4}})){_END}"
)
# The judges' initials that a docket may add: 1:26-cv-04211-ABC-DE.
WITH_INITIALS = re.compile(rf"{_OUTSIDE}{_FEDERAL}(?:-[a-z]{{2,4}}){{0,3}}{_END}")
_CIVIL = frozenset({"cv", "mc"})


@dataclass(frozen=True, slots=True)
class Docket:
    """The number of a civil case. `key`: what identifies it within its court: `26-cv-4211`.

    `shown`: as courts write it, `1:26-cv-04211`, without the division if none is stated.
    """

    key: str
    shown: str


def dockets_in(text: str) -> list[str]:
    """Return the numbers in a text, each in one form: `26-cv-4211`."""
    return [_key(match) for match in DOCKET.finditer(fold(text).casefold())]


def docket_in(text: str) -> Docket | None:
    """Return the first number of a civil case in a text; one with its division before others."""
    found = [m for m in DOCKET.finditer(fold(text).casefold()) if m["kind"] in _CIVIL]
    if not found:
        return None
    key = _key(found[0])
    match = next((m for m in found if m["division"] and _key(m) == key), found[0])
    division = f"{match['division']}:" if match["division"] else ""
    return Docket(key, f"{division}{match['year']}-{match['kind']}-{match['number'].zfill(5)}")


def _key(match: re.Match[str]) -> str:
    if match["investigation"]:
        return f"337-{match['investigation']}"
    return (match["domain"] or "") or f"{match['year']}-{match['kind']}-{match['number']}"
