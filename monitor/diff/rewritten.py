"""Pair a removed and an added block that are one clause in other words.

Both stand in one section and state something. They share most of their content words, or some of
them and what they are about besides: the number of the clause, or one value of a kind that the
vocabulary knows under one name. A clause with a second candidate has no pair.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from monitor.diff.match import Match
from monitor.fact_subjects import subject_names
from monitor.model import Block, BlockKind, Op
from monitor.tokens import TokenKind, content
from monitor.tokens.stems import stems

# Shared content words, of those of both: alone, and beside the same number or subject.
_ALIKE, _ALIKE_OF_ONE = 0.55, 0.15
_LEAST_SHARED = 3
# A second candidate this near to the first leaves open which of them the clause is.
_RIVAL = 0.75
# A section with more pairs than this is a rewrite, and is not searched.
_MOST_PAIRS = 400
# Long texts share many words, whatever they say; a clause is not put into a fraction of its length.
_LONGEST, _LONGER = 800, 4
_STATES = re.compile(r"[.!?;:。！？；：]\s*$")
_LABEL = re.compile(
    r"\s*(第\w{1,6}[条款项]|[(（]?[\dA-Za-z]{1,3}(?:\.\d{1,3}){0,5}[.)）、](?:\d{1,3})?)"
)
# The number of a clause in the whole text; `(a)` is one in any list.
_OWN_LABEL = re.compile(r"第|\d\.\d")
_VALUES = {
    TokenKind.PERIOD: "period",
    TokenKind.AMOUNT: "amount",
    TokenKind.PERCENT: "percent",
}


@dataclass(frozen=True, slots=True)
class _Clause:
    """What a block is compared by: content words, its number, its only values by kind."""

    words: frozenset[str]
    label: str
    values: frozenset[tuple[str, str]]


def with_rewritten(
    found: Sequence[Match], before: Sequence[Block], after: Sequence[Block]
) -> list[Match]:
    """Return the matches with each removed and added block that are one clause as one match."""
    pairs = list(_pairs(found, before, after))
    taken = {id(match) for removed, added, _ in pairs for match in (removed, added)}
    rewritten = [
        Match(Op.MODIFIED, removed.before, added.after, likeness, (added.after[0], 0))
        for removed, added, likeness in pairs
    ]
    return [match for match in found if id(match) not in taken] + rewritten


def _pairs(
    found: Sequence[Match], before: Sequence[Block], after: Sequence[Block]
) -> Iterator[tuple[Match, Match, float]]:
    removed, added = _by_section(found, Op.REMOVED, before), _by_section(found, Op.ADDED, after)
    for path in removed.keys() & added.keys():
        olds, news = removed[path], added[path]
        if len(olds) * len(news) <= _MOST_PAIRS:
            scored = {
                (i, j): likeness
                for (i, old), (j, new) in product(enumerate(olds), enumerate(news))
                if (likeness := _likeness(before[old.before[0]].text, after[new.after[0]].text))
            }
            yield from ((olds[i], news[j], likeness) for i, j, likeness in _clear(scored))


def _by_section(
    found: Sequence[Match], op: Op, blocks: Sequence[Block]
) -> dict[tuple[str, ...], list[Match]]:
    sections: dict[tuple[str, ...], list[Match]] = defaultdict(list)
    for match in found:
        if match.op is op:
            block = blocks[(match.before or match.after)[0]]
            if block.kind is not BlockKind.HEADING and _STATES.search(block.text):
                sections[block.path].append(match)
    return sections


def _clear(scored: dict[tuple[int, int], float]) -> Iterator[tuple[int, int, float]]:
    """Yield the pairs that no other of the same block comes near."""
    for (i, j), likeness in scored.items():
        rivals = (score for (old, new), score in scored.items() if (old == i) is not (new == j))
        if max(rivals, default=0.0) < _RIVAL * likeness:
            yield i, j, round(likeness, 4)


def _likeness(before: str, after: str) -> float:
    """Return the share of content words in common; 0.0 for what may be two clauses."""
    sizes = sorted((len(before), len(after)))
    if sizes[1] > _LONGEST or sizes[1] > _LONGER * sizes[0]:
        return 0.0
    old, new = _clause(before), _clause(after)
    shared = len(old.words & new.words)
    if old.label != new.label or shared < _LEAST_SHARED:
        return 0.0
    likeness = 2 * shared / (len(old.words) + len(new.words))
    is_of_one = bool(_OWN_LABEL.search(old.label)) or bool(old.values & new.values)
    return likeness if likeness >= (_ALIKE_OF_ONE if is_of_one else _ALIKE) else 0.0


@lru_cache(maxsize=2_000)
def _clause(text: str) -> _Clause:
    label = _LABEL.match(text)
    return _Clause(frozenset(stems(text)), label[1].casefold() if label else "", _values(text))


def _values(text: str) -> frozenset[tuple[str, str]]:
    """Return the kinds of which the text states one value, each with the names that it may have."""
    kinds = [token.kind for token in content(text)]
    return frozenset(
        (name, subject)
        for kind, name in _VALUES.items()
        if kinds.count(kind) == 1
        for subject in subject_names(name, text)
    )
