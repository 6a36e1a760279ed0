"""Fold the sentences of a long paragraph that are equal on both sides, except those beside a change."""

import re
from itertools import pairwise
from typing import NamedTuple

# Fewer characters, or fewer sentences, are read faster than unfolded.
_LEAST_CHARS = 160
_LEAST_SENTENCES = 2
_ABBREVIATED = r"(?<!\b[A-Za-z]\.)(?<!\bNo\.)(?<!\bArt\.)(?<!\bSec\.)(?<!\be\.g\.)(?<!\bi\.e\.)"
_END = re.compile(rf"[.!?;]{_ABBREVIATED}[\"'”’)\]]?\s+|[。！？；][”’」』）]?\s*|\n+")


class Stretch(NamedTuple):
    """A stretch text[start:end]; `sentences`: how many are folded in it, 0 for one that is shown."""

    start: int
    end: int
    sentences: int = 0


def stretches(text: str, *, is_first: bool, is_last: bool) -> list[Stretch]:
    """Cut an equal run into what is shown and what is folded.

    The sentence in which a change stands is shown to its end. `is_first`, `is_last`: no change
    stands before, or after.
    """
    whole = [Stretch(0, len(text))]
    if len(text) < _LEAST_CHARS or (is_first and is_last):
        return whole
    ends = [found.end() for found in _END.finditer(text)]
    start = 0 if is_first else (ends[0] if ends else len(text))
    end = len(text) if is_last else (ends[-1] if ends else 0)
    bounds = [start, *(at for at in ends if start < at < end), end]
    count = sum(right > left for left, right in pairwise(bounds))
    if end - start < _LEAST_CHARS or count < _LEAST_SENTENCES:
        return whole
    folded = [Stretch(0, start), Stretch(start, end, count), Stretch(end, len(text))]
    return [one for one in folded if one.end > one.start]
