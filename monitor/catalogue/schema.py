"""The shape of a source's YAML: what may be said, and what each word may be."""

import re
from datetime import timedelta
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from monitor.catalogue.sections import (
    ApiEntry,
    ExpectEntry,
    ListingEntry,
    OpenHours,
    QuotaEntry,
    Selector,
    WebAddress,
    listed,
)
from monitor.source import Kind, Render, Source
from monitor.vocabulary import categories, topics

ID = re.compile(r"^[a-z0-9]+(?:-[a-z0-9]+)*$")
_EVERY = re.compile(r"^(\d+)\s*(m|h|d)$")
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
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
    found = _EVERY.match(str(value))
    if not found:
        raise ValueError(f"{value!r} is no interval; write 30m, 6h or 7d")
    every = int(found[1]) * _UNITS[found[2]]
    if not _SHORTEST <= every <= _LONGEST:
        raise ValueError(f"{value!r} is out of bounds; choose between 5m and 90d")
    return every


class SourceEntry(BaseModel):
    """One entry under `sources:`."""

    model_config = ConfigDict(extra="forbid")
    title: str = Field(min_length=1)
    title_zh: str = ""
    category: str
    kind: Kind
    url: WebAddress
    language: str = Field(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")
    jurisdiction: str = "global"
    render: Render = Render.PLAIN
    select: Selector = ""
    remove: Annotated[list[Selector], BeforeValidator(listed)] = []
    listing: ListingEntry = ListingEntry()
    api: ApiEntry | None = None
    every: Annotated[timedelta, BeforeValidator(_interval)] = timedelta(hours=24)
    hours: OpenHours = None
    quota: QuotaEntry = QuotaEntry()
    topics: list[str] = []
    expect: ExpectEntry = ExpectEntry()
    discover: bool = False
    enabled: bool = True
    note: str = ""

    @field_validator("category")
    @classmethod
    def _known_category(cls, value: str) -> str:
        if value not in categories():
            raise ValueError(f"{value!r} is no category; choose {', '.join(categories())}")
        return value

    @field_validator("topics")
    @classmethod
    def _known_topics(cls, value: list[str]) -> list[str]:
        known = {topic.id for topic in topics()}
        for topic in value:
            if topic not in known:
                raise ValueError(f"{topic!r} is no topic; choose {', '.join(sorted(known))}")
        return value

    @model_validator(mode="after")
    def _sections_fit(self) -> Self:
        for section, kinds in _BELONGS.items():
            if section in self.model_fields_set and self.kind not in kinds:
                known = " or ".join(kinds)
                raise ValueError(f"{section!r} belongs to kind {known}, not to {self.kind}")
        if self.kind is Kind.API and self.api is None:
            raise ValueError("a source of kind api needs 'api': where its entries lie")
        if not self.enabled and not self.note:
            raise ValueError("is off without a 'note' that says why")
        return self

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
    organisation: str = Field(min_length=1)
    sources: dict[str, Any] = Field(min_length=1)
