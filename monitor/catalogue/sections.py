"""The sections of a source's YAML, each with the value that it stands for."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    ValidationInfo,
)

from monitor.parsing import Unreadable, given
from monitor.parsing.selectors import read_path, read_selector
from monitor.parsing.times import read_clock, read_zone
from monitor.parsing.urls import is_private_url, read_url
from monitor.source import (
    Api,
    ApiKey,
    Check,
    Detail,
    Expectation,
    Hours,
    Listing,
    Paging,
    Quota,
    Since,
)

_HOURS = re.compile(r"(\d{1,2}:\d{2})-(\d{1,2}:\d{2})\s+(\S{1,60})", re.ASCII)
# A bound for numbers that have none of their own; any database keeps it.
_MOST = 1_000_000_000
# A catalogue file may come from anyone: it can ask for keys of this name only.
_KEY_NAME = r"^SOURCE_KEY_[A-Z0-9_]{1,40}$"


def listed(value: Any) -> Any:
    """One text stands for a list of one."""
    return [value] if isinstance(value, str) else value


def _selector(value: str) -> str:
    return given(read_selector(value))


def _path(value: str) -> str:
    return given(read_path(value))


def _text(value: str) -> str:
    if "\0" in value:
        raise ValueError("holds a NUL character")
    return value


def _web_address(value: str, info: ValidationInfo) -> str:
    """The address as it is written. The context says whether one of our own network will do."""
    url = read_url(value)
    if isinstance(url, Unreadable):
        raise ValueError(f"{value[:200]!r} {url.reason}")  # noqa: TRY004 - what pydantic understands
    if is_private_url(url) and not (info.context or {}).get("allow_private", True):
        raise ValueError(
            f"{value!r} is no public address; to watch it set FOREWARN_ALLOW_PRIVATE_NETWORKS"
        )
    return value


def _hours(value: Any) -> Hours | None:
    found = _HOURS.fullmatch(str(value))
    if not found:
        raise ValueError(f"{value!r} is no span of hours; write 22:00-06:00 America/New_York")
    given(read_zone(found[3]))
    return Hours(
        start=given(read_clock(found[1])), end=given(read_clock(found[2])), timezone=found[3]
    )


def _format(value: str) -> str:
    try:
        datetime(2026, 3, 1, tzinfo=UTC).strftime(value)
    except ValueError as error:
        raise ValueError(f"{value!r} is no format of a day; write %Y-%m-%d") from error
    return value


Text = Annotated[str, AfterValidator(_text)]
Selector = Annotated[str, AfterValidator(_selector)]
Path = Annotated[str, AfterValidator(_path)]
Paths = Annotated[list[Path], BeforeValidator(listed)]
DateOrder = Literal["", "dmy", "mdy"]
WebAddress = Annotated[str, AfterValidator(_web_address)]
OpenHours = Annotated[Hours | None, BeforeValidator(_hours)]


class EntrySection(BaseModel):
    """A section refuses keys that it does not know."""

    model_config = ConfigDict(extra="forbid")


class ExpectEntry(EntrySection):
    """`expect:` what a true capture must show."""

    min_chars: int = Field(default=0, ge=0, le=10_000_000)
    contains: Annotated[list[str], BeforeValidator(listed)] = []

    def for_domain(self) -> Expectation:
        """The value that the domain works with."""
        return Expectation(min_chars=self.min_chars, contains=tuple(self.contains))


class QuotaEntry(EntrySection):
    """`quota:` the most requests to the host in a minute, an hour, a day."""

    minute: int | None = Field(default=None, ge=1, le=_MOST)
    hour: int | None = Field(default=None, ge=1, le=_MOST)
    day: int | None = Field(default=None, ge=1, le=_MOST)

    def for_domain(self) -> Quota:
        """The value that the domain works with."""
        return Quota(**self.model_dump())


class ListingEntry(EntrySection):
    """`listing:` how a list page names its entries."""

    entry: Selector = ""
    link: Selector = ""
    title: Selector = ""
    date: Selector = ""
    date_order: DateOrder = ""
    next: Selector = ""
    select: Selector = ""
    pages: int = Field(default=3, ge=1, le=50)
    follow: bool = True

    def for_domain(self) -> Listing:
        """The value that the domain works with."""
        return Listing(**self.model_dump())


class KeyEntry(EntrySection):
    """`key:` an optional key: its name in the environment, and its header."""

    env: str = Field(pattern=_KEY_NAME)
    header: str = Field(pattern=r"^[A-Za-z0-9-]{1,60}$")
    prefix: str = Field(default="", pattern=r"^[ -~]{0,100}$")

    def for_domain(self) -> ApiKey:
        """The value that the domain works with."""
        return ApiKey(**self.model_dump())


class PagingEntry(EntrySection):
    """`page:` pages by number."""

    param: str
    first: int = Field(default=1, ge=0, le=_MOST)
    count: Path = ""
    size: int = Field(default=0, ge=0, le=_MOST)

    def for_domain(self) -> Paging:
        """The value that the domain works with."""
        return Paging(**self.model_dump())


class SinceEntry(EntrySection):
    """`since:` a parameter that asks for the last days only."""

    param: str
    days: int = Field(ge=1, le=3660)
    format: Annotated[str, AfterValidator(_format)] = "%Y-%m-%d"

    def for_domain(self) -> Since:
        """The value that the domain works with."""
        return Since(**self.model_dump())


class CheckEntry(EntrySection):
    """`check:` a small answer that tells whether the large one changed."""

    url: WebAddress
    value: Path

    def for_domain(self) -> Check:
        """The value that the domain works with."""
        return Check(**self.model_dump())


class DetailEntry(EntrySection):
    """`detail:` an entry's own answer."""

    link: Path
    items: Path = "@"
    text: Paths

    def for_domain(self) -> Detail:
        """The value that the domain works with."""
        return Detail(link=self.link, items=self.items, text=tuple(self.text))


class ApiEntry(EntrySection):
    """`api:` what is what in an API's answer; JSON or XML, paths are JMESPath."""

    entries: Path = "@"
    id: Path
    title: Path
    text: Paths = []
    date: Path = ""
    date_order: DateOrder = ""
    link: Path = ""
    count: Path = ""
    next: Path = ""
    pages: int = Field(default=3, ge=1, le=200)
    table: bool = False
    invited: bool = False
    body: JsonValue = None
    params: dict[Text, Text | int | list[Text]] = {}
    key: KeyEntry | None = None
    page: PagingEntry | None = None
    since: SinceEntry | None = None
    check: CheckEntry | None = None
    detail: DetailEntry | None = None

    def for_domain(self) -> Api:
        """The value that the domain works with."""
        return Api(
            **self.model_dump(exclude={"text", "params", *_SECTIONS}),
            text=tuple(self.text),
            params=tuple(_pairs(self.params)),
            **{name: entry.for_domain() for name in _SECTIONS if (entry := getattr(self, name))},
        )


_SECTIONS = ("key", "page", "since", "check", "detail")


def _pairs(params: dict[str, Any]) -> list[tuple[str, str]]:
    return [
        (name, str(value))
        for name, values in params.items()
        for value in (values if isinstance(values, list) else [values])
    ]
