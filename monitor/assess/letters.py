"""Reduce a text to its letters, numbers and marks."""

import re

from monitor.text import fold

# Typography: punctuation, quotes, brackets, bullets and spaces. Symbols state something: ✔, $, %, <.
_TYPOGRAPHY = r"""\s!"#&'()*,\-./:;?@\[\\\]_`{|}~¡¿…·•●▪◦‣‹›«»、。〈〉《》「」『』【】〔〕〖〗"""
# A sign between digits belongs to the number: 1.5, 2023/1542.
_SIGNS = re.compile(rf"(?<!\d)[{_TYPOGRAPHY}]+|[{_TYPOGRAPHY}]+(?!\d)")


def letters(text: str) -> str:
    """Return a text's letters, numbers and marks, folded, without typography."""
    return _SIGNS.sub("", fold(text).casefold())
