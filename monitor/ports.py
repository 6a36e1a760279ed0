"""The values of a check, from the fetch result to what is stored, and the channel interface."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

from monitor.audience import Message, Subscriber
from monitor.cases import Stage
from monitor.check_reason import NO_REASON, CheckReason
from monitor.model import (
    Assessment,
    ChangeKind,
    Document,
    Edit,
    FetchFailure,
    Outcome,
    Proposal,
    Snapshot,
    VersionReason,
)
from monitor.source import Source


@dataclass(frozen=True, slots=True)
class NotModified:
    """The server answered 304."""

    source: Source


@dataclass(frozen=True, slots=True)
class Fetched:
    """The server sent a response."""

    source: Source
    snapshot: Snapshot


@dataclass(frozen=True, slots=True)
class FetchFailed:
    """The fetch brought nothing usable."""

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
    """A suspicious snapshot that waits for confirmation. `url`: the other site it came from."""

    text_sha256: str
    since: datetime
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """The archive's state of a source before a snapshot is decided.

    `captured_url`: the URL of the last accepted snapshot, after redirects.
    `refused_sha256`: a suspicious text that an operator rejected.
    `is_empty`: the last snapshot contained no entries.
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
    """A change to store. `stage`: the stage of a lawsuit that a notice reports."""

    kind: ChangeKind
    summary: str
    edits: tuple[Edit, ...]
    assessment: Assessment
    stage: Stage | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewVersion:
    """A version to store, with its change."""

    document: Document
    reason: VersionReason
    text_sha256: str
    change: NewChange | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSet:
    """Everything that one check stores, in one transaction.

    `accepted`: the snapshot is genuine, so its validators may be sent with the next request.
    `has_entries`: whether a list, feed or API contained any; None if unknown or not applicable.
    `ends_check`: storing this completes the check for those who wait for it.
    `reread`: the last snapshot extracted with a new configuration; stored before the rest.
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
    """The outcome of a check of a source, before it is stored."""

    source: Source
    change_set: ChangeSet


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """The result of a check: one line of `forewarn crawl --json`."""

    source_id: str
    outcome: Outcome
    version: int | None = None
    change: int | None = None
    reason: CheckReason = NO_REASON


class Channel(Protocol):
    """A way to reach a subscriber."""

    async def send(self, recipient: Subscriber, message: Message) -> str:
        """Send the message and return the channel's receipt; SendError if it is refused."""
        ...
