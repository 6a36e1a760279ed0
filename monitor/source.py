"""One monitored source, as its YAML declares it. Frozen; `monitor.catalogue` reads it."""

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
    Phrases,
    Selector,
    Selectors,
    Text,
    Texts,
    Topic,
    WebAddress,
)

_HOURS = re.compile(r"(\d{1,2}:\d{2})-(\d{1,2}:\d{2})\s+(\S{1,60})", re.ASCII)
# A bound for numbers that have none of their own; every database can store it.
_MOST = 1_000_000_000
# A catalogue file may come from anyone, so it can only read environment keys with this prefix.
_KEY_NAME = r"^SOURCE_KEY_[A-Z0-9_]{1,40}$"


class Kind(StrEnum):
    """How a source is fetched and read."""

    PAGE = "page"
    LISTING = "listing"
    FEED = "feed"
    API = "api"
    PDF = "pdf"


class Render(StrEnum):
    """How a page is rendered: by the server alone, or by a browser that runs its scripts."""

    PLAIN = "plain"
    BROWSER = "browser"


# The kinds of source that each field applies to.
_KINDS_OF_FIELD = {
    "listing": (Kind.LISTING,),
    "api": (Kind.API,),
    "select": (Kind.PAGE, Kind.LISTING),
    "remove": (Kind.PAGE, Kind.LISTING),
    "render": (Kind.PAGE, Kind.LISTING),
    "discover": (Kind.PAGE,),
    "expect": (Kind.PAGE, Kind.PDF),
    "only": (Kind.LISTING, Kind.FEED, Kind.API),
    "skip": (Kind.LISTING, Kind.FEED, Kind.API),
}


@dataclass(frozen=True, slots=True, kw_only=True, config=KNOWN_KEYS)
class Expectation:
    """What a genuine snapshot of a source must contain."""

    min_chars: int = Field(default=0, ge=0, le=10_000_000)
    contains: Texts = ()


@dataclass(frozen=True, slots=True, kw_only=True, config=KNOWN_KEYS)
class Quota:
    """The maximum number of requests to a source's host per span; None: no limit."""

    minute: int | None = Field(default=None, ge=1, le=_MOST)
    hour: int | None = Field(default=None, ge=1, le=_MOST)
    day: int | None = Field(default=None, ge=1, le=_MOST)

    @property
    def limits(self) -> tuple[tuple[timedelta, int], ...]:
        """Return each span with its limit."""
        spans = (("minutes", self.minute), ("hours", self.hour), ("days", self.day))
        return tuple((timedelta(**{name: 1}), most) for name, most in spans if most is not None)


@dataclass(frozen=True, slots=True, kw_only=True, config=KNOWN_KEYS)
class Hours:
    """The hours of a day, in the site's time zone, in which a source may be visited."""

    start: time
    end: time
    timezone: str


def _hours(value: Any, info: ValidationInfo) -> Any:
    """Parse the catalogue's form, 22:00-06:00 America/New_York."""
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
    """How to find the entries of a list page. Selectors are CSS; '' means: detect it.

    `select`: the content on an entry's own page. `pages`: the maximum number of pages.
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
    """A key from the environment, and the header that carries it."""

    env: str = Field(pattern=_KEY_NAME)
    header: str = Field(pattern=r"^[A-Za-z0-9-]{1,60}$")
    prefix: str = Field(default="", pattern=r"^[ -~]{0,100}$")


@dataclass(frozen=True, slots=True, kw_only=True, config=KNOWN_KEYS)
class Paging:
    """Paging by number. With `count` and `size`, a response that starts with the oldest entries is
    read from its end.
    """

    param: str
    first: int = Field(default=1, ge=0, le=_MOST)
    count: Path = ""
    size: int = Field(default=0, ge=0, le=_MOST)


@dataclass(frozen=True, slots=True, kw_only=True, config=KNOWN_KEYS)
class Since:
    """A parameter that requests the last days only; `format` as for strftime."""

    param: str
    days: int = Field(ge=1, le=3660)
    format: DayFormat = "%Y-%m-%d"


@dataclass(frozen=True, slots=True, kw_only=True, config=KNOWN_KEYS)
class Check:
    """A small response that shows whether the large one changed, by the value at a path."""

    url: WebAddress
    value: Path


@dataclass(frozen=True, slots=True, kw_only=True, config=KNOWN_KEYS)
class Detail:
    """An entry's own response: its link, its items, and the text of each item."""

    link: Path
    items: Path = "@"
    text: Paths


@dataclass(frozen=True, slots=True, kw_only=True, config=KNOWN_KEYS)
class Api:
    """The paths of the entries, and of their fields, in an API's response. Paths are JMESPath.

    `date_order`: how to read 01/02/2026, `dmy` or `mdy`. `table`: all entries together are one
    document, one row each. `count`: if set, a response without entries may be genuine.
    `invited`: the site asks programs to use this API.
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
    """One monitored page, list, feed, API or PDF, as its YAML declares it.

    `id` and `organisation` come from the levels above it in the file. `only`, `skip`: phrases
    (`monitor.phrases`); of a list only the entries with one of `only`, and none of `skip`, are read.
    `max_mb`: the largest response that is read, in MiB.
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
    only: Phrases = ()
    skip: Phrases = ()
    max_mb: int = Field(default=10, ge=1, le=64)
    every: Every = timedelta(hours=24)
    hours: Annotated[Hours | None, BeforeValidator(_hours)] = None
    quota: Quota = Quota()
    topics: tuple[Topic, ...] = ()
    expect: Expectation = Expectation()
    discover: bool = False
    enabled: bool = True
    note: Annotated[Text, Field(validate_default=True)] = ""

    @field_validator(*_KINDS_OF_FIELD)
    @classmethod
    def _field_fits_kind(cls, value: Any, info: ValidationInfo) -> Any:
        """Refuse fields of a catalogue that do not apply to the source's kind."""
        if not info.context:
            return value
        kind, kinds = info.data.get("kind"), _KINDS_OF_FIELD[info.field_name or ""]
        if kind and kind not in kinds and value is not None:
            known = " or ".join(kinds)
            raise ValueError(f"{info.field_name!r} belongs to kind {known}, not to {kind}")
        api = info.data.get("api")
        if info.field_name in {"only", "skip"} and value and api and api.table:
            raise ValueError(f"{info.field_name!r} is about entries; a table is one document")
        if info.field_name == "api" and kind is Kind.API and value is None:
            raise ValueError("a source of kind api needs 'api': where its entries lie")
        return value

    @field_validator("note")
    @classmethod
    def _disabled_has_note(cls, value: str, info: ValidationInfo) -> str:
        if info.context and not value and info.data.get("enabled") is False:
            raise ValueError("a source that is off needs a 'note' that says why")
        return value

    @property
    def host(self) -> str:
        """Return the host whose limits apply to the source."""
        return split_url(self.url).netloc

    @property
    def has_entries(self) -> bool:
        """Whether it has entries, each of them a document; a page is one document."""
        is_table = self.api is not None and self.api.table
        return self.kind in {Kind.LISTING, Kind.FEED} or (self.kind is Kind.API and not is_table)

    @property
    def is_filtered(self) -> bool:
        """Whether only some of its entries are read."""
        return bool(self.only or self.skip)

    def title_in(self, language: Language) -> str:
        """Return the title in a language."""
        return self.title_zh if language == Language.ZH and self.title_zh else self.title
