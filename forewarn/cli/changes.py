"""`forewarn changes`."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Self

import typer

from forewarn.cli.formatting import parse_moment
from forewarn.settings import Settings
from monitor.model import Change, Severity
from runtime.clock import now
from runtime.secrets import set_secrets
from storage.database import Database
from storage.queries.history import History


def changes(
    since: Annotated[
        str, typer.Option(help="From when: 2026-03-01, or 7d for the last week.")
    ] = "",
    category: Annotated[str, typer.Option(help="Only this category.")] = "",
    topic: Annotated[str, typer.Option(help="Only this topic.")] = "",
    min_severity: Annotated[
        str, typer.Option(help="silent, information, affects or act.")
    ] = "information",
    effective_from: Annotated[
        str, typer.Option(help="What takes force on that day or later, the soonest first.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line per change.")] = False,
) -> None:
    """List what changed, the newest first; with --effective-from, what takes force when.

    Example: forewarn changes --since 7d --min-severity act
    """
    query = ChangeQuery.parse(since, category, topic, min_severity, effective_from)
    with _open_history() as history:
        for change in _find_changes(history, query):
            from forewarn.cli.change_formatting import (  # noqa: PLC0415 - it loads the rules
                print_change,
            )

            print_change(change, as_json=as_json)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeQuery:
    """The parsed options of `forewarn changes`."""

    since: datetime | None
    category: str
    topic: str
    min_severity: Severity
    effective_from: date | None

    @classmethod
    def parse(
        cls, since: str, category: str, topic: str, min_severity: str, effective_from: str
    ) -> Self:
        """Parse the options; BadParameter with one clear line for a wrong one."""
        try:
            severity = Severity.parse(min_severity)
        except ValueError as error:
            raise typer.BadParameter(str(error)) from None
        return cls(
            since=parse_moment(since, now()) if since else None,
            category=category,
            topic=topic,
            min_severity=severity,
            effective_from=parse_moment(effective_from, now()).date() if effective_from else None,
        )

    def matches(self, change: Change) -> bool:
        """Whether the change has the severity, the age, the category and the topic."""
        assessment = change.assessment
        return (
            assessment.severity >= self.min_severity
            and (not self.since or change.detected_at > self.since)
            and (not self.category or change.category == self.category)
            and (not self.topic or self.topic in assessment.topics)
        )


@contextmanager
def _open_history() -> Iterator[History]:
    """Open only the history, no catalogue or logs; create the tables of a new database first."""
    settings = Settings.load()
    set_secrets(settings.secrets())
    database = Database(settings.database_url.get_secret_value())
    try:
        if not database.revision():
            database.upgrade()
        database.require_current()
        yield History(database)
    finally:
        database.close()


def _find_changes(history: History, query: ChangeQuery) -> list[Change]:
    """Find the changes, the newest first; or what takes force, the soonest first."""
    if query.effective_from is None:
        return history.changes(
            since=query.since,
            category=query.category,
            topic=query.topic,
            min_severity=query.min_severity,
        )
    return [change for change in history.calendar(query.effective_from) if query.matches(change)]
