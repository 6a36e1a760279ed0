"""Whether two texts are one clause, and where its negations stand."""

import re
from bisect import bisect_left
from functools import cache, lru_cache

from monitor.assess.subjects import FUNCTION_WORDS
from monitor.fact_subjects import subject_names
from monitor.model import Edit
from monitor.tokens import TokenKind, content
from monitor.tokens.stems import stems

# So alike, two texts are one with a few words changed.
_ALIKE = 0.92
# As many shared words leave no doubt from this share on.
_MANY, _SHARE = 3, 0.4
_ENDS = re.compile(r"[,;:.!?，；：。！？、|\n]")


def is_one_clause(edit: Edit, kind: str) -> bool:
    """Whether both texts speak of one matter, so that a value of one replaces that of the other.

    What values of the kind are about in them decides, where the vocabulary names it. Else they share
    most content words of the shorter one; just half, if they begin with the same: `Payment term: 30
    days` and `Payment period: 14 days`, not `Returns within 30 days` and `Appeals within 14 days`.
    """
    if edit.similarity >= _ALIKE:
        return True
    old, new = subject_names(kind, edit.before), subject_names(kind, edit.after)
    return bool(old & new) if old and new else _shares_words(edit.before, edit.after)


@lru_cache(maxsize=2_000)
def _shares_words(before: str, after: str) -> bool:
    old, new = (
        [stem for stem in dict.fromkeys(stems(text)) if stem not in _function_stems()]
        for text in (before, after)
    )
    fewest, shared = min(len(old), len(new)), len(set(old) & set(new))
    if shared >= _MANY:
        return shared >= _SHARE * fewest
    return 2 * shared > fewest or (2 * shared == fewest and old[:1] == new[:1])


@cache
def _function_stems() -> frozenset[str]:
    return frozenset(stem for word in FUNCTION_WORDS for stem in stems(word))


def negations_by_clause(text: str) -> list[int]:
    """Count the negations of each clause of a text, in order."""
    ends = [found.start() for found in _ENDS.finditer(text)]
    counts = [0] * (len(ends) + 1)
    for token in content(text):
        if token.kind is TokenKind.NEGATION:
            counts[bisect_left(ends, token.start)] += 1
    return counts
