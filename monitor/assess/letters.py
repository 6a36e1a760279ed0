"""Reduce a text to its letters and numbers."""

import re

from monitor.text import fold

# Spaces and signs, but for those between digits, as in 1.5, and those that compare or calculate.
_SIGNS = re.compile(r"(?<!\d)(?:(?![<>≤≥±+−])[\W_])+|(?:(?![<>≤≥±+−])[\W_])+(?!\d)")


def letters(text: str) -> str:
    """Return a text's letters and numbers, folded, without spaces and typographic signs."""
    return _SIGNS.sub("", fold(text).casefold())
