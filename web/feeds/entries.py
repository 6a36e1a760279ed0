"""A feed and its entries as values, whatever the format."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from web.rendering import with_query


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """One entry. `content`: HTML, escaped already, or ''. `about`: the page that it reports on, or ''.

    `tags`: the key of each category or topic, and its name.
    """

    id: str
    link: str
    title: str
    summary: str
    published: datetime
    updated: datetime
    tags: tuple[tuple[str, str], ...]
    content: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A page of a feed. `address`: its own; `page`: the web page that shows the same.

    `next`: the address of the next page, or ''. `updated`: its time if it has no entries.
    """

    id: str
    title: str
    language: str
    address: str
    page: str
    next: str
    updated: datetime
    entries: Sequence[FeedEntry]

    @property
    def last_updated(self) -> datetime:
        """Return when the newest entry was updated."""
        return max((entry.updated for entry in self.entries), default=self.updated)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedSite:
    """Where a feed stands. `lang`: what its address says, or ''; its links say the same.

    `key`: makes the ids, which so outlive a change of the public address.
    """

    public_url: str
    lang: str
    key: str

    def address(self, path: str, **params: object) -> str:
        """Build an address of the site in the feed's language."""
        return self.public_url + with_query(path, "", **params, lang=self.lang)

    def id_of(self, name: str) -> str:
        """Return the id of a feed or an entry, as a URN (https://www.rfc-editor.org/rfc/rfc9562)."""
        return uuid5(_site_id(self.key), name).urn


def _site_id(key: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"urn:forewarn:{key}")
