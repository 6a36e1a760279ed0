"""One thing that is watched, as its YAML declares it. Frozen values, checked by `catalogue`."""

from dataclasses import dataclass
from datetime import time, timedelta
from enum import StrEnum
from typing import Any

from monitor.language import Language
from monitor.parsing.urls import split_url


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What a true capture of a source must show."""

    min_chars: int = 0
    contains: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """The most requests to a source's host in each span; None: no limit."""

    minute: int | None = None
    hour: int | None = None
    day: int | None = None

    @property
    def limits(self) -> tuple[tuple[timedelta, int], ...]:
        """Each span with its limit."""
        spans = (("minutes", self.minute), ("hours", self.hour), ("days", self.day))
        return tuple((timedelta(**{name: 1}), most) for name, most in spans if most is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """The hours of a day, in the site's own zone, in which a source may be visited."""

    start: time
    end: time
    timezone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """How a list page names its entries. Selectors are CSS; '' means: find it.

    `select` is the content on an entry's own page; `pages` bounds the paging.
    """

    entry: str = ""
    link: str = ""
    title: str = ""
    date: str = ""
    date_order: str = ""
    next: str = ""
    select: str = ""
    pages: int = 3
    follow: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """A key from the environment, and the header that it goes into."""

    env: str
    header: str
    prefix: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paging:
    """Pages by number. With `count` and `size` an answer that starts at the oldest is
    read from its end.
    """

    param: str
    first: int = 1
    count: str = ""
    size: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """A parameter that asks for the last days only; `format` as strftime has it."""

    param: str
    days: int
    format: str = "%Y-%m-%d"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A small answer that tells whether the large one changed: the value at a path of it."""

    url: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """An entry's own answer: where it lies, its items, and what each item says."""

    link: str
    items: str
    text: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """Where an API's answer holds its entries and what is what in each. Paths are JMESPath.

    `date_order`: how 01/02/2026 is to be read, `dmy` or `mdy`. `table`: all entries together are one document, a row each. `count`: with it an answer
    without entries may be an empty one. `invited`: the site asks programs to use this API.
    """

    entries: str
    id: str
    title: str
    text: tuple[str, ...]
    date: str = ""
    date_order: str = ""
    link: str = ""
    count: str = ""
    next: str = ""
    pages: int = 3
    table: bool = False
    invited: bool = False
    body: Any = None
    params: tuple[tuple[str, str], ...] = ()
    key: ApiKey | None = None
    page: Paging | None = None
    since: Since | None = None
    check: Check | None = None
    detail: Detail | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One page, list, feed, API or PDF that is watched, as its YAML declares it."""

    id: str
    organisation: str
    title: str
    category: str
    kind: Kind
    url: str
    language: str
    title_zh: str = ""
    jurisdiction: str = "global"
    render: Render = Render.PLAIN
    select: str = ""
    remove: tuple[str, ...] = ()
    listing: Listing = Listing()
    api: Api | None = None
    every: timedelta = timedelta(hours=24)
    hours: Hours | None = None
    quota: Quota = Quota()
    topics: tuple[str, ...] = ()
    expect: Expectation = Expectation()
    discover: bool = False
    enabled: bool = True
    note: str = ""

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
