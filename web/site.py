"""What the pages need: stores, the catalogue, and what only the composition root can make."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from monitor.audience import Appointment, Coverage
from monitor.source import Source
from monitor.targets import Directory
from monitor.tracker import Tracker
from storage.archive import SqlArchive
from storage.browsing import Browsing
from storage.captures import Captures
from storage.confirmations import Confirmations
from storage.days import SourceDays
from storage.events import Events
from storage.feedback import Feedback
from storage.figures import Figures
from storage.health import SourceHealth
from storage.history import History
from storage.mutes import Mutes
from storage.outbox import Outbox
from storage.proposals import Proposals
from storage.sign_ins import SignIns
from storage.subscribers import Subscribers
from storage.trends import Trends
from web.links import Links
from web.watching import Numbers


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
class Site:
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
    upcoming: Callable[[date], tuple[Appointment, ...]]
    evidence: Callable[[str, int], bytes | None]
    tracker: Tracker
    webhook: Webhook | None = None
