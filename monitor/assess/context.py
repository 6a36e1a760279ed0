"""What is known around an edit: both documents, and what the source and its host have shown before."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from monitor.assess.numbering import renumbered, split_label
from monitor.assess.places import place_of
from monitor.extract.boilerplate_shape import boilerplate_blocks
from monitor.model import Block, BlockKind, Edit
from monitor.sections import heading_name
from monitor.text import fold

# Spaces and signs, but for those between digits, as in 1.5, and those that compare or calculate.
_SIGNS = re.compile(r"(?<!\d)(?:(?![<>≤≥±+−])[\W_])+|(?:(?![<>≤≥±+−])[\W_])+(?!\d)")
# A block and the names of what governs it.
_Placed = tuple[tuple[str, ...], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """What other pages and earlier versions say about a page.

    `shared`: the `letters` of blocks that other pages of the host have too.
    `volatile`: the places that keep changing: see `places`.
    """

    shared: frozenset[str] = frozenset()
    volatile: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Context:
    """The surroundings of the edits between two documents; each part is computed when needed."""

    before: tuple[Block, ...] = ()
    after: tuple[Block, ...] = ()
    edits: tuple[Edit, ...] = ()
    learned: Learned = field(default_factory=Learned)

    def has_copy_before(self, edit: Edit) -> bool:
        """Return whether the new text already stood in the old document, under the same headings."""
        return _placed(edit.path, edit.after) in self._placed_before

    def has_copy_after(self, edit: Edit) -> bool:
        """Return whether the old text still stands in the new document, under the same headings."""
        return _placed(edit.origin or edit.path, edit.before) in self._placed_after

    def is_boilerplate(self, text: str) -> bool:
        """Return whether every line of a text is boilerplate by its shape in the document."""
        return all(letters(line) in self._boilerplate for line in text.split("\n"))

    def is_shared(self, text: str) -> bool:
        """Return whether every line of a text stands on other pages of the host too."""
        return all(letters(line) in self.learned.shared for line in text.split("\n"))

    def is_volatile(self, edit: Edit) -> bool:
        """Return whether the edit is in a place that keeps changing."""
        return bool(self.learned.volatile) and place_of(edit) in self.learned.volatile

    def names_sections(self, text: str) -> bool:
        """Return whether every line of a text is the heading of a section: a table of contents."""
        return all(letters(line) in self._headings for line in text.split("\n"))

    @cached_property
    def labels(self) -> dict[str, str]:
        """The new numbers of the blocks that kept their words, by their old numbers."""
        return renumbered(
            (old, new)
            for edit in self.edits
            for (old, old_rest), (new, new_rest) in [
                (split_label(edit.before), split_label(edit.after))
            ]
            if old != new and letters(old_rest) == letters(new_rest)
        )

    @cached_property
    def _placed_before(self) -> frozenset[_Placed]:
        return _all_placed(self.before)

    @cached_property
    def _placed_after(self) -> frozenset[_Placed]:
        return _all_placed(self.after)

    @cached_property
    def _boilerplate(self) -> frozenset[str]:
        return frozenset(
            letters(blocks[index].text)
            for blocks in (self.before, self.after)
            for index in boilerplate_blocks(blocks)
        )

    @cached_property
    def _headings(self) -> frozenset[str]:
        found = [{letters(b.text) for b in side if b.kind is BlockKind.HEADING} for side in (self.before, self.after)]
        return frozenset(found[0] & found[1])


def letters(text: str) -> str:
    """Return a text's letters and numbers, folded, without spaces and typographic signs."""
    return _SIGNS.sub("", fold(text).casefold())


def _all_placed(blocks: Iterable[Block]) -> frozenset[_Placed]:
    return frozenset(_placed(block.path, block.text) for block in blocks)


def _placed(path: tuple[str, ...], text: str) -> _Placed:
    return tuple(map(heading_name, path)), letters(text)
