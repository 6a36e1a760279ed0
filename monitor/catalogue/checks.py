"""The checks of a catalogue's texts; `monitor.source_fields` applies them to fields."""

from dataclasses import dataclass

from monitor.parsing import Unreadable, given
from monitor.parsing.selectors import read_path, read_selector
from monitor.parsing.urls import is_private_url, read_url
from monitor.phrases import fault_of
from monitor.vocabulary import categories, topics


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueChecks:
    """Each check returns the text unchanged, or raises ValueError with the reason.

    `allow_private`: whether addresses of private networks are allowed.
    """

    allow_private: bool

    def url(self, text: str) -> str:
        """Check that it is a web address that can be requested."""
        url = read_url(text)
        if isinstance(url, Unreadable):
            raise ValueError(f"{text[:200]!r} {url.reason}")  # noqa: TRY004 - what pydantic understands
        if is_private_url(url) and not self.allow_private:
            raise ValueError(
                f"{text!r} is no public address; to watch it set FOREWARN_ALLOW_PRIVATE_NETWORKS"
            )
        return text

    def selector(self, text: str) -> str:
        """Check that it is a CSS selector."""
        return given(read_selector(text))

    def path(self, text: str) -> str:
        """Check that it is a JMESPath."""
        return given(read_path(text))

    def phrase(self, text: str) -> str:
        """Check that it is a phrase that can be looked for."""
        if fault := fault_of(text):
            raise ValueError(f"{text[:200]!r} {fault}")
        return text

    def category(self, text: str) -> str:
        """Check that it is one of the eight categories."""
        if text not in categories():
            raise ValueError(f"{text!r} is no category; choose {', '.join(categories())}")
        return text

    def topic(self, text: str) -> str:
        """Check that it is a topic of the vocabulary."""
        known = {topic.id for topic in topics()}
        if text not in known:
            raise ValueError(f"{text!r} is no topic; choose {', '.join(sorted(known))}")
        return text
