"""Recognises texts that differ only where bytes could not be decoded."""

import re

from monitor.extract.charset import REPLACEMENT
from monitor.model import Document
from monitor.text import fold

_GAP = re.compile(rf"\s*(?:{REPLACEMENT}\s*)+")
# A damaged character may also have destroyed the space on either side of it.
_SPACES = 2


def is_damaged_copy(document: Document, known: Document) -> bool:
    """Whether the document equals the known one except for characters that were not decoded."""
    if not any(REPLACEMENT in block.text for block in document.blocks):
        return False
    if len(document.blocks) != len(known.blocks):
        return False
    pairs = zip(document.blocks, known.blocks, strict=True)
    return all(now.text == then.text or _is_damaged(now.text, then.text) for now, then in pairs)


def _is_damaged(text: str, known: str) -> bool:
    """Whether the readable parts of a text occur in the known one in order, close together."""
    damaged, whole = fold(text), fold(known)
    gaps = [match[0].count(REPLACEMENT) for match in _GAP.finditer(damaged)]
    first, *rest = _GAP.split(damaged)
    if not gaps or not whole.startswith(first):
        return False
    at = len(first)
    for gap, part in zip(gaps, rest, strict=True):
        end = at + gap + _SPACES + len(part)
        found = whole.find(part, at, end) if part else min(len(whole), at + gap + _SPACES)
        if found < 0:
            return False
        at = found + len(part)
    return at == len(whole)
