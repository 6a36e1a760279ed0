"""What the pages need: stores, the catalogue, and what only the composition root can make."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from monitor.audience import Coverage, UpcomingDate
from monitor.source import Source
from monitor.targets import Directory
from storage.queries.figures import Figures
from storage.queries.trends import Trends
from storage.stores import Stores
from storage.tracker import Tracker
from web.links import Links
from web.metrics import Numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """Where Telegram sends updates, the secret it shows, and who takes them.

    `receive`: whether it was an update, once it was dealt with.
    """

    path: str
    secret: str
    receive: Callable[[object], Awaitable[bool]]


@dataclass(frozen=True, slots=True, kw_only=True)
class WebContext:
    """What the pages work with.

    `read_keys`: who may use the API; anybody when there are none. `operators`: the chats whose
    sign-in counts. `trusted_proxies`: whose word on their clients is taken. `evidence`: the bundle of a version of a source, or None when there is none.
    `fresh_for`: seconds for which a public page may be shown again as it was.
    """

    stores: Stores
    sources: Mapping[str, Source]
    directory: Directory
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
    upcoming: Callable[[date], tuple[UpcomingDate, ...]]
    evidence: Callable[[str, int], bytes | None]
    tracker: Tracker
    webhook: Webhook | None = None
