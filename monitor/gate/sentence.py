"""Where a sentence ends, and what breaks off within one."""

import re

from monitor.gate.likeness import Words, words

_END = re.compile(r"[.!?:;。！？：；…][\s\"'”’»)\]）」』]*$")
_ELLIPSIS = re.compile(r"(?:…|\.\.\.)\s*$")


def ends_in_sentence(text: str) -> bool:
    """Whether a text ends where a sentence does."""
    return bool(_END.search(text))


def is_preview(text: str) -> bool:
    """Whether a text ends with an ellipsis."""
    return bool(_ELLIPSIS.search(text))


def begins(part: str, whole: str) -> bool:
    """Whether a text that breaks off is the beginning of another."""
    return goes_on(words(_ELLIPSIS.sub("", part)), words(whole))


def goes_on(part: Words, whole: Words) -> bool:
    """Whether a text begins with these words, the last of which may be cut, and has more."""
    size = len(part)
    return (
        0 < size <= len(whole)
        and part != whole
        and part[:-1] == whole[: size - 1]
        and whole[size - 1].startswith(part[-1])
    )
