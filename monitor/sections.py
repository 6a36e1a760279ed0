"""A section's own history, through new numbers, new names and new places."""

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
# A section whose name changed is the same one when its text is this much alike.
_SAME_TEXT = 60.0
# What a person types is a part of a heading, perhaps with a slip.
_MEANT = 75.0
_COMPARED_CHARS = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """The blocks under one heading."""

    heading: str
    text: str

    @property
    def name(self) -> str:
        """The heading without its number, as compared."""
        return heading_name(self.heading)


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionVersion:
    """What a section was in one version; `section` None: it did not exist."""

    number: int
    section: Section | None
    changed: bool


def sections(document: Document) -> tuple[Section, ...]:
    """The document's sections, in order; what stands before the first heading is ''."""
    found: list[tuple[str, list[str]]] = [("", [])]
    for block in document.blocks:
        if block.kind is BlockKind.HEADING:
            found.append((block.text, []))
        else:
            found[-1][1].append(block.text)
    return tuple(Section(heading=h, text="\n".join(texts)) for h, texts in found if h or texts)


def find(document: Document, words: str) -> Section | None:
    """The section that a person means by some words of its heading."""
    known = {section.heading: section for section in sections(document) if section.heading}
    wanted = heading_name(words)
    for heading, section in known.items():
        if wanted and wanted in heading_name(heading):
            return section
    near = process.extractOne(
        wanted, known, scorer=fuzz.partial_ratio, processor=_name_of, score_cutoff=_MEANT
    )
    return known[near[2]] if near else None


def history(versions: Sequence[tuple[int, Document]], words: str) -> tuple[SectionVersion, ...]:
    """The section's states, the oldest first; it is looked for in the newest version first.

    `versions`: numbers and documents, the oldest first. () when no version holds it.
    """
    steps: list[tuple[int, Section | None]] = []
    current: Section | None = None
    for number, document in reversed(versions):
        current_here = find(document, words) if current is None else _same(document, current)
        steps.append((number, current_here))
        current = current_here or current
    steps.reverse()
    return tuple(_told(steps)) if current else ()


def heading_name(heading: str) -> str:
    """A heading without its number, folded."""
    return _NUMBER.sub("", fold(heading)).casefold()


def _name_of(value: object) -> str:
    return value.name if isinstance(value, Section) else str(value)


def _same(document: Document, known: Section) -> Section | None:
    """The section of another version that is this one: by its name, else by its text."""
    found = sections(document)
    for section in found:
        if section.name == known.name:
            return section
    texts = [section.text[:_COMPARED_CHARS] for section in found]
    near = process.extractOne(
        known.text[:_COMPARED_CHARS], texts, scorer=fuzz.ratio, score_cutoff=_SAME_TEXT
    )
    return found[near[2]] if near else None


def _told(steps: Iterable[tuple[int, Section | None]]) -> Iterable[SectionVersion]:
    last: tuple[str, str] | None = None
    for number, section in steps:
        now = (section.heading, section.text) if section else None
        yield SectionVersion(number=number, section=section, changed=now != last)
        last = now
