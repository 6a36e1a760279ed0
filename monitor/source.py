"""One thing that is watched, as its YAML declares it. Frozen; `monitor.catalogue` reads it."""

import re
from datetime import time, timedelta
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, JsonValue, ValidationInfo, field_validator
from pydantic.dataclasses import dataclass

from monitor.language import Language
from monitor.parsing import given
from monitor.parsing.times import read_clock, read_zone
from monitor.parsing.urls import split_url
from monitor.source_fields import (
    KNOWN_KEYS,
    Category,
    DateOrder,
    DayFormat,
    Every,
    Params,
    Path,
    Paths,
    Selector,
    Selectors,
    Text,
    Texts,
    Topic,
    WebAddress,
)

_HOURS = re.compile(r"(\d{1,2}:\d{2})-(\d{1,2}:\d{2})\s+(\S{1,60})", re.ASCII)
# A bound for numbers that have none of their own; any database keeps it.
_MOST = 1_000_000_000
# A catalogue file may come from anyone: it can ask for keys of this name only.
_KEY_NAME = r"^SOURCE_KEY_[A-Z0-9_]{1,40}$"


class Kind(StrEnum):
    """How a source is fetched and read."""

    PAGE = "page"
    LISTING = "listing"
    FEED = "feed"
    API = "api"
    PDF = "pdf"


class Render(StrEnum):
    """What turns an address into a page: the server alone, or a browser that runs its scripts."""

    PLAIN = "plain"
    BROWSER = "browser"


# Which kinds a field makes sense for.
_BELONGS = {
    "listing": (Kind.LISTING,),
    "api": (Kind.API,),
    "select": (Kind.PAGE, Kind.LISTING),
    "remove": (Kind.PAGE, Kind.LISTING),
    "render": (Kind.PAGE, Kind.LISTING),
    "discover": (Kind.PAGE,),
    "expect": (Kind.PAGE, Kind.PDF),
}


@dataclass(frozen=True, slots=True, kw_only=True, config=KNOWN_KEYS)
class Expectation:
    """What a true capture of a source must show."""

    min_chars: int = Field(default=0, ge=0, le=10_000_000)
    contains: Texts = ()


@dataclass(frozen=True, slots=True, kw_only=True, config=KNOWN_KEYS)
class Quota:
    """The most requests to a source's host in each span; None: no limit."""

    minute: int | None = Field(default=None, ge=1, le=_MOST)
    hour: int | None = Field(default=None, ge=1, le=_MOST)
    day: int | None = Field(default=None, ge=1, le=_MOST)

    @property
    def limits(self) -> tuple[tuple[timedelta, int], ...]:
        """Each span with its limit."""
        spans = (("minutes", self.minute), ("hours", self.hour), ("days", self.day))
        return tuple((timedelta(**{name: 1}), most) for name, most in spans if most is not None)


@dataclass(frozen=True, slots=True, kw_only=True, config=KNOWN_KEYS)
class Hours:
    """The hours of a day, in the site's own zone, in which a source may be visited."""

    start: time
    end: time
    timezone: str


def _hours(value: Any, info: ValidationInfo) -> Any:
    """In a catalogue as 22:00-06:00 America/New_York."""
    if not info.context:
        return value
    found = _HOURS.fullmatch(str(value))
    if not found:
        raise ValueError(f"{value!r} is no span of hours; write 22:00-06:00 America/New_York")
    given(read_zone(found[3]))
    return Hours(
        start=given(read_clock(found[1])), end=given(read_clock(found[2])), timezone=found[3]
    )


@dataclass(frozen=True, slots=True, kw_only=True, config=KNOWN_KEYS)
class Listing:
    """How a list page names its entries. Selectors are CSS; '' means: find it.

    `select` is the content on an entry's own page; `pages` bounds the paging.
    """

    entry: Selector = ""
    link: Selector = ""
    title: Selector = ""
    date: Selector = ""
    date_order: DateOrder = ""
    next: Selector = ""
    select: Selector = ""
    pages: int = Field(default=3, ge=1, le=50)
    follow: bool = True


