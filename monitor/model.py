"""The values that pass from a page to a subscriber. Frozen; times are aware UTC."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum, StrEnum
from typing import Self

from monitor.cases.stage import Stage
from monitor.check_reason import CheckReason


class Severity(IntEnum):
    """How much a change matters to a seller, by its consequence. All but COSMETIC cause alerts.

    MINOR is for information. MAJOR affects the business: money, periods, duties, liability.
    URGENT demands action now: a ban, a recall, an order that freezes, a date within 60 days.
    """

    COSMETIC = 0
    MINOR = 1
    MAJOR = 2
    URGENT = 3

    @property
    def label(self) -> str:
        """Return the name in the first API: `cosmetic`, `minor` or `major`."""
        return min(self, Severity.MAJOR).name.lower()

    @property
    def level(self) -> str:
        """Return the level: `silent`, `information`, `affects` or `act`."""
        return _LEVELS[self]

    @classmethod
    def parse(cls, word: str) -> Self:
        """Return the severity of a label or a level; ValueError for any other word."""
        for severity in cls:
            if word.lower() in {severity.label, severity.level}:
                return severity
        choices = ", ".join([*dict.fromkeys(s.label for s in cls), *_LEVELS[1:]])
        raise ValueError(f"{word!r} is no severity; choose {choices}")


_LEVELS = ("silent", "information", "affects", "act")


class Op(StrEnum):
    """What happened to a block between two versions."""

    ADDED = "added"
    REMOVED = "removed"
    MODIFIED = "modified"
    MOVED = "moved"


class BlockKind(StrEnum):
    """The kind of a block on the page. A step is an item of a numbered list, whose order counts."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    STEP = "step"
    ROW = "row"


LISTED = frozenset({BlockKind.ITEM, BlockKind.STEP})


class VersionReason(StrEnum):
    """Why a version was recorded. Only `content` and `notice` can cause alerts."""

    FIRST = "first"
    CONTENT = "content"
    NOTICE = "notice"
    COSMETIC = "cosmetic"
    RETURNED = "returned"
    TECHNICAL = "technical"


class ChangeKind(StrEnum):
    """Whether a rule changed or a notice appeared."""

    CONTENT = "content"
    NOTICE = "notice"


