"""Cuts a notice into its title and the first sentences of its text, each with its signs."""

import re
from dataclasses import dataclass

from monitor.notices.signs import ACTS, STAGES, Found, found_in

_SENTENCE = re.compile(r"(?<=[。！？；])|(?<=[.!?;])\s+|\n+")
# News states what happened at its beginning; what follows tells of earlier matters.
_MAX_CHARS = 2000
_MAX_SENTENCES = 12
_MAX_TITLE = 400


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence and the signs found in it."""

    text: str
    found: tuple[Found, ...]

    @classmethod
    def of(cls, text: str) -> "Passage":
        """Find the signs of a sentence."""
        return cls(text, found_in(text))

    def group(self, group: str) -> tuple[Found, ...]:
        """Return the signs of a group."""
        return tuple(found for found in self.found if found.sign.group == group)

    def named(self, *names: str) -> tuple[Found, ...]:
        """Return the signs with these names."""
        return tuple(found for found in self.found if found.sign.name in names)

    @property
    def acts(self) -> tuple[Found, ...]:
        """Return what happens, the most urgent first."""
        return tuple(sorted(self.group(ACTS), key=lambda found: not found.sign.urgent))

    @property
    def stages(self) -> tuple[Found, ...]:
        """Return the stages, without those that an act beside them outweighs."""
        acts = {found.sign.name for found in self.acts}
        return tuple(found for found in self.group(STAGES) if not found.sign.yields_to & acts)

    @property
    def softeners(self) -> tuple[Found, ...]:
        """Return the stages that count in a text, too: the sentence only proposes or relieves."""
        return tuple(found for found in self.stages if not found.sign.title_only)


@dataclass(frozen=True, slots=True)
class News:
    """A notice, cut into passages."""

    title: Passage
    body: tuple[Passage, ...]
    category: str = ""

    @property
    def passages(self) -> tuple[Passage, ...]:
        """Return the title and the sentences of the text."""
        return (self.title, *self.body)


def news(title: str, text: str, category: str = "") -> News:
    """Cut a notice into passages. The text may repeat the title."""
    lead = text.removeprefix(title)[:_MAX_CHARS]
    sentences = [part.strip() for part in _SENTENCE.split(lead) if part and part.strip()]
    body = tuple(Passage.of(sentence) for sentence in sentences[:_MAX_SENTENCES])
    return News(Passage.of(title[:_MAX_TITLE]), body, category)
