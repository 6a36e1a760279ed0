"""Which changes a command line asks for."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Self

import typer

from forewarn.cli.output import moment
from monitor.model import Change, Severity
from runtime.clock import now
from storage.queries.history import History


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeQuery:
    """The options of `forewarn changes`, understood."""

    since: datetime | None
    category: str
    topic: str
    min_severity: Severity
    effective_from: date | None

    @classmethod
    def parse(
        cls, since: str, category: str, topic: str, min_severity: str, effective_from: str
    ) -> Self:
        """The options; BadParameter with one clear line for a wrong one."""
        try:
            severity = Severity.parse(min_severity)
        except ValueError as error:
            raise typer.BadParameter(str(error)) from None
        return cls(
            since=moment(since, now()) if since else None,
            category=category,
            topic=topic,
            min_severity=severity,
            effective_from=moment(effective_from, now()).date() if effective_from else None,
        )


def found(history: History, wanted: ChangeQuery) -> list[Change]:
    """The changes, the newest first; or what takes force, the soonest first."""
    if wanted.effective_from is None:
        return history.changes(
            since=wanted.since,
            category=wanted.category,
            topic=wanted.topic,
            min_severity=wanted.min_severity,
        )
    return [c for c in history.calendar(wanted.effective_from) if _is_wanted(c, wanted)]


def _is_wanted(change: Change, wanted: ChangeQuery) -> bool:
    judged = change.assessment
    return (
        judged.severity >= wanted.min_severity
        and (not wanted.since or change.detected_at > wanted.since)
        and (not wanted.category or change.category == wanted.category)
        and (not wanted.topic or wanted.topic in judged.topics)
    )