class Outcome(StrEnum):
    """The outcome of one check of one source (as in `forewarn crawl --json`)."""

    FIRST = "first"
    UNCHANGED = "unchanged"
    NOT_MODIFIED = "not-modified"
    COSMETIC = "cosmetic"
    CHANGED = "changed"
    REJECTED = "rejected"
    FAILED = "failed"
    SKIPPED = "skipped"

    @property
    def is_good(self) -> bool:
        """Whether the source was checked successfully."""
        return self not in {Outcome.REJECTED, Outcome.FAILED, Outcome.SKIPPED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """The server's validators for the next conditional request, verbatim."""

    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """The server's response as bytes, before any interpretation.

    `moved_to`: the address to which the server permanently redirects, or ''.
    """

    source_id: str
    url: str
    fetched_at: datetime
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = field(repr=False)
    sha256: str
    validators: Validators = Validators()
    moved_to: str = ""

    @property
    def content_type(self) -> str:
        """Return the Content-Type header in lower case, or ''."""
        return content_type(self.headers)


def content_type(headers: Iterable[Sequence[str]]) -> str:
    """Return the Content-Type among headers in lower case, or ''."""
    return next((value.lower() for name, value in headers if name.lower() == "content-type"), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchFailure:
    """Why a fetch brought nothing usable. `retry_at`: the earliest retry that the server allows.
    `is_fault`: a fault of Forewarn itself, which a retry will meet again.
    """

    source_id: str
    failed_at: datetime
    reason: CheckReason
    retry_at: datetime | None = None
    is_fault: bool = False


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why a snapshot is rejected. `certain`: it stays rejected, however long it persists.

    `needs_operator`: it may be genuine, but only an operator can confirm it, not persistence.
    """

    reason: CheckReason
    certain: bool = field(default=True, kw_only=True)
    needs_operator: bool = field(default=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, paragraph, list item or table row under its headings.

    `path`: what governs the text: the headings above it, then the sentence or term that leads its
    list, or the heads of its row and columns.
    """

    path: tuple[str, ...]
    text: str
    kind: BlockKind = BlockKind.PARAGRAPH


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a page: its text, its absolute address."""

    text: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The extracted text of a page or of one entry.

    `key` is '' for a page and the identity of an entry. `is_whole`: False if the text comes only
    from the list. `links`: the links of the text; stored separately and never compared.
    `parts`: how many elements the source's selector found; not stored.
    """

    title: str
    blocks: tuple[Block, ...]
    key: str = ""
    url: str = ""
    published_at: datetime | None = None
    is_whole: bool = True
    links: tuple[Link, ...] = ()
    parts: int = field(default=1, compare=False)

    @property
    def text(self) -> str:
        """Return all blocks, separated by blank lines."""
        return "\n\n".join(block.text for block in self.blocks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One block added, removed, modified or moved; similarity in 0..1.

    `path`: what stands above the block: see `Block`. `origin`: the path it had before, if another.
    `proof`: why it says nothing new, or ''. `weight`: how strongly it heads an alert.
    `kind`: what the block is, a heading if it was one; not stored.
    """

    op: Op
    path: tuple[str, ...]
    before: str
    after: str
    similarity: float
    origin: tuple[str, ...] = ()
    proof: str = ""
    weight: int = 0
    kind: BlockKind = field(default=BlockKind.PARAGRAPH, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """A rule that fired and the words that triggered it."""

    rule: str
    severity: Severity
    words: tuple[str, ...]


class DateKind(StrEnum):
    """What a date in a text means."""

    EFFECTIVE = "effective"
    DEADLINE = "deadline"
    REVISED = "revised"


@dataclass(frozen=True, slots=True)
class StatedDate:
    """A date in a text, and its meaning."""

    kind: DateKind
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """How much a set of edits matters, why, and from when.

    `rules`: the rules' version. `dates`: every date that is new in the text, in order.
    """

    severity: Severity
    rules: int = 0
    topics: tuple[str, ...] = ()
    dates: tuple[StatedDate, ...] = ()
    reasons: tuple[Reason, ...] = ()

    @property
    def effective_date(self) -> date | None:
        """Return from when the change applies, if the text says so."""
        return next((d.day for d in self.dates if d.kind is DateKind.EFFECTIVE), None)

    @property
    def deadlines(self) -> tuple[date, ...]:
        """Return the days by which something must be done, if the text says so."""
        return tuple(d.day for d in self.dates if d.kind is DateKind.DEADLINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """An accepted document, as stored. Hashes are hexadecimal SHA-256."""

    source_id: str
    number: int
    recorded_at: datetime
    reason: VersionReason
    document: Document
    text_sha256: str
    snapshot_sha256: str
    chain_sha256: str
    extraction_key: str


@dataclass(frozen=True, slots=True, kw_only=True, weakref_slot=True)
class Change:
    """The difference between two versions, or a notice that appeared.

    `stage`: the stage of a lawsuit that a notice reports.
    """

    id: int
    source_id: str
    category: str
    kind: ChangeKind
    detected_at: datetime
    summary: str
    url: str
    title: str
    from_version: int | None
    to_version: int
    edits: tuple[Edit, ...]
    assessment: Assessment
    event_id: int | None = None
    stage: Stage | None = None

    @property
    def rank(self) -> tuple[int, int]:
        """Return what lists are sorted by: the highest level first, then the strongest edit."""
        weights = (edit.weight for edit in self.edits if not edit.proof)
        return -self.assessment.severity, -max(weights, default=0)


class ProposalKind(StrEnum):
    """Why an address is proposed. `suggested`: somebody sent it to the bot."""

    MOVED = "moved"
    LINKED = "linked"
    SUGGESTED = "suggested"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """An address that the operator may want to add to the catalogue."""

    source_id: str
    kind: ProposalKind
    url: str
    title: str
