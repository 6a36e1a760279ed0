"""Texts that differ only where bytes could not be decoded: they say the same."""

import re

from monitor.extract.charset import REPLACEMENT
from monitor.model import Document
from monitor.text import fold

_GAP = re.compile(rf"\s*(?:{REPLACEMENT}\s*)+")
# A damaged character may have taken the space on either side of it along.
_SPACES = 2


def is_damaged_copy(document: Document, known: Document) -> bool:
    """Whether the document is the known one, but for characters that could not be decoded."""
    if not any(REPLACEMENT in block.text for block in document.blocks):
        return False
    if len(document.blocks) != len(known.blocks):
        return False
    pairs = zip(document.blocks, known.blocks, strict=True)
    return all(now.text == then.text or _is_damaged(now.text, then.text) for now, then in pairs)


def _is_damaged(text: str, known: str) -> bool:
    """Whether what is left of a text stands in the known one, with little between."""
    damaged, whole = fold(text), fold(known)
    gaps = [gap[0].count(REPLACEMENT) for gap in _GAP.finditer(damaged)]
    first, *rest = _GAP.split(damaged)
    if not gaps or not whole.startswith(first):
        return False
    at = len(first)
    for lost, part in zip(gaps, rest, strict=True):
        end = at + lost + _SPACES + len(part)
        found = whole.find(part, at, end) if part else min(len(whole), at + lost + _SPACES)
        if found < 0:
            return False
        at = found + len(part)
    return at == len(whole)
