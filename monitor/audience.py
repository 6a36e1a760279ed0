"""Who is notified, of what, how and when. Frozen; times are aware UTC."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum

from monitor.briefs import Brief
from monitor.cases import Case, Stage
from monitor.language import Language
from monitor.model import Change, Severity
from monitor.watchlist import NameMatch


class Frequency(StrEnum):
    """How often a subscriber is notified of changes."""

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
    """Hours of the subscriber's local time in which alerts are deferred; may span midnight."""

    start: time
    end: time
    major_passes: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriber:
    """A seller: reached by a Telegram chat, an e-mail address, a relay, or several.

    `active`: the chat accepts our messages; mail and relay do not depend on it.
    `thread_id`: the forum topic of the chat, or 0. `min_severity`: milder changes are not sent.
    `digest_frequency`: how often the mail with all changes is sent. `digest_empty`: send the digest
    even without changes. `names_pass_quiet`: a change that states an own name is sent in quiet
    hours, too. `email_stopped`: an address that permanently refused our mail.
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
    names_pass_quiet: bool = True
    relay: str = ""
    relay_secret: str = ""
    email_stopped: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A target that a subscriber follows; see `monitor.targets` for the targets.

    `min_severity`: milder changes are not sent; None: use the subscriber's own.
    """

    subscriber_id: int
    target: str
    frequency: Frequency
    min_severity: Severity | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mute:
    """A target for which a subscriber gets no notifications until a given time."""

    target: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """A subscription with the settings of its subscriber that routing needs.

    `instant`: the channels for immediate alerts. `digest_frequency`: how often the digest is sent
    that gets what is not alerted. `by_mail`: the digest is a mail, which lists all changes.
    """

    subscriber_id: int
    target: str
    frequency: Frequency
    min_severity: Severity = Severity.MINOR
    instant: tuple[ChannelName, ...] = ()
    digest_frequency: Frequency = Frequency.DAILY
    by_mail: bool = False
    language: str = ""


@dataclass(frozen=True, slots=True)
class Notified:
    """What a subscriber was sent, or will be sent, of an event: its latest stage, its languages."""

    stage: Stage | None
    languages: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One change to send to one subscriber through one channel immediately.

    `named`: it states one of the subscriber's own names.
    """

    change_id: int
    subscriber_id: int
    channel: ChannelName
    named: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestItem:
    """One change to include in one subscriber's next digest of that frequency."""

    change_id: int
    subscriber_id: int
    frequency: Frequency


class MessageKind(StrEnum):
    """The kind of an outbox row. `report`: for operators, whether they subscribe or not."""

    ALERT = "alert"
    DIGEST = "digest"
    CONFIRMATION = "confirm"
    ANNOUNCEMENT = "announce"
    EMAIL_STOPPED = "stopped"
    REPORT = "report"
    REMINDER = "reminder"


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingMessage:
    """One pending message, leased to one sender. `named`: the alert of an own name."""

    id: int
    kind: MessageKind
    channel: ChannelName
    subscriber: Subscriber
    change_id: int | None
    digest_id: int | None
    attempts: int
    announcement_id: int | None = None
    named: bool = False
    reminds_of: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotifiedNotice:
    """A notice of an event that was already sent to a subscriber.

    `channel`: the channel of its alert; None for a digest. `receipt`: that channel's receipt.
    """

    event_id: int
    change_id: int
    title: str
    channel: ChannelName | None
    receipt: str
    stage: Stage | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertContext:
    """What makes an alert of a change the alert of one subscriber.

    `earlier`: a notice of the same event that the subscriber was sent before. `stage`: the stage
    of the lawsuit, if it is later than all that the subscriber was sent before. `matches`: own
    names of the subscriber in the change. `case`: the lawsuit that a notice belongs to. `link`: the
    address of the change on the web, or ''. `in_group`: the alert goes to a group or channel.
    `concerns`: the names of the subscriptions that it matches. `timezone`: the reader's, in which
    days are counted. `now`: when the message is made; None: when the change was found.
    `brief`: a model's brief of the change in the reader's language, if it is ready.
    `translates`: the reader may ask for a translation.
    """

    earlier: NotifiedNotice | None = None
    stage: Stage | None = None
    matches: tuple[NameMatch, ...] = ()
    case: Case | None = None
    link: str = ""
    in_group: bool = False
    concerns: tuple[str, ...] = ()
    timezone: str = "UTC"
    now: datetime | None = None
    brief: Brief | None = None
    translates: bool = False


