"""Show both sides of an edit as runs of words: equal, removed or new, and those that matter marked."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from monitor.assess.triggers import Trigger
from monitor.diff.words import Span, word_edits
from web.diffing.folding import Stretch, stretches

SAME, OLD, NEW = "", "del", "ins"


class Run(NamedTuple):
    """Words that are shown alike. `mark`: SAME, OLD or NEW. `rule`: why they matter, or ''."""

    text: str
    mark: str = SAME
    rule: str = ""


class Chunk(NamedTuple):
    """Runs in a row; `sentences`: how many equal sentences are folded in it, 0 for none."""

    runs: tuple[Run, ...]
    sentences: int = 0


@dataclass(frozen=True, slots=True)
class Sides:
    """The old side, and the new one with the removed words in it, which side by side hides."""

    was: tuple[Chunk, ...] = ()
    now: tuple[Chunk, ...] = ()


def sides_of(
    before: str, after: str, old: Sequence[Trigger] = (), new: Sequence[Trigger] = ()
) -> Sides:
    """Compare two texts by words; `old`, `new`: what matters in each, if it changed."""
    spans = word_edits(before, after)
    changed_old, changed_new = _changed(spans, old, OLD), _changed(spans, new, NEW)
    was, now = _Side(before, changed_old), _Side(after, changed_new)
    removed = _Side(before, changed_old)
    for index, span in enumerate(spans):
        is_first, is_last = index == 0, index == len(spans) - 1
        if span.is_equal:
            was.add_equal(len(span.before), is_first=is_first, is_last=is_last)
            now.add_equal(len(span.after), is_first=is_first, is_last=is_last)
            removed.skip(len(span.before))
        else:
            was.add(len(span.before), OLD)
            now.insert(removed.cut(len(span.before), OLD))
            now.add(len(span.after), NEW)
    return Sides(was.chunks(), now.chunks())


def text_of(text: str, mark: str, triggers: Sequence[Trigger] = ()) -> tuple[Chunk, ...]:
    """Show a whole text as added, removed or equal."""
    side = _Side(text, triggers)
    side.add(len(text), mark)
    return side.chunks()


def moved_text(text: str) -> tuple[Chunk, ...]:
    """Show the first sentence of a text that only moved, and fold the others."""
    side = _Side(text, ())
    side.add_equal(len(text), is_first=False, is_last=True)
    return side.chunks()


def _changed(spans: Iterable[Span], found: Sequence[Trigger], mark: str) -> list[Trigger]:
    """Return what of FOUND overlaps a change on the side of a mark, or stands around its place."""
    starts, ends, at = [], [], 0
    for span in spans:
        size = len(span.before if mark == OLD else span.after)
        if not span.is_equal:
            starts.append(at)
            ends.append(at + size)
        at += size
    first = (bisect_right(ends, one.start) for one in found)
    return [
        one
        for one, index in zip(found, first, strict=True)
        if index < len(starts) and starts[index] < one.end
    ]


class _Side:
    """Cuts one text into runs, from its start to its end."""

    def __init__(self, text: str, triggers: Sequence[Trigger]) -> None:
        self._text, self._triggers = text, triggers
        self._at = 0
        self._made: list[Chunk] = []
        self._open: list[Run] = []

    def add(self, size: int, mark: str) -> None:
        """Add the next characters with a mark."""
        self._open += self.cut(size, mark)

    def add_equal(self, size: int, *, is_first: bool, is_last: bool) -> None:
        """Add the next characters, which are equal, with their sentences folded."""
        text = self._text[self._at : self._at + size]
        for stretch in stretches(text, is_first=is_first, is_last=is_last):
            self._add_stretch(stretch)

    def insert(self, runs: Iterable[Run]) -> None:
        """Add runs of the other text."""
        self._open += runs

    def skip(self, size: int) -> None:
        """Go on behind the next characters."""
        self._at += size

    def cut(self, size: int, mark: str) -> list[Run]:
        """Return the next characters as runs; a space after changed words is not marked."""
        text = self._text[self._at : self._at + size]
        bare = text.rstrip() if mark else text
        runs = [*_cut(self._at, self._at + len(bare), self._text, self._triggers, mark)]
        self._at += size
        space = text[len(bare) :]
        return [*runs, Run(space)] if space else runs

    def chunks(self) -> tuple[Chunk, ...]:
        """Return all that was added."""
        self._close()
        return tuple(self._made)

    def _add_stretch(self, stretch: Stretch) -> None:
        size = stretch.end - stretch.start
        if not stretch.sentences:
            self.add(size, SAME)
            return
        self._close()
        self._made.append(Chunk(tuple(self.cut(size, SAME)), stretch.sentences))

    def _close(self) -> None:
        if self._open:
            self._made.append(Chunk(tuple(self._open)))
            self._open = []


def _cut(start: int, end: int, text: str, triggers: Iterable[Trigger], mark: str) -> Iterator[Run]:
    """Yield text[start:end] as runs, cut where what matters begins and ends."""
    at = start
    for one in triggers:
        left, right = max(one.start, at), min(one.end, end)
        if left >= right:
            continue
        if at < left:
            yield Run(text[at:left], mark)
        yield Run(text[left:right], mark, one.rule)
        at = right
    if at < end:
        yield Run(text[at:end], mark)
