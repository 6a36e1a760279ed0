"""Parameters that several endpoints share."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Path, Query
from starlette.exceptions import HTTPException

from monitor.model import Severity
from monitor.vocabulary import categories, topics
from storage.browsing import Wanted

# A database's key has 63 bits.
_LARGEST = 2**63 - 1

Limit = Annotated[int, Query(ge=1, le=200, description="How many at the most")]
Cursor = Annotated[
    str, Query(pattern=r"^[0-9]{0,18}$", description="`next` of the page before; empty: the first")
]
Number = Annotated[int, Path(ge=1, le=_LARGEST)]
SourceId = Annotated[str, Path(max_length=120, description="A source's id")]
SourceFilter = Annotated[str, Query(max_length=120, description="Only of this source")]
Category = Annotated[str, Query(json_schema_extra={"enum": ["", *categories()]})]
Topic = Annotated[str, Query(json_schema_extra={"enum": ["", *(t.id for t in topics())]})]
Least = Annotated[
    str, Query(pattern="^(cosmetic|minor|major)$", description="What is milder is left out")
]
Time = Annotated[datetime | None, Query(description="ISO 8601; without a zone it is UTC")]


def wanted(
    category: Category = "",
    topic: Topic = "",
    source: SourceFilter = "",
    severity: Least = "minor",
    since: Time = None,
    until: Time = None,
) -> Wanted:
    """Which changes."""
    return Wanted(
        category=_known(category, categories()),
        topic=_known(topic, [one.id for one in topics()]),
        sources=frozenset({source}) if source else None,
        least=Severity.parse(severity),
        since=_in_utc(since),
        until=_in_utc(until),
    )


Filters = Annotated[Wanted, Depends(wanted)]


def before(cursor: str) -> int | None:
    """Where a page begins."""
    return int(cursor) if cursor else None


def _known(said: str, known: tuple[str, ...] | list[str]) -> str:
    if said and said not in known:
        raise HTTPException(422)
    return said


def _in_utc(at: datetime | None) -> datetime | None:
    if at is None:
        return None
    try:
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except OverflowError:
        raise HTTPException(422) from None
