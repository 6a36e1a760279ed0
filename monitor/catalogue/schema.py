"""The shape of a source's YAML: what may be said, and what each word may be."""

import re
from datetime import timedelta
from typing import Annotated, Any
from urllib.parse import urlsplit

from lxml.cssselect import CSSSelector
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator

from monitor.model import Expectation, Kind, Source
from monitor.vocabulary import categories, topics

ID = re.compile(r"^[a-z0-9]+(?:-[a-z0-9]+)*$")
_EVERY = re.compile(r"^(\d+)\s*(m|h|d)$")
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
_SHORTEST = timedelta(minutes=5)
_LONGEST = timedelta(days=90)


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


def _selector(value: str) -> str:
    if value:
        try:
            CSSSelector(value, translator="html")
        except Exception as error:  # cssselect raises several unrelated kinds
            raise ValueError(f"{value!r} is no CSS selector") from error
    return value


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Selector = Annotated[str, BeforeValidator(_selector)]


class ExpectEntry(BaseModel):
    """`expect:` what a true capture must show."""

    model_config = ConfigDict(extra="forbid")
    min_chars: int = Field(default=0, ge=0, le=10_000_000)
    contains: Annotated[list[str], BeforeValidator(_listed)] = []


class SourceEntry(BaseModel):
    """One entry under `sources:`."""

    model_config = ConfigDict(extra="forbid")
    title: str = Field(min_length=1)
    title_zh: str = ""
    category: str
    kind: Kind
    url: str
    language: str = Field(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")
    jurisdiction: str = "global"
    select: Selector = ""
    remove: Annotated[list[Selector], BeforeValidator(_listed)] = []
    every: Annotated[timedelta, BeforeValidator(_interval)] = timedelta(hours=24)
    topics: list[str] = []
    expect: ExpectEntry = ExpectEntry()
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

    @field_validator("url")
    @classmethod
    def _web_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError(f"{value!r} is no web address; it starts with https://")
        if parts.username or parts.password:
            raise ValueError("the address holds a password; leave it out")
        return value

    def source(self, source_id: str, organisation: str) -> Source:
        """The value that the domain works with."""
        return Source(
            id=source_id,
            organisation=organisation,
            expect=Expectation(
                min_chars=self.expect.min_chars, contains=tuple(self.expect.contains)
            ),
            remove=tuple(self.remove),
            topics=tuple(self.topics),
            **self.model_dump(exclude={"expect", "remove", "topics"}),
        )


class FileEntry(BaseModel):
    """A catalogue file: one organisation and its sources."""

    model_config = ConfigDict(extra="forbid")
    organisation: str = Field(min_length=1)
    sources: dict[str, Any] = Field(min_length=1)
