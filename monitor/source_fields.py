"""The types and checks of a source's fields.

`monitor.catalogue` reads each field as people write it, and passes its `Checks` as pydantic's
context. A source built by code, or read back from JSON, has no such context and is trusted.
"""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal, Protocol

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    ValidateAs,
    ValidationInfo,
)

from monitor.parsing import Unreadable
from monitor.parsing.times import read_span

_SHORTEST = timedelta(minutes=5)
_LONGEST = timedelta(days=90)


class Checks(Protocol):
    """Checks of a catalogue's texts. Each returns the text or raises ValueError with the reason."""

    def url(self, text: str) -> str:
        """Check a web address."""

    def selector(self, text: str) -> str:
        """Check a CSS selector."""

    def path(self, text: str) -> str:
        """Check a JMESPath."""

    def phrase(self, text: str) -> str:
        """Check a phrase that is looked for in entries."""

    def category(self, text: str) -> str:
        """Check a category of the vocabulary."""

    def topic(self, text: str) -> str:
        """Check a topic of the vocabulary."""


def _checked(name: str) -> AfterValidator:
    """Return a validator that runs the check of that name if the context has checks."""

    def check(value: str, info: ValidationInfo) -> Any:
        return getattr(info.context, name)(value) if info.context else value

    return AfterValidator(check)


def _text(value: str) -> str:
    if "\0" in value:
        raise ValueError("holds a NUL character")
    return value


def _listed(value: Any) -> Any:
    """Accept a single text as a list of one."""
    return [value] if isinstance(value, str) else value


def _format(value: str) -> str:
    try:
        datetime(2026, 3, 1, tzinfo=UTC).strftime(value)
    except ValueError as error:
        raise ValueError(f"{value!r} is no format of a day; write %Y-%m-%d") from error
    return value


def _interval(value: Any, info: ValidationInfo) -> Any:
    """Parse the catalogue's form: 30m, 6h or 7d."""
    if not info.context:
        return value
    every = read_span(value)
    if isinstance(every, Unreadable):
        raise ValueError(f"{str(value)[:80]!r} {every.reason}")  # noqa: TRY004 - for pydantic
    if not _SHORTEST <= every <= _LONGEST:
        raise ValueError(f"{value!r} is out of bounds; choose between 5m and 90d")
    return every


def _pairs(params: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name, str(value))
        for name, values in params.items()
        for value in (values if isinstance(values, list) else [values])
    )


def _by_name(value: Any, info: ValidationInfo) -> Any:
    """Group pairs by parameter name, the form that a catalogue uses."""
    if info.context or isinstance(value, dict):
        return value
    return {name: [text for other, text in value if other == name] for name, _ in value}


Text = Annotated[str, AfterValidator(_text)]
Category = Annotated[str, _checked("category")]
Topic = Annotated[str, _checked("topic")]
WebAddress = Annotated[str, _checked("url")]
Selector = Annotated[str, _checked("selector")]
Selectors = Annotated[tuple[Selector, ...], BeforeValidator(_listed)]
Path = Annotated[str, _checked("path")]
Paths = Annotated[tuple[Path, ...], BeforeValidator(_listed)]
Texts = Annotated[tuple[str, ...], BeforeValidator(_listed)]
Phrases = Annotated[tuple[Annotated[str, _checked("phrase")], ...], BeforeValidator(_listed)]
DateOrder = Literal["", "dmy", "mdy"]
DayFormat = Annotated[str, AfterValidator(_format)]
Every = Annotated[timedelta, BeforeValidator(_interval)]
Params = Annotated[
    tuple[tuple[str, str], ...],
    ValidateAs(dict[Text, Text | int | list[Text]], _pairs),
    BeforeValidator(_by_name),
]
# A section refuses keys that it does not know.
KNOWN_KEYS = ConfigDict(extra="forbid")
