"""What the API's answers look like. Times are ISO 8601 in UTC; hashes are hexadecimal SHA-256."""

from datetime import date, datetime
from typing import Generic, Literal, TypeVar

from pydantic import BaseModel, Field


class Problem(BaseModel):
    """Why a request was refused (https://www.rfc-editor.org/rfc/rfc9457)."""

    type: str
    title: str
    status: int
    detail: str = ""


class Source(BaseModel):
    """One thing that is watched."""

    id: str
    organisation: str
    title: str
    title_zh: str
    category: str
    kind: str
    url: str
    language: str
    jurisdiction: str
    topics: list[str]
    enabled: bool
    every_seconds: int
    state: str = Field(description="ok, degraded, broken, blocked, paused, set-aside or new")
    checked_at: datetime | None
    good_at: datetime | None = Field(description="When it was last really looked at")


class Version(BaseModel):
    """One version of a document, without its text."""

    source: str
    number: int
    recorded_at: datetime
    reason: str = Field(description="first, content, notice, cosmetic, returned or technical")
    title: str
    key: str = Field(description="'' for a page, an entry's identity otherwise")
    text_sha256: str
    chain_sha256: str


class Block(BaseModel):
    """A heading, paragraph, list item or table row under its headings."""

    kind: str
    path: list[str]
    text: str


class FullVersion(Version):
    """One version with its text."""

    url: str
    published_at: datetime | None
    snapshot_sha256: str
    blocks: list[Block]


class Edit(BaseModel):
    """One block added, removed, modified or moved."""

    op: Literal["added", "removed", "modified", "moved"]
    path: list[str]
    before: str
    after: str
    similarity: float


class Reason(BaseModel):
    """A rule that fired and the words that triggered it."""

    rule: str
    severity: str
    words: list[str]


class Change(BaseModel):
    """What lies between two versions, or a notice that appeared."""

    id: int
    source: str
    category: str
    kind: str
    severity: str
    topics: list[str]
    effective_date: date | None
    deadlines: list[date]
    detected_at: datetime
    title: str
    summary: str
    url: str
    from_version: int | None
    to_version: int
    event: int | None


class FullChange(Change):
    """A change with its edits and the reasons for its severity."""

    reasons: list[Reason]
    edits: list[Edit]


class Notice(BaseModel):
    """A change that tells of an event."""

    change: int
    source: str
    title: str


class Event(BaseModel):
    """One enforcement event, told by notices of several sources."""

    id: int
    opened_at: datetime
    title: str
    notices: list[Notice]


class CurrentDocument(BaseModel):
    """A document that holds the words as it stands."""

    source: str
    version: int
    title: str
    recorded_at: datetime


class SearchPage(BaseModel):
    """What a search found: rules as they stand, and changes."""

    rules: list[CurrentDocument]
    changes: list[Change]
    next: str | None = Field(description="The cursor of the next page of changes")


Item = TypeVar("Item")


class Page(BaseModel, Generic[Item]):
    """A part of a list; what is told by time comes the newest first."""

    items: list[Item]
    next: str | None = Field(description="The cursor of the next page; null at the end")
