"""Reduce a text to its letters, numbers and marks."""

import re
from collections.abc import Iterator

from monitor.text import fold

# Typography: punctuation, quotes, brackets, bullets and spaces. Symbols state something: ✔, $, %, <.
_TYPOGRAPHY = r"""\s!"#&'()*,\-./:;?@\[\\\]_`{|}~¡¿…·•●▪◦‣‹›«»、。〈〉《》「」『』【】〔〕〖〗"""
# A sign between digits belongs to the number: 1.5, 2023/1542.
_SIGNS = re.compile(rf"(?<!\d)[{_TYPOGRAPHY}]+|[{_TYPOGRAPHY}]+(?!\d)")

# Signs that state something by where they stand; all others are typography. Before a number they compare
# or calculate, a hyphen is a minus, and a sign alone in a cell is its answer: ● or ○.
_STATING = re.compile(
    r"(?P<calculating>[<>≤≥±+−])\s?[\d$€£¥]|(?<=[\s(|])(?P<minus>[-–])(?=\d)"
    r"|\|\s{0,3}(?P<cell>[^\w\s|.,/*·…–—―-])\ufe0f?\s{0,3}(?=\||$)"
)


def letters(text: str) -> str:
    """Return a text's letters, numbers and marks, folded, without typography."""
    signs = "".join(sign for _, sign in stated_signs(text))
    return _SIGNS.sub("", fold(text).casefold()) + fold(signs)


def stated_signs(text: str) -> Iterator[tuple[int, str]]:
    """Yield the signs that state something: where each stands, and the sign."""
    for found in _STATING.finditer(text):
        name = found.lastgroup or ""
        yield found.start(name), found[name]
