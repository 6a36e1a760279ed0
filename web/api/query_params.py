"""Query parameters that several endpoints share."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Annotated, Any, NamedTuple

from fastapi import Depends, Path, Query
from pydantic import AfterValidator, BeforeValidator
from starlette.exceptions import HTTPException

from monitor.model import Severity
from monitor.targets import Directory
from monitor.vocabulary import categories, topics
from storage.queries.browsing import ChangeFilter
from web.query_params import LARGEST, sources_named

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)

Limit = Annotated[int, Query(ge=1, le=200, description="How many at the most")]
Cursor = Annotated[
    str, Query(pattern=r"^[0-9]{0,18}$", description="`next` of the page before; empty: the first")
]
Number = Annotated[int, Path(ge=1, le=LARGEST)]
SourceId = Annotated[str, Path(max_length=120, description="A source's id")]
SourceFilter = Annotated[
    str, Query(max_length=120, pattern="^[a-z0-9-]*$", description="Only of this source")
]
_CATEGORIES = ["", *categories()]
_TOPICS = ["", *(topic.id for topic in topics())]
_ANY_TOPIC = f"({'|'.join(filter(None, _TOPICS))})"
_LEVELS = ["", *(severity.level for severity in Severity)]


class ChosenFilter(NamedTuple):
    """A filter of changes, and which sources it names."""

    rest: ChangeFilter
    source: str
    jurisdiction: str
    organisation: str

    def within(self, directory: Directory) -> ChangeFilter:
        """Return the filter with the sources that it names."""
        sources = sources_named(
            directory,
            source=self.source,
            jurisdiction=self.jurisdiction,
            organisation=self.organisation,
        )
        return replace(self.rest, sources=sources)


def one_of(known: list[str]) -> AfterValidator:
    """Refuse a value that is not in the list; the error names what is."""

    def check(value: str) -> str:
        if value not in known:
            raise ValueError(f"choose one of {', '.join(filter(None, known))}")
        return value

    return AfterValidator(check)


def _require_iso(value: Any) -> Any:
    """Refuse a bare number, which Pydantic would read as seconds since 1970."""
    if isinstance(value, str) and not _ISO.match(value):
        raise ValueError("write 2026-03-01T08:00:00Z")
    return value


def _require_day(value: Any) -> Any:
    """Refuse a bare number or a time, which Pydantic would read as a day."""
    if isinstance(value, str) and not _DAY.fullmatch(value):
        raise ValueError("write 2026-03-01")
    return value


def _known_topics(value: str) -> str:
    for name in filter(None, value.split(",")):
        if name not in _TOPICS:
            raise ValueError(f"choose of {', '.join(filter(None, _TOPICS))}")
    return value


Category = Annotated[str, one_of(_CATEGORIES), Query(json_schema_extra={"enum": _CATEGORIES})]
Topic = Annotated[str, one_of(_TOPICS), Query(json_schema_extra={"enum": _TOPICS})]
Least = Annotated[
    str,
    Query(
        pattern="^(cosmetic|minor|major|silent|information|affects|act)$",
        description="What is milder is left out",
    ),
]
Topics = Annotated[
    str,
    AfterValidator(_known_topics),
    Query(
        json_schema_extra={"pattern": f"^({_ANY_TOPIC}(,{_ANY_TOPIC})*)?$"},
        max_length=400,
        description="One, or several with commas: any of them",
    ),
]
Level = Annotated[
    str,
    one_of(_LEVELS),
    Query(json_schema_extra={"enum": _LEVELS}, description="This level alone"),
]
Place = Annotated[
    str,
    Query(
        max_length=40, pattern="^[A-Za-z-]*$", description="Only sources of this jurisdiction: us"
    ),
]
OrganisationName = Annotated[
    str, Query(max_length=120, description="Only sources of this organisation: amazon")
]
Day = Annotated[
    date | None,
    BeforeValidator(_require_day),
    Query(description="2026-03-01; a change without a day of force is left out"),
]
Time = Annotated[
    datetime | None,
    BeforeValidator(_require_iso),
    Query(description="ISO 8601; without a zone it is UTC"),
]


def change_filter(  # noqa: PLR0913, PLR0917 - the parameters of the query
    category: Category = "",
    topic: Topics = "",
    source: SourceFilter = "",
    organisation: OrganisationName = "",
    jurisdiction: Place = "",
    severity: Least = "minor",
    level: Level = "",
    since: Time = None,
    until: Time = None,
    effective_from: Day = None,
    effective_until: Day = None,
) -> ChosenFilter:
    """Build the filter from the query parameters."""
    chosen = tuple(dict.fromkeys(filter(None, topic.split(","))))
    return ChosenFilter(
        ChangeFilter(
            category=category,
            topic=chosen[0] if len(chosen) == 1 else "",
            topics=chosen if len(chosen) > 1 else (),
            min_severity=Severity.parse(severity),
            level=Severity.parse(level) if level else None,
            since=in_utc(since),
            until=in_utc(until),
            effective_from=effective_from,
            effective_until=effective_until,
        ),
        source,
        jurisdiction,
        organisation,
    )


Filters = Annotated[ChosenFilter, Depends(change_filter)]


def before(cursor: str) -> int | None:
    """Parse the cursor; None for the first page."""
    return int(cursor) if cursor else None


def in_utc(at: datetime | None) -> datetime | None:
    """Return the time in UTC; one without a zone is UTC."""
    if at is None:
        return None
    try:
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except OverflowError:
        raise HTTPException(422) from None