@dataclass(frozen=True, slots=True, kw_only=True, config=KNOWN_KEYS)
class ApiKey:
    """A key from the environment, and the header that it goes into."""

    env: str = Field(pattern=_KEY_NAME)
    header: str = Field(pattern=r"^[A-Za-z0-9-]{1,60}$")
    prefix: str = Field(default="", pattern=r"^[ -~]{0,100}$")


@dataclass(frozen=True, slots=True, kw_only=True, config=KNOWN_KEYS)
class Paging:
    """Pages by number. With `count` and `size` an answer that starts at the oldest is
    read from its end.
    """

    param: str
    first: int = Field(default=1, ge=0, le=_MOST)
    count: Path = ""
    size: int = Field(default=0, ge=0, le=_MOST)


@dataclass(frozen=True, slots=True, kw_only=True, config=KNOWN_KEYS)
class Since:
    """A parameter that asks for the last days only; `format` as strftime has it."""

    param: str
    days: int = Field(ge=1, le=3660)
    format: DayFormat = "%Y-%m-%d"


@dataclass(frozen=True, slots=True, kw_only=True, config=KNOWN_KEYS)
class Check:
    """A small answer that tells whether the large one changed: the value at a path of it."""

    url: WebAddress
    value: Path


@dataclass(frozen=True, slots=True, kw_only=True, config=KNOWN_KEYS)
class Detail:
    """An entry's own answer: where it lies, its items, and what each item says."""

    link: Path
    items: Path = "@"
    text: Paths


@dataclass(frozen=True, slots=True, kw_only=True, config=KNOWN_KEYS)
class Api:
    """Where an API's answer holds its entries and what is what in each. Paths are JMESPath.

    `date_order`: how 01/02/2026 is to be read, `dmy` or `mdy`. `table`: all entries together are one document, a row each. `count`: with it an answer
    without entries may be an empty one. `invited`: the site asks programs to use this API.
    """

    entries: Path = "@"
    id: Path
    title: Path
    text: Paths = ()
    date: Path = ""
    date_order: DateOrder = ""
    link: Path = ""
    count: Path = ""
    next: Path = ""
    pages: int = Field(default=3, ge=1, le=200)
    table: bool = False
    invited: bool = False
    body: JsonValue = None
    params: Params = ()
    key: ApiKey | None = None
    page: Paging | None = None
    since: Since | None = None
    check: Check | None = None
    detail: Detail | None = None


@dataclass(frozen=True, slots=True, kw_only=True, config=KNOWN_KEYS)
class Source:
    """One page, list, feed, API or PDF that is watched, as its YAML declares it.

    `id` and `organisation` stand above it in the file.
    """

    id: str
    organisation: str
    title: Text = Field(min_length=1)
    category: Category
    kind: Kind
    url: WebAddress
    language: str = Field(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")
    title_zh: Text = ""
    jurisdiction: Text = "global"
    render: Render = Render.PLAIN
    select: Selector = ""
    remove: Selectors = ()
    listing: Listing = Listing()
    api: Annotated[Api | None, Field(validate_default=True)] = None
    every: Every = timedelta(hours=24)
    hours: Annotated[Hours | None, BeforeValidator(_hours)] = None
    quota: Quota = Quota()
    topics: tuple[Topic, ...] = ()
    expect: Expectation = Expectation()
    discover: bool = False
    enabled: bool = True
    note: Annotated[Text, Field(validate_default=True)] = ""

    @field_validator(*_BELONGS)
    @classmethod
    def _belongs(cls, value: Any, info: ValidationInfo) -> Any:
        """In a catalogue some fields say something of some kinds only."""
        if not info.context:
            return value
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
        if info.context and not value and info.data.get("enabled") is False:
            raise ValueError("a source that is off needs a 'note' that says why")
        return value

    @property
    def host(self) -> str:
        """The host that politeness is owed to."""
        return split_url(self.url).netloc

    @property
    def has_entries(self) -> bool:
        """Whether it brings entries, each of them a document; a page is one document."""
        is_table = self.api is not None and self.api.table
        return self.kind in {Kind.LISTING, Kind.FEED} or (self.kind is Kind.API and not is_table)

    def title_in(self, language: Language) -> str:
        """The title for a reader of that language."""
        return self.title_zh if language == Language.ZH and self.title_zh else self.title
