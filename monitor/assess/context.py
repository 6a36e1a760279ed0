"""What is known around an edit: both documents, and what the source and its host have shown before."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from monitor.assess.controls import is_made_of
from monitor.assess.differences import differences
from monitor.assess.letters import letters
from monitor.assess.links import Renamed, differs_in_names, renamed_links
from monitor.assess.numbering import renumbered, split_label
from monitor.assess.places import (
    Churn,
    Headings,
    Line,
    PlaceHistory,
    headings_of,
    line_of,
    place_of,
    replaced,
)
from monitor.assess.reflow import Reflowed, reflowed
from monitor.assess.spelling import american
from monitor.assess.toolbar import toolbar
from monitor.assess.wording import says_the_same
from monitor.extract.boilerplate_shape import boilerplate_blocks
from monitor.language_detection import language_of_text
from monitor.model import Block, BlockKind, Edit, Link

# So many words in another spelling, all towards one variant, are no correction.
_VARIANT_WORDS = 3
# The blocks of a footer that no markup sets apart.
_FOOT_BLOCKS = 4
# The blocks that say of a page what it is, by whom and when.
_HEAD_BLOCKS = 5
_VARIANT_EDITS = 500
# So many blocks tell a document's language.
_SAMPLE_BLOCKS = 300
# Lines above the first heading: a few, beside the page.
_MOST_ABOVE = 40
# A longer text is no table of contents.
_MOST_CONTENTS = 5_000
# A list is volatile if so many of its lines came lately.
_MOST_LINES = 0.75


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """What other pages and earlier versions say about a page.

    `shared`: the `letters` of blocks that other pages of the host have too.
    `places`: what its last changes say about its places.
    """

    shared: frozenset[str] = frozenset()
    places: PlaceHistory = field(default_factory=PlaceHistory)


@dataclass(frozen=True)
class Context:
    """The surroundings of the edits between two documents; each part is computed when needed."""

    before: tuple[Block, ...] = ()
    after: tuple[Block, ...] = ()
    edits: tuple[Edit, ...] = ()
    learned: Learned = field(default_factory=Learned)
    links_before: tuple[Link, ...] = ()
    links_after: tuple[Link, ...] = ()

    def has_copy_before(self, edit: Edit) -> bool:
        """Return whether the new text already stood in the old document, under the same headings."""
        return line_of(edit.path, edit.after) in self._placed_before

    def has_copy_after(self, edit: Edit) -> bool:
        """Return whether the old text still stands in the new document, under the same headings."""
        return line_of(edit.origin or edit.path, edit.before) in self._placed_after

    def is_reflowed(self, edit: Edit) -> bool:
        """Return whether the edit only cuts the same words into other blocks."""
        old, new = (text.split("\n") if text else [] for text in (edit.before, edit.after))
        return self._reflowed.before.issuperset(old) and self._reflowed.after.issuperset(new)

    def says_the_same(self, before: str, after: str) -> bool:
        """Return whether two texts differ in form only."""
        return says_the_same(
            before, after, self.labels, is_variant=self._is_variant, language=self._language
        )

    def is_boilerplate(self, text: str) -> bool:
        """Return whether every line of a text is boilerplate by its shape in the document."""
        return all(letters(line) in self._boilerplate for line in text.split("\n"))

    def is_button(self, text: str) -> bool:
        """Return whether every line of a text is one of the buttons below the page's title."""
        return all(letters(line) in self._toolbar for line in text.split("\n"))

    def renames_links(self, before: str, after: str) -> bool:
        """Return whether two texts that govern no other differ in the names of their links only."""
        if not self._renamed or before in self._leading or after in self._leading:
            return False
        return differs_in_names(before, after, self._renamed)

    def is_shared(self, text: str) -> bool:
        """Return whether every line of a text stands on other pages of the host too."""
        return all(letters(line) in self.learned.shared for line in text.split("\n"))

    def churn(self, edit: Edit) -> Churn | None:
        """Return how the place of an edit keeps changing; None if it is not volatile."""
        if not self._is_margin_volatile:
            return None
        found = self._replaced.get(edit)
        return found if found and found.is_volatile else self._list_churn(edit)

    def lists_contents(self, edit: Edit) -> bool:
        """Return whether the edit's texts are headings of their pages: a table of contents."""
        old, new = self._headings_before, self._headings_after
        if edit.kind is BlockKind.HEADING:
            # A heading is no entry of the contents, unless it stands on both pages elsewhere.
            old = new = old & new
        sides = ((edit.before, old), (edit.after, new))
        return all(
            len(text) <= _MOST_CONTENTS and is_made_of(_named(line), headings)
            for text, headings in sides
            for line in text.split("\n")
            if line
        )

    def is_above(self, text: str, edit: Edit) -> bool:
        """Return whether a text stands above the page's first heading, or is a title that came or went."""
        name = letters(text)
        is_title = name in self._titles and not (edit.before and edit.after)
        return not edit.path and (is_title or name in self._above)

    def origin(self, edit: Edit) -> tuple[str, ...]:
        """Return what stood above a moved block before."""
        return edit.origin or self._paths_before.get(edit.before, edit.path)

    def is_at_foot(self, text: str) -> bool:
        """Return whether a text is one of the last blocks of its page."""
        return text in self._foot

    def is_at_head(self, text: str) -> bool:
        """Return whether a text is a paragraph among the first blocks of its page."""
        return text in self._head

    @cached_property
    def _head(self) -> frozenset[str]:
        return frozenset(
            block.text
            for side in (self.before, self.after)
            for block in side[:_HEAD_BLOCKS]
            if block.kind is BlockKind.PARAGRAPH
        )

    @cached_property
    def _foot(self) -> frozenset[str]:
        return frozenset(
            block.text for side in (self.before, self.after) for block in side[-_FOOT_BLOCKS:]
        )

    @cached_property
    def labels(self) -> dict[str, str]:
        """The new numbers of the blocks that kept their words, by their old numbers."""
        return renumbered(
            (old, new)
            for edit in self.edits
            for (old, old_rest), (new, new_rest) in [
                (split_label(edit.before), split_label(edit.after))
            ]
            if old != new
            and letters(old_rest) == letters(new_rest)
            and (old_rest or edit.kind is BlockKind.HEADING)
        )

    def _list_churn(self, edit: Edit) -> Churn | None:
        headings = headings_of(edit.path)
        found = self._passing_lists.get(headings)
        return found if found and found.place == place_of(edit) else None

    @cached_property
    def _replaced(self) -> dict[Edit, Churn]:
        return replaced(self.edits, self.learned.places)

    @cached_property
    def _passing_lists(self) -> dict[Headings, Churn]:
        """The volatile lists of which most lines came with the last changes."""
        places = self.learned.places
        lines = [line_of(block.path, block.text) for block in self.before]
        all_lines = Counter(headings for headings, _ in lines)
        recent = Counter(line[0] for line in lines if line in places.churn)
        return {
            headings: found
            for headings, found in places.lists.items()
            if recent[headings] >= _MOST_LINES * all_lines[headings]
        }

    @cached_property
    def _is_margin_volatile(self) -> bool:
        """Whether some lines are volatile, and most of the page is not: its subject never is."""
        places = self.learned.places
        if not places.churn:
            return False
        lines = [line_of(block.path, block.text) for block in self.before]
        volatile = [
            line
            for line in lines
            if line[0] in self._passing_lists
            or ((found := places.churn.get(line)) and found.is_volatile)
        ]
        return 0 < len(volatile) * 2 < len(lines)

    @cached_property
    def _reflowed(self) -> Reflowed:
        return reflowed(self.before, self.after, self.says_the_same)

    @cached_property
    def _is_variant(self) -> bool:
        """Whether the page came in another variant of its language: British or American."""
        pairs = {
            (old.value, new.value)
            for edit in self.edits[:_VARIANT_EDITS]
            if edit.before and edit.after
            for found in differences(edit.before, edit.after)
            if len(found.old) == len(found.new)
            for old, new in zip(found.old, found.new, strict=True)
            if old.value != new.value and american(old.value) == american(new.value)
        }
        towards = {old == american(old) for old, _ in pairs}
        return len(pairs) >= _VARIANT_WORDS and len(towards) == 1

    @cached_property
    def _language(self) -> str:
        """The language of the new document; '' if it is not certain."""
        return language_of_text("\n".join(block.text for block in self.after[:_SAMPLE_BLOCKS]))

    @cached_property
    def _placed_before(self) -> frozenset[Line]:
        return _all_placed(self.before)

    @cached_property
    def _placed_after(self) -> frozenset[Line]:
        return _all_placed(self.after)

    @cached_property
    def _boilerplate(self) -> frozenset[str]:
        return frozenset(
            letters(blocks[index].text)
            for blocks in (self.before, self.after)
            for index in boilerplate_blocks(blocks)
        )

    @cached_property
    def _toolbar(self) -> frozenset[str]:
        return toolbar(self.before) | toolbar(self.after)

    @cached_property
    def _leading(self) -> frozenset[str]:
        """What governs other blocks: headings and leads."""
        return frozenset(
            name for side in (self.before, self.after) for block in side for name in block.path
        )

    @cached_property
    def _renamed(self) -> Renamed:
        return renamed_links(self.links_before, self.links_after)

    @cached_property
    def _headings_before(self) -> frozenset[str]:
        return _headings(self.before)

    @cached_property
    def _headings_after(self) -> frozenset[str]:
        return _headings(self.after)

    @cached_property
    def _titles(self) -> frozenset[str]:
        return frozenset(letters(side[0].text) for side in (self.before, self.after) if side)

    @cached_property
    def _paths_before(self) -> dict[str, tuple[str, ...]]:
        return {block.text: block.path for block in self.before}

    @cached_property
    def _above(self) -> frozenset[str]:
        return frozenset((*_above(self.before), *_above(self.after)))


def _above(blocks: Sequence[Block]) -> Iterable[str]:
    """Yield what stands above the first heading; nothing if that is more than a little."""
    first = next((i for i, block in enumerate(blocks) if block.kind is BlockKind.HEADING), 0)
    is_little = first <= _MOST_ABOVE and first * 4 <= len(blocks)
    return [letters(block.text) for block in blocks[:first]] if is_little else ()


def _headings(blocks: Iterable[Block]) -> frozenset[str]:
    names = {_named(block.text) for block in blocks if block.kind is BlockKind.HEADING}
    return frozenset(names - {""})


def _named(heading: str) -> str:
    return letters(split_label(heading)[1])


def _all_placed(blocks: Iterable[Block]) -> frozenset[Line]:
    return frozenset(line_of(block.path, block.text) for block in blocks)
