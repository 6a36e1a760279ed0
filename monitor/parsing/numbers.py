"""Read numbers."""

import math

from monitor.parsing.reason import Unreadable

# The largest number that both databases store in eight bytes.
LARGEST = 2**63 - 1


def read_whole(text: object, least: int = 0, most: int = LARGEST) -> int | Unreadable:
    """Read a whole number in ASCII digits, within bounds; a sign is not allowed."""
    word = str(text)
    if not (word.isascii() and word.isdecimal()):
        return Unreadable(f"{word[:40]!r} is no whole number")
    # Python refuses to convert thousands of digits, and no bound is that large.
    number = int(word) if len(word) <= len(str(most)) + 1 else most + 1
    if not least <= number <= most:
        return Unreadable(f"{word[:40]} is out of bounds; choose between {least} and {most}")
    return number


def read_real(text: object, least: float = 0.0, most: float = 1e15) -> float | Unreadable:
    """Read a number with or without a fraction, within bounds; never infinite, never NaN."""
    word = str(text)
    try:
        number = float(word) if word.isascii() and len(word) <= 400 else math.nan
    except ValueError:
        number = math.nan
    if not least <= number <= most:
        return Unreadable(f"{word[:40]!r} is no number between {least:g} and {most:g}")
    return number
