"""What the pages need: stores, the catalogue, and what only the composition root can make."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from monitor.audience import Coverage, UpcomingDate
from monitor.source import Source
from monitor.targets import Directory
from monitor.tracker import Tracker
from storage.archive.events import Events
from storage.archive.health import SourceHealth
from storage.archive.proposals import Proposals
from storage.archive.sql_archive import SqlArchive
from storage.delivery.confirmations import Confirmations
from storage.delivery.mutes import Mutes
from storage.delivery.outbox import Outbox
from storage.delivery.sign_ins import SignIns
from storage.delivery.subscribers import Subscribers
from storage.queries.browsing import Browsing
from storage.queries.captures import Captures
from storage.queries.days import SourceDays
from storage.queries.feedback import Feedback
from storage.queries.figures import Figures
from storage.queries.history import History
from storage.queries.trends import Trends
from web.links import Links
from web.metrics import Numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """Where Telegram sends updates, the secret it shows, and who takes them."""

    path: str
    secret: str
    receive: Callable[[dict[str, Any]], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stores:
    """The stores that pages read, and those that an operator's word or a reader's changes."""

    archive: SqlArchive
    browsing: Browsing
    captures: Captures
    confirmations: Confirmations
    days: SourceDays
    events: Events
    feedback: Feedback
    health: SourceHealth
    history: History
    mutes: Mutes
    outbox: Outbox
    proposals: Proposals
    sign_ins: SignIns
    subscribers: Subscribers


@dataclass(frozen=True, slots=True, kw_only=True)
class WebContext:
    """The web part's world.

    `read_keys`: who may use the API; anybody when there are none. `operators`: the chats whose
    sign-in counts. `evidence`: the bundle of a version of a source, or None when there is none.
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
