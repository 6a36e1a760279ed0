"""Join lines into paragraphs, so that another width or another page break makes no other text."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import TypeVar

from monitor.extract.pdf.lines import Line
from monitor.extract.pdf.marks import is_bullet, mark_of
from monitor.text import CJK, clean

# A paragraph's lines stand this much closer than paragraphs do.
_PARAGRAPH_GAP = 1.25
# Distances, in sizes of the font.
_INDENT = 0.8
_SAME_SIZE = 0.08
# Nobody sets the lines of a text further apart.
_MOST_PITCH = 2.4
_HEADING_PITCH = 1.7
# A line set this much larger than the body is a heading.
_HEADING_RATIO = 1.12
# A line that leaves this share of its width free was broken on purpose.
_FREE_SHARE = 0.3
# No paragraph has more lines: joining them one by one takes the longer the more there are.
_MOST_LINES = 500
_ENDS = re.compile("[.!?:;\u2026。！？：；][\"'”’»）)\\]]{0,2}$")
_WIDE = f"[{CJK}\u3000-\u303f\uff01-\uff60]"
_WIDE_END = re.compile(f"{_WIDE}$")
_BROKEN_WORD = re.compile("([^\\W\\d_]+)[-\u2010]$")
_CUT = re.compile("\\w[-\u2010]$")
_WORD = re.compile(r"[^\W\d_]+")
_HYPHENED = re.compile("[^\\W\\d_]+[-\u2010][^\\W\\d_]+")

_T = TypeVar("_T")
_Column = tuple[int, int]


class Layout:
    """What all lines of a document say of how it is set."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.is_bold = _most((line.is_bold, len(line.text)) for line in lines)
        self._size = _most((line.size, len(line.text)) for line in lines)
        self._pitch = _pitch(lines)
        self._edges = _edges(lines, self._size)
        self._hyphened = {word for line in lines for word in _HYPHENED.findall(line.text)}

    def is_large(self, line: Line) -> bool:
        """Return whether a line is set larger than the text."""
        return line.size > self._size * _HEADING_RATIO

    def begins(self, line: Line, paragraph: Sequence[Line]) -> bool:
        """Return whether a line begins a new paragraph."""
        last = paragraph[-1]
        if abs(line.size - last.size) > _SAME_SIZE * last.size or is_bullet(line.text):
            return True
        if self._is_apart(line, last) or len(paragraph) >= _MOST_LINES:
            return True
        if self.is_large(line):
            return bool(mark_of(line.text))
        if line.is_bold != last.is_bold and (ends_sentence(last.text) or self._fits(line, last)):
            return True
        if mark_of(line.text) and ends_sentence(last.text):
            return True
        return _is_indented(line, paragraph) or self._was_broken(line, last)

    def join(self, lines: Sequence[Line]) -> str:
        """Return the text of a paragraph."""
        text = lines[0].text
        for line in lines[1:]:
            text = self._joined(text, line.text)
        return clean(text)

    def _is_apart(self, line: Line, last: Line) -> bool:
        if line.page != last.page or line.column != last.column:
            return False
        most = _HEADING_PITCH if self.is_large(line) else self._pitch * _PARAGRAPH_GAP
        return abs(last.y - line.y) > most * line.size

    def _was_broken(self, line: Line, last: Line) -> bool:
        """Return whether the line before was ended on purpose, not for want of room."""
        if _CUT.search(last.text[-2:]):
            return False
        edge = self._edge(last)
        if edge - last.right > _FREE_SHARE * (edge - last.left):
            return True
        return ends_sentence(last.text) and self._fits(line, last)

    def _fits(self, line: Line, last: Line) -> bool:
        """Return whether the line's first word had room on the line before."""
        return self._edge(last) - last.right > _first_width(line)

    def _edge(self, line: Line) -> float:
        return self._edges[line.column]

    def _joined(self, text: str, more: str) -> str:
        broken = _BROKEN_WORD.search(text[-80:])
        if broken and (rest := _WORD.match(more)):
            return f"{self._unbroken(text, broken[1], rest[0])}{more}"
        if _CUT.search(text[-2:]) or _WIDE_END.search(text[-1]):
            return f"{text}{more}"
        return f"{text} {more}"

    def _unbroken(self, text: str, first: str, rest: str) -> str:
        """Return a text without the hyphen that the end of its line made."""
        is_own = f"{first}-{rest}" in self._hyphened or not (first[-1] + rest[0]).islower()
        return text if is_own else text[:-1]


def _first_width(line: Line) -> float:
    """Return the room that the first word of a line takes, with the space before it."""
    letter = (line.right - line.left) / max(1, len(line.text))
    first = 1 if _WIDE_END.match(line.text[0]) else len(line.text.split(" ", 1)[0])
    return (first + 1) * letter


def ends_sentence(text: str) -> bool:
    """Return whether a text ends as a sentence or a clause does."""
    return _ENDS.search(text[-4:]) is not None


def _most(weighed: Iterable[tuple[_T, int]]) -> _T:
    """Return the value of the greatest weight."""
    counts: Counter[_T] = Counter()
    for value, weight in weighed:
        counts[value] += weight
    return counts.most_common(1)[0][0]


def _pitch(lines: Sequence[Line]) -> float:
    """Return how far the lines of one paragraph stand apart, in sizes of the font."""
    gaps: Counter[float] = Counter(
        round((a.y - b.y) / b.size, 1)
        for a, b in pairwise(lines)
        if a.page == b.page and a.size == b.size and a.y > b.y
    )
    # Paragraphs of one line each stand apart as often as lines do: the closer gap is the lines'.
    often = [gap for gap, count in gaps.items() if count * 4 >= gaps.total()]
    return float(min([*(often or gaps), _MOST_PITCH]))


def _edges(lines: Sequence[Line], size: float) -> dict[_Column, float]:
    """Return where the lines of each column end that were broken for want of room."""
    columns: dict[_Column, list[Line]] = defaultdict(list)
    for line in lines:
        columns[line.column].append(line)
    return {column: _edge(those, size) for column, those in columns.items()}


def _edge(lines: list[Line], size: float) -> float:
    longest = max(line.right for line in lines)
    left = min(line.left for line in lines)
    text = [line for line in lines if line.size <= size]
    for last, line in pairwise(text):
        if not ends_sentence(last.text) and longest - last.right < _first_width(line):
            return longest
    # No line was broken for want of room: the margins are taken to be alike.
    return max(longest, lines[0].width - left)


def _is_indented(line: Line, paragraph: Sequence[Line]) -> bool:
    """Return whether a line is set in or out, against the paragraph's lines."""
    last = paragraph[-1]
    if line.page != last.page or line.column != last.column or _are_centred(line, last):
        return False
    moved = (line.left - last.left) / line.size
    if len(paragraph) > 1 and paragraph[-2].page == last.page:
        return abs(moved) > _INDENT
    # The second line of an item may hang, and the second of a paragraph stand out.
    return moved > _INDENT and not mark_of(last.text)


def _are_centred(line: Line, last: Line) -> bool:
    return abs(line.left + line.right - last.left - last.right) < line.size
