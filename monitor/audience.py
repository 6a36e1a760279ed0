"""Who is told, of what, how and when. Frozen; times are aware UTC."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum

from monitor.language import Language
from monitor.model import Change, Severity


class Frequency(StrEnum):
    """When a subscriber hears of a change."""

    INSTANT = "instant"
    DAILY = "daily"
    WEEKLY = "weekly"


class ChannelName(StrEnum):
    """How a message reaches a subscriber. `relay`: a team's chat tool or a webhook."""

    TELEGRAM = "telegram"
    EMAIL = "email"
    RELAY = "relay"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """Hours of the reader's wall clock in which alerts wait; they may run over midnight."""

    start: time
    end: time
    major_passes: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriber:
    """A seller: reached by a Telegram chat, an e-mail address, a relay, or several.

    `active`: the chat hears us; mail and relay go on without it.
    `thread_id`: the forum topic of the chat, or 0. `min_severity`: what is milder is not told.
    `digest_frequency`: of the mail that gathers everything. `digest_empty`: a digest without
    news is wanted, too. `email_stopped`: an address that refused our mail for good.
    """

    id: int
    language: Language
    timezone: str
    digest_hour: int
    chat_id: int | None
    email: str
    active: bool
    created_at: datetime
    thread_id: int = 0
    min_severity: Severity = Severity.MINOR
    digest_frequency: Frequency = Frequency.DAILY
    digest_empty: bool = False
    quiet: Quiet | None = None
    relay: str = ""
    relay_secret: str = ""
    email_stopped: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """What a subscriber wants to hear of; see `monitor.targets` for the targets.

    `min_severity`: milder changes are not told; None: as the subscriber's own.
    """

    subscriber_id: int
    target: str
    frequency: Frequency
    min_severity: Severity | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mute:
    """A target that a subscriber does not want to hear of for a time."""

    target: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """A subscription with what routing must know of its subscriber.

    `instant`: the channels for what is told at once. `digest_frequency`: the frequency of the mail that
    gathers everything, or None when there is no such mail.
    """

    subscriber_id: int
    target: str
    frequency: Frequency
    min_severity: Severity = Severity.MINOR
    instant: tuple[ChannelName, ...] = ()
    digest_frequency: Frequency | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One change owed to one subscriber through one channel, at once."""

    change_id: int
    subscriber_id: int
    channel: ChannelName


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestItem:
    """One change owed to one subscriber in the next digest of that frequency."""

    change_id: int
    subscriber_id: int
    frequency: Frequency


class MessageKind(StrEnum):
    """What an outbox row owes. `report`: what an operator must know, whether they subscribe or not."""

    ALERT = "alert"
    DIGEST = "digest"
    CONFIRMATION = "confirm"
    ANNOUNCEMENT = "announce"
    EMAIL_STOPPED = "stopped"
    REPORT = "report"


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingMessage:
    """One message that is owed, leased to one sender."""

    id: int
    kind: MessageKind
    channel: ChannelName
    subscriber: Subscriber
    change_id: int | None
    digest_id: int | None
    attempts: int
    announcement_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldNotice:
    """A notice of an event that a reader was told already.

    `channel`: through which it was told at once; None for a digest. `receipt`: the channel's.
    """

    event_id: int
    change_id: int
    title: str
    channel: ChannelName | None
    receipt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Failing:
    """A source that is not seen, and since when."""

    source_id: str
    since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How many of the watched sources were really looked at lately.

    `failing`: cannot be read. `overdue`: could be, but were not of late, or are paused. `unread`:
    how many were never checked yet.
    """

    watched: int
    checked: int
    failing: tuple[Failing, ...]
    overdue: tuple[Failing, ...] = ()
    unread: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class UpcomingDate:
    """A day on which a change takes force (`by` False) or something must be done (`by` True)."""

    day: date
    by: bool
    change: Change


@dataclass(frozen=True, slots=True, kw_only=True)
class Remainder:
    """Changes of a source that a list has no room for, and where they are; '' for nowhere."""

    source_id: str
    count: int
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """A subscriber's changes over a period, grouped by category in house order.

    `coming`: what takes force or falls due in the next 30 days. `frequency`: weekly when
    a week is told, alone or with the day. `more`: what is counted but not listed.
    `alerted`: those of all the changes that the reader was told at once. `follows`: of a later
    notice of an event, the title of the one before it.
    """

    id: int = 0
    subscriber_id: int
    local_date: date
    since: datetime
    until: datetime
    frequency: Frequency = Frequency.DAILY
    groups: tuple[tuple[str, tuple[Change, ...]], ...]
    coverage: Coverage
    coming: tuple[UpcomingDate, ...] = ()
    more: tuple[Remainder, ...] = ()
    alerted: frozenset[int] = frozenset()
    follows: Mapping[int, str] = field(default_factory=dict)

    @property
    def changes(self) -> tuple[Change, ...]:
        """All changes that are listed, in order."""
        return tuple(change for _, changes in self.groups for change in changes)

    @property
    def count(self) -> int:
        """How many changes there are, listed or not."""
        return len(self.changes) + sum(rest.count for rest in self.more)


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A button under a message: what it calls (`data`), or where it leads (`url`)."""

    label: str
    data: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """Rendered, ready to send. A channel uses the parts that it knows.

    `unsubscribe`: the signed address that stops this mail by one click. `payload`: the same
    news as data, for a webhook. `reply_to`: the receipt of the message that it follows, or ''.
    """

    text: str
    html: str = ""
    subject: str = ""
    message_id: str = ""
    buttons: tuple[tuple[Button, ...], ...] = ()
    unsubscribe: str = ""
    payload: str = ""
    reply_to: str = ""
