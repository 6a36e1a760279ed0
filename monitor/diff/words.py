"""Word-level edits inside one block: by words, and by characters in Chinese."""

import re
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from monitor.text import CJK

_TOKEN = re.compile(
    rf"\s*(?:[{CJK}]|\d+(?:[.,:/-]\d+)*|[^\W\d_]+(?:['\u2019][^\W\d_]+)?|[^\w\s]|_|$)\s*"
)
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
    """Words, numbers, signs and single Chinese characters, each with the space after it."""
    return [token for token in _TOKEN.findall(text) if token]


def word_edits(before: str, after: str) -> tuple[Span, ...]:
    """The spans whose befores join to BEFORE and whose afters join to AFTER."""
    old, new = tokens(before), tokens(after)
    if max(len(old), len(new)) > _MAX_TOKENS:
        return (Span(before, after),)
    codes: dict[str, int] = {}
    a = [codes.setdefault(token.strip(), len(codes)) for token in old]
    b = [codes.setdefault(token.strip(), len(codes)) for token in new]
    spans = [
        Span(
            "".join(old[op.src_start : op.src_end]),
            "".join(new[op.dest_start : op.dest_end]),
        )
        for op in Levenshtein.opcodes(a, b)
    ]
    return _joined(spans)


def _joined(spans: list[Span]) -> tuple[Span, ...]:
    """Neighbouring changes become one."""
    joined: list[Span] = []
    for span in spans:
        if joined and not span.is_equal and not joined[-1].is_equal:
            last = joined.pop()
            joined.append(Span(last.before + span.before, last.after + span.after))
        else:
            joined.append(span)
    return tuple(joined)
