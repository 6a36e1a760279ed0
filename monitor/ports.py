"""The values of a check, from what a spider brings to what is stored; and the port of a channel."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

from monitor.audience import Message, Subscriber
from monitor.check_reason import NO_REASON, CheckReason
from monitor.discovery import Proposal
from monitor.model import (
    Assessment,
    ChangeKind,
    Document,
    Edit,
    FetchFailure,
    Outcome,
    Snapshot,
    VersionReason,
)
from monitor.source import Source


@dataclass(frozen=True, slots=True)
class NotModified:
    """The server said 304."""

    source: Source


@dataclass(frozen=True, slots=True)
class Fetched:
    """The server sent something."""

    source: Source
    snapshot: Snapshot


@dataclass(frozen=True, slots=True)
class FetchFailed:
    """Nothing usable came."""

    source: Source
    failure: FetchFailure


FetchResult = Fetched | NotModified | FetchFailed


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The newest version of one document of a source."""

    number: int
    text_sha256: str
    reason: VersionReason
    recorded_at: datetime
    title: str = ""
    url: str = ""
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantined:
    """A doubtful capture that waits to be seen again. `url`: the other site that it came from."""

    text_sha256: str
    since: datetime
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """What the archive knows of a source before a capture is judged.

    `captured_url`: where the last true capture came from, redirects followed.
    `refused_sha256`: a doubtful text that an operator said is none of the source's.
    `is_empty`: the last capture named no entry.
    """

    body_sha256: str = ""
    captured_url: str = ""
    extraction_key: str = ""
    quarantined: Quarantined | None = None
    refused_sha256: str = ""
    is_empty: bool = False
    heads: dict[str, Head]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewChange:
    """A change about to be recorded."""

    kind: ChangeKind
    summary: str
    edits: tuple[Edit, ...]
    assessment: Assessment


@dataclass(frozen=True, slots=True, kw_only=True)
class NewVersion:
    """A version about to be recorded, with the change that it brings."""

    document: Document
    reason: VersionReason
    text_sha256: str
    change: NewChange | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSet:
    """All that one capture brings; stored in one transaction.

    `accepted`: the capture is a true one, so its validators may be sent next time.
    `has_entries`: whether a list, feed or API named any; None where that does not tell.
    `ends_check`: whoever waits for the check has the answer with this.
    `reread`: the last capture, read a new way; it is stored before the rest.
    """

    outcome: Outcome
    reason: CheckReason = NO_REASON
    snapshot: Snapshot | None = None
    accepted: bool = False
    extraction_key: str = ""
    quarantined: Quarantined | None = None
    versions: tuple[NewVersion, ...] = ()
    failure: FetchFailure | None = None
    proposals: tuple[Proposal, ...] = ()
    has_entries: bool | None = None
    ends_check: bool = True
    reread: "ChangeSet | None" = None


class CheckOutcome(NamedTuple):
    """What a check of a source came to, before it is stored."""

    source: Source
    change_set: ChangeSet


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """What a check came to: the line of `forewarn crawl --json`."""

    source_id: str
    outcome: Outcome
    version: int | None = None
    change: int | None = None
    reason: CheckReason = NO_REASON


class Channel(Protocol):
    """A way to reach a subscriber."""

    async def send(self, recipient: Subscriber, message: Message) -> str:
        """Hand the message over; the channel's receipt. SendError when it is refused."""
        ...