NOTHING_MORE = AlertContext()


@dataclass(frozen=True, slots=True, kw_only=True)
class Failing:
    """A source that could not be checked, and since when."""

    source_id: str
    since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How many of the watched sources were checked successfully in the recent past.

    `failing`: cannot be read, and was not read in that time. `overdue`: readable, but not checked
    recently, or paused. `unread`: how many were never checked yet. `slow`: how many of the checked
    ones were read before that time, for they are checked less often.
    """

    watched: int
    checked: int
    failing: tuple[Failing, ...]
    overdue: tuple[Failing, ...] = ()
    unread: int = 0
    slow: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class UpcomingDate:
    """A day on which a change takes effect (`by` False) or by which to act (`by` True)."""

    day: date
    by: bool
    change: Change


@dataclass(frozen=True, slots=True, kw_only=True)
class Remainder:
    """Changes of a source that a digest counts but does not list. `url`: their page, or ''."""

    source_id: str
    count: int
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedChange:
    """Several changes of one document as one.

    `change`: the last one, with the edits from the first version to the last. `ids`: of all, the
    oldest first. `is_undone`: the text says again what it said at first.
    """

    change: Change
    ids: tuple[int, ...]
    is_undone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """What a subscriber did and has to do about the changes of a week.

    `open`: how many are open, and `taken` by whom. `done`: how many were done, and `done_by` whom.
    """

    open: int
    done: int
    taken: tuple[tuple[str, int], ...] = ()
    done_by: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """A subscriber's changes over a period, grouped by category in the vocabulary's order.

    `coming`: what takes effect or falls due in the next 30 days. `frequency`: weekly if the digest
    covers a week, alone or with the day. `more`: what is counted but not listed. `alerted`: the
    changes that were also sent as alerts. `follows`: for a later notice of an event, the title of
    the one before it. `matches`: the own names that a change states. `merged`: the listed changes
    that stand for several. `unlisted`: how many changes of each level `more` counts, the merged
    ones as one. `week`: of a weekly digest. `briefs`: a model's briefs of changes in the reader's
    language, as far as they are ready. `is_first`: the subscriber was sent none before.
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
    matches: Mapping[int, tuple[NameMatch, ...]] = field(default_factory=dict)
    merged: Mapping[int, MergedChange] = field(default_factory=dict)
    unlisted: Mapping[Severity, int] = field(default_factory=dict)
    week: Week | None = None
    briefs: Mapping[int, Brief] = field(default_factory=dict)
    is_first: bool = False

    @property
    def changes(self) -> tuple[Change, ...]:
        """Return all listed changes, in order."""
        return tuple(change for _, changes in self.groups for change in changes)

    @property
    def count(self) -> int:
        """Count all changes, listed or not, each of those that are merged."""
        listed = sum(len(self.ids_of(change)) for change in self.changes)
        return listed + sum(rest.count for rest in self.more)

    @property
    def levels(self) -> Mapping[Severity, int]:
        """Count the changes of each level, listed or not, the merged ones as one."""
        listed = Counter(change.assessment.severity for change in self.changes)
        return listed + Counter(self.unlisted)

    @property
    def items(self) -> int:
        """Count what the digest lists or counts, the merged changes as one."""
        return sum(self.levels.values())

    def ids_of(self, change: Change) -> tuple[int, ...]:
        """Return the changes that a listed one stands for, the oldest first."""
        return self.merged[change.id].ids if change.id in self.merged else (change.id,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A button under a message. `data`: its callback data. `url`: the page that it opens."""

    label: str
    data: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A rendered message, ready to send. A channel uses the fields that it supports.

    `unsubscribe`: the signed URL for one-click unsubscription. `payload`: the same content as data,
    for a webhook. `reply_to`: the receipt of the message that it replies to, or ''.
    """

    text: str
    html: str = ""
    subject: str = ""
    message_id: str = ""
    buttons: tuple[tuple[Button, ...], ...] = ()
    unsubscribe: str = ""
    payload: str = ""
    reply_to: str = ""
