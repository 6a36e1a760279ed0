"""Follows a section through versions, even if its number, name or position changes."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from monitor.model import BlockKind, Document
from monitor.text import fold

_NUMBER = re.compile(
    r"^(?:(?:article|section|chapter|part|clause|artikel|abschnitt|art\.?)\s+)?"
    r"(?:\d+(?:\.\d+)*|[ivxlc]+(?=[.)\s])|第?[一二三四五六七八九十百\d]+[条章节款]?)[.)、:：\s]*",
    re.IGNORECASE,
)
# A renamed section is the same one if its text is this similar.
_SAME_TEXT = 60.0
# People type a part of a heading, perhaps with a typing error.
_SIMILAR_HEADING = 75.0
_COMPARED_CHARS = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """The blocks under one heading."""

    heading: str
    text: str

    @property
    def name(self) -> str:
        """Return the heading without its number, for comparison."""
        return heading_name(self.heading)


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionVersion:
    """A section in one version. `section` None: it did not exist."""

    number: int
    section: Section | None
    changed: bool


def sections(document: Document) -> tuple[Section, ...]:
    """Return the sections in order; text before the first heading has the heading ''."""
    found: list[tuple[str, list[str]]] = [("", [])]
    for block in document.blocks:
        if block.kind is BlockKind.HEADING:
            found.append((block.text, []))
        else:
            found[-1][1].append(block.text)
    return tuple(Section(heading=h, text="\n".join(texts)) for h, texts in found if h or texts)


def find(document: Document, words: str) -> Section | None:
    """Return the section whose heading matches the given words, or None."""
    known = {section.heading: section for section in sections(document) if section.heading}
    name = heading_name(words)
    for heading, section in known.items():
        if name and name in heading_name(heading):
            return section
    nearest = process.extractOne(
        name, known, scorer=fuzz.partial_ratio, processor=_name_of, score_cutoff=_SIMILAR_HEADING
    )
    return known[nearest[2]] if nearest else None


def history(versions: Sequence[tuple[int, Document]], words: str) -> tuple[SectionVersion, ...]:
    """Return the section's states, the oldest first; start the search in the newest version.

    `versions`: numbers and documents, the oldest first. () if no version has the section.
    """
    steps: list[tuple[int, Section | None]] = []
    current: Section | None = None
    for number, document in reversed(versions):
        current_here = find(document, words) if current is None else _same(document, current)
        steps.append((number, current_here))
        current = current_here or current
    steps.reverse()
    return tuple(_section_versions(steps)) if current else ()


def heading_name(heading: str) -> str:
    """Return a heading without its number, folded."""
    return _NUMBER.sub("", fold(heading)).casefold()


def _name_of(value: object) -> str:
    return value.name if isinstance(value, Section) else str(value)


def _same(document: Document, known: Section) -> Section | None:
    """Return the same section in another version, matched by name, else by text."""
    found = sections(document)
    for section in found:
        if section.name == known.name:
            return section
    texts = [section.text[:_COMPARED_CHARS] for section in found]
    nearest = process.extractOne(
        known.text[:_COMPARED_CHARS], texts, scorer=fuzz.ratio, score_cutoff=_SAME_TEXT
    )
    return found[nearest[2]] if nearest else None


def _section_versions(steps: Iterable[tuple[int, Section | None]]) -> Iterable[SectionVersion]:
    last: tuple[str, str] | None = None
    for number, section in steps:
        now = (section.heading, section.text) if section else None
        yield SectionVersion(number=number, section=section, changed=now != last)
        last = now
