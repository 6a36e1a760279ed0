"""What the texts of a catalogue are checked for; `monitor.source_fields` says where."""

from dataclasses import dataclass

from monitor.parsing import Unreadable, given
from monitor.parsing.selectors import read_path, read_selector
from monitor.parsing.urls import is_private_url, read_url
from monitor.vocabulary import categories, topics


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueChecks:
    """Each returns the text as it is written; ValueError with the reason.

    `allow_private`: whether an address of our own network will do.
    """

    allow_private: bool

    def url(self, text: str) -> str:
        """A web address that can be asked for."""
        url = read_url(text)
        if isinstance(url, Unreadable):
            raise ValueError(f"{text[:200]!r} {url.reason}")  # noqa: TRY004 - what pydantic understands
        if is_private_url(url) and not self.allow_private:
            raise ValueError(
                f"{text!r} is no public address; to watch it set FOREWARN_ALLOW_PRIVATE_NETWORKS"
            )
        return text

    def selector(self, text: str) -> str:
        """A CSS selector."""
        return given(read_selector(text))

    def path(self, text: str) -> str:
        """A JMESPath."""
        return given(read_path(text))

    def category(self, text: str) -> str:
        """One of the eight categories."""
        if text not in categories():
            raise ValueError(f"{text!r} is no category; choose {', '.join(categories())}")
        return text

    def topic(self, text: str) -> str:
        """A topic of the vocabulary."""
        known = {topic.id for topic in topics()}
        if text not in known:
            raise ValueError(f"{text!r} is no topic; choose {', '.join(sorted(known))}")
        return text
