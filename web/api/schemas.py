"""What the API's answers look like. Times are ISO 8601 in UTC; hashes are hexadecimal SHA-256."""

from datetime import date, datetime
from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel, Field


class ApiModel(BaseModel):
    """A schema whose name in the API's description lacks the suffix that it has here."""

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        cls.__name__ = cls.__qualname__ = cls.__name__.removesuffix("Schema")


class ProblemSchema(ApiModel):
    """Why a request was refused (https://www.rfc-editor.org/rfc/rfc9457)."""

    type: str
    title: str
    status: int
    detail: str = ""


class SourceSchema(ApiModel):
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


class VersionSchema(ApiModel):
    """One version of a document, without its text."""

    source: str
    number: int
    recorded_at: datetime
    reason: str = Field(description="first, content, notice, cosmetic, returned or technical")
    title: str
    key: str = Field(description="'' for a page, an entry's identity otherwise")
    text_sha256: str
    chain_sha256: str


class BlockSchema(ApiModel):
    """A heading, paragraph, list item or table row under its headings."""

    kind: str
    path: list[str]
    text: str


class FullVersionSchema(VersionSchema):
    """One version with its text."""

    url: str
    published_at: datetime | None
    snapshot_sha256: str
    blocks: list[BlockSchema]


class EditSchema(ApiModel):
    """One block added, removed, modified or moved."""

    op: Literal["added", "removed", "modified", "moved"]
    path: list[str]
    before: str
    after: str
    similarity: float


class ReasonSchema(ApiModel):
    """A rule that fired and the words that triggered it."""

    rule: str
    severity: str
    words: list[str]


class ChangeSchema(ApiModel):
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


class FullChangeSchema(ChangeSchema):
    """A change with its edits and the reasons for its severity."""

    reasons: list[ReasonSchema]
    edits: list[EditSchema]


class NoticeSchema(ApiModel):
    """A change that tells of an event."""

    change: int
    source: str
    title: str


class EventSchema(ApiModel):
    """One enforcement event, told by notices of several sources."""

    id: int
    opened_at: datetime
    title: str
    notices: list[NoticeSchema]


class CurrentDocumentSchema(ApiModel):
    """A document that holds the words as it stands."""

    source: str
    version: int
    title: str
    recorded_at: datetime


class SearchPageSchema(ApiModel):
    """What a search found: rules as they stand, and changes."""

    rules: list[CurrentDocumentSchema]
    changes: list[ChangeSchema]
    next: str | None = Field(description="The cursor of the next page of changes")


Item = TypeVar("Item")


class PageSchema(ApiModel, Generic[Item]):
    """A part of a list; what is told by time comes the newest first."""

    items: list[Item]
    next: str | None = Field(description="The cursor of the next page; null at the end")
