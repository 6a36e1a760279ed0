"""The schemas of the API's responses. Times are ISO 8601 in UTC; hashes are hexadecimal SHA-256."""

from datetime import date, datetime
from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel, Field


class ApiModel(BaseModel):
    """Drop the suffix `Schema` from a schema's name in the OpenAPI description."""

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
    """A watched source."""

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
    origin: list[str]
    silent_because: str


class ReasonSchema(ApiModel):
    """A rule that fired and the words that triggered it."""

    rule: str
    severity: str
    words: list[str]
    level: str


class ChangeSchema(ApiModel):
    """The difference between two versions, or a new notice."""

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
    level: str
    headline: str


class FullChangeSchema(ChangeSchema):
    """A change with its edits and the reasons for its severity."""

    reasons: list[ReasonSchema]
    edits: list[EditSchema]


class NoticeSchema(ApiModel):
    """A change that reports an event."""

    change: int
    source: str
    title: str


class EventSchema(ApiModel):
    """An enforcement event that notices of several sources report."""

    id: int
    opened_at: datetime
    title: str
    notices: list[NoticeSchema]


class CaseSchema(ApiModel):
    """A lawsuit against sellers. What no notice states is empty or null."""

    id: int
    event: int
    court: str = Field(description="PACER's name of the court: ilnd")
    docket: str
    plaintiff: str
    brand: str
    law_firm: str
    goods: list[str]
    defendants: str
    defendant_count: int | None
    stage: str | None = Field(
        description="complaint, tro, asset-freeze, preliminary-injunction, default-judgment, "
        "domain-transfer or dismissal"
    )
    next_date: date | None
    opened_at: datetime
    updated_at: datetime


class CaseEntrySchema(NoticeSchema):
    """A change that reports of a lawsuit, and the stage that it reports."""

    stage: str | None
    at: datetime


class FullCaseSchema(CaseSchema):
    """A lawsuit with what was reported of it, the oldest first."""

    entries: list[CaseEntrySchema]


class CurrentDocumentSchema(ApiModel):
    """A document whose current text contains the words."""

    source: str
    version: int
    title: str
    recorded_at: datetime


class SearchPageSchema(ApiModel):
    """The results of a search: current rules, and changes."""

    rules: list[CurrentDocumentSchema]
    changes: list[ChangeSchema]
    next: str | None = Field(description="The cursor of the next page of changes")


Item = TypeVar("Item")


class PageSchema(ApiModel, Generic[Item]):
    """One page of a list; a list ordered by time starts with the newest."""

    items: list[Item]
    next: str | None = Field(description="The cursor of the next page; null at the end")
