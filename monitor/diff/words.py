"""Word-level edits inside one block: by words, and by characters in Chinese."""

import re
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from monitor.text import CJK

_TOKEN = re.compile(rf"[{CJK}]|\d+(?:[.,:/-]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)?|\s+|[^\w\s]|_")
# Beyond this the two texts are shown whole: a marked diff of a rewrite reads badly.
_MAX_TOKENS = 6_000


@dataclass(frozen=True, slots=True)
class Span:
    """A run of equal text (before == after), or what it was and what it is."""

    before: str
    after: str

    @property
    def is_equal(self) -> bool:
        """Whether the run did not change."""
        return self.before == self.after


def tokens(text: str) -> list[str]:
    """Words, numbers, signs and single Chinese characters; joined they give the text."""
    return _TOKEN.findall(text)


def word_edits(before: str, after: str) -> tuple[Span, ...]:
    """The spans whose befores join to BEFORE and whose afters join to AFTER."""
    old, new = tokens(before), tokens(after)
    if max(len(old), len(new)) > _MAX_TOKENS:
        return (Span(before, after),)
    codes: dict[str, int] = {}
    a = [codes.setdefault(token, len(codes)) for token in old]
    b = [codes.setdefault(token, len(codes)) for token in new]
    spans = [
        Span(
            "".join(old[op.src_start : op.src_end]),
            "".join(new[op.dest_start : op.dest_end]),
        )
        for op in Levenshtein.opcodes(a, b)
    ]
    return _joined(spans)


def _joined(spans: list[Span]) -> tuple[Span, ...]:
    """Changes parted by a single space become one: 'red car' -> 'blue cart' is one edit."""
    joined: list[Span] = []
    for span in spans:
        parts = [span]
        if not span.is_equal:
            if len(joined) > 1 and joined[-1].is_equal and joined[-1].before.isspace():
                parts = [joined.pop(), *parts]
            if joined and not joined[-1].is_equal:
                parts = [joined.pop(), *parts]
        before = "".join(part.before for part in parts)
        joined.append(Span(before, "".join(part.after for part in parts)))
    return tuple(joined)
