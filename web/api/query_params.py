"""Query parameters that several endpoints share."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import Depends, Path, Query
from pydantic import AfterValidator, BeforeValidator
from starlette.exceptions import HTTPException

from monitor.model import Severity
from monitor.vocabulary import categories, topics
from storage.queries.browsing import ChangeFilter
from web.query_params import LARGEST

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}", re.ASCII)

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


Category = Annotated[str, one_of(_CATEGORIES), Query(json_schema_extra={"enum": _CATEGORIES})]
Topic = Annotated[str, one_of(_TOPICS), Query(json_schema_extra={"enum": _TOPICS})]
Least = Annotated[
    str,
    Query(
        pattern="^(cosmetic|minor|major|silent|information|affects|act)$",
        description="What is milder is left out",
    ),
]
Time = Annotated[
    datetime | None,
    BeforeValidator(_require_iso),
    Query(description="ISO 8601; without a zone it is UTC"),
]


def change_filter(
    category: Category = "",
    topic: Topic = "",
    source: SourceFilter = "",
    severity: Least = "minor",
    since: Time = None,
    until: Time = None,
) -> ChangeFilter:
    """Build the filter from the query parameters."""
    return ChangeFilter(
        category=category,
        topic=topic,
        sources=frozenset({source}) if source else None,
        min_severity=Severity.parse(severity),
        since=in_utc(since),
        until=in_utc(until),
    )


Filters = Annotated[ChangeFilter, Depends(change_filter)]


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
