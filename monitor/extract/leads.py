"""Say which sentence leads a list in, so that its items keep what governs them."""

import re

from monitor.text import shorten

# A longer lead is cut in a path; it is whole in its own block.
_MOST_CHARS = 240
_COLONS = (":", "\uff1a")
_ENDS = (".", "!", "?", ";", "\u3002", "\uff01", "\uff1f", "\uff1b", "\u2026")
_SENTENCE_END = re.compile(r"(?:[.!?;](?= )|[\u3002\uff01\uff1f\uff1b])")
# The words that announce what comes next: a closed class of each language.
_ANNOUNCES = re.compile(
    r"\b(?:following|below|folgend\w{0,3}|nachstehend\w{0,3}|suivante?s?|ci-dessous|ci-apr\u00e8s"
    r"|siguientes?|seguent[ei]|seguintes?|volgende)\b|\u4ee5\u4e0b|\u4e0b\u5217|\u5982\u4e0b"
    r"|\u6b21\u306e",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
# A paragraph that starts with one of these and a space is an item.
BULLETS = frozenset("\u2022\u2023\u25aa\u25cf\u25cb\u25a0\u25e6\u2043\u00b7*\u2013\u2014-")


def lead_in(text: str) -> str:
    """Return the sentence at a text's end that leads in what follows it, or ''."""
    last = _last_sentence(text)
    if text.endswith(_COLONS) or _goes_on(text):
        return governing(last)
    return governing(last) if _ANNOUNCES.search(last[-2 * _MOST_CHARS :]) else ""


def _goes_on(text: str) -> bool:
    """Return whether a text ends without an end; one with a number may be a stamp."""
    return not text.endswith((*_ENDS, ")", "\uff09")) and not _DIGIT.search(text[-_MOST_CHARS:])


def governing(text: str) -> str:
    """Return a text as it stands in a path: cut if it is long."""
    return shorten(text, _MOST_CHARS)


def _last_sentence(text: str) -> str:
    tail = text[-4 * _MOST_CHARS :]
    ends = [found.end() for found in _SENTENCE_END.finditer(tail) if found.end() < len(tail)]
    return tail[ends[-1] :].strip() if ends else tail
