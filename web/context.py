"""The context of the web part: stores, catalogue, and what only the composition root can build."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from monitor.audience import Coverage
from monitor.source import Source
from monitor.targets import Directory
from storage.queries.figures import Figures
from storage.queries.trends import Trends
from storage.stores import Stores
from storage.tracker import Tracker
from web.editing import SourceEditor
from web.links import Links
from web.metrics import Numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """The path to which Telegram posts updates, the secret it sends, and their handler.

    `receive`: handles the update, then returns whether it was one.
    """

    path: str
    secret: str
    receive: Callable[[object], Awaitable[bool]]


@dataclass(frozen=True, slots=True, kw_only=True)
class WebContext:
    """What pages, API and feeds work with.

    `read_keys`: the keys that open the API; it is open to all when there are none.
    `operators`: the chats that may sign in.
    `trusted_proxies`: the proxies whose forwarding headers are believed.
    `editor`: writes the sources of the overlay.
    `evidence`: returns the bundle of a source's version, or None when there is none.
    `translates`: a language model is set up, for briefs and translations.
    `contact`: to whom to report a weakness, '' for nobody.
    `fresh_for`: seconds for which a public page may be served from the cache.
    """

    stores: Stores
    sources: Mapping[str, Source]
    current_directory: Callable[[], Directory]
    links: Links
    session_key: str
    public_url: str
    operators: frozenset[int]
    read_keys: tuple[str, ...]
    trusted_proxies: tuple[str, ...]
    fresh_for: float
    clock: Callable[[], datetime]
    ready: Callable[[], list[str]]
    numbers: Callable[[], Numbers]
    figures: Callable[[], Figures]
    trends: Callable[[], Trends]
    coverage: Callable[[], Coverage]
    evidence: Callable[[str, int], bytes | None]
    tracker: Tracker
    editor: SourceEditor
    translates: bool = False
    contact: str = ""
    webhook: Webhook | None = None

    @property
    def directory(self) -> Directory:
        """The targets of the catalogue, as it was loaded last."""
        return self.current_directory()
