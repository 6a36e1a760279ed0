"""The shape of a source's YAML: what may be said, and what each word may be."""

import re
from datetime import timedelta
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
)

from monitor.catalogue.sections import (
    ApiEntry,
    ExpectEntry,
    ListingEntry,
    OpenHours,
    QuotaEntry,
    Selector,
    Text,
    WebAddress,
    listed,
)
from monitor.parsing import Unreadable
from monitor.parsing.times import read_span
from monitor.source import Kind, Render, Source
from monitor.vocabulary import categories, topics

# No longer than the database keeps.
ID = re.compile(r"(?=.{1,120}\Z)[a-z0-9]+(?:-[a-z0-9]+)*\Z")
_SHORTEST = timedelta(minutes=5)
_LONGEST = timedelta(days=90)
# Which kinds a section makes sense for.
_BELONGS = {
    "listing": (Kind.LISTING,),
    "api": (Kind.API,),
    "select": (Kind.PAGE, Kind.LISTING),
    "remove": (Kind.PAGE, Kind.LISTING),
    "render": (Kind.PAGE, Kind.LISTING),
    "discover": (Kind.PAGE,),
    "expect": (Kind.PAGE, Kind.PDF),
}


def _interval(value: Any) -> timedelta:
    if isinstance(value, timedelta):
        return value
    every = read_span(value)
    if isinstance(every, Unreadable):
        raise ValueError(f"{str(value)[:80]!r} {every.reason}")  # noqa: TRY004 - for pydantic
    if not _SHORTEST <= every <= _LONGEST:
        raise ValueError(f"{value!r} is out of bounds; choose between 5m and 90d")
    return every


def _topic(value: str) -> str:
    known = {topic.id for topic in topics()}
    if value not in known:
        raise ValueError(f"{value!r} is no topic; choose {', '.join(sorted(known))}")
    return value


class SourceEntry(BaseModel):
    """One entry under `sources:`."""

    model_config = ConfigDict(extra="forbid")
    title: Text = Field(min_length=1)
    title_zh: Text = ""
    category: str
    kind: Kind
    url: WebAddress
    language: str = Field(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")
    jurisdiction: Text = "global"
    render: Render = Render.PLAIN
    select: Selector = ""
    remove: Annotated[list[Selector], BeforeValidator(listed)] = []
    listing: ListingEntry = ListingEntry()
    api: Annotated[ApiEntry | None, Field(validate_default=True)] = None
    every: Annotated[timedelta, BeforeValidator(_interval)] = timedelta(hours=24)
    hours: OpenHours = None
    quota: QuotaEntry = QuotaEntry()
    topics: list[Annotated[str, AfterValidator(_topic)]] = []
    expect: ExpectEntry = ExpectEntry()
    discover: bool = False
    enabled: bool = True
    note: Annotated[Text, Field(validate_default=True)] = ""

    @field_validator("category")
    @classmethod
    def _known_category(cls, value: str) -> str:
        if value not in categories():
            raise ValueError(f"{value!r} is no category; choose {', '.join(categories())}")
        return value

    @field_validator(*_BELONGS)
    @classmethod
    def _belongs(cls, value: Any, info: ValidationInfo) -> Any:
        """A section says something of some kinds only."""
        kind, kinds = info.data.get("kind"), _BELONGS[info.field_name or ""]
        if kind and kind not in kinds and value is not None:
            known = " or ".join(kinds)
            raise ValueError(f"{info.field_name!r} belongs to kind {known}, not to {kind}")
        if info.field_name == "api" and kind is Kind.API and value is None:
            raise ValueError("a source of kind api needs 'api': where its entries lie")
        return value

    @field_validator("note")
    @classmethod
    def _explained(cls, value: str, info: ValidationInfo) -> str:
        if not value and info.data.get("enabled") is False:
            raise ValueError("a source that is off needs a 'note' that says why")
        return value

    def source(self, source_id: str, organisation: str) -> Source:
        """The value that the domain works with."""
        plain = self.model_dump(
            exclude={"expect", "remove", "topics", "listing", "api", "quota", "hours"}
        )
        return Source(
            id=source_id,
            organisation=organisation,
            expect=self.expect.for_domain(),
            remove=tuple(self.remove),
            topics=tuple(self.topics),
            listing=self.listing.for_domain(),
            api=self.api.for_domain() if self.api else None,
            quota=self.quota.for_domain(),
            hours=self.hours,
            **plain,
        )


class FileEntry(BaseModel):
    """A catalogue file: one organisation and its sources."""

    model_config = ConfigDict(extra="forbid")
    organisation: Text = Field(min_length=1)
    sources: dict[str, Any] = Field(min_length=1)
