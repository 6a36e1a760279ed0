"""The values of a brief. None of them can hold a severity: a model never sets one."""

from dataclasses import dataclass
from enum import StrEnum

from monitor.language import Language


class BriefKind(StrEnum):
    """What a model is asked for."""

    BRIEF = "brief"
    TRANSLATION = "translation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """A change in three lines of plain text: what changed, whom it concerns, what to do."""

    changed: str
    concerns: str
    act: str

    @property
    def lines(self) -> tuple[str, str, str]:
        """Return the three lines."""
        return self.changed, self.concerns, self.act


@dataclass(frozen=True, slots=True)
class Translation:
    """The translations of a change's edits, in the order of `translated_edits`; '' where refused."""

    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BriefFault:
    """Why an answer is refused. `code`: one of those in `answer`. `detail`: the words at fault."""

    code: str
    detail: str = ""


def is_foreign(source_language: str, language: Language) -> bool:
    """Return whether a reader of the language needs a brief of a text in the source's language.

    A source whose language is not known counts as foreign.
    """
    return source_language.partition("-")[0].lower() != language
