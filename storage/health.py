"""How each source fares: what is due, what fails, what the next request must send."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor.extract import extraction_key
from monitor.model import Coverage, Outcome, Validators
from monitor.ports import Recording
from monitor.schedule import next_due
from monitor.source import Source
from storage.database import Database
from storage.tables import HealthRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How one source fares. `failing_since`: None while it is well."""

    source_id: str
    outcome: str
    reason: str
    failures: int
    checked_at: datetime | None
    good_at: datetime | None
    due_at: datetime | None
    failing_since: datetime | None


class SourceHealth:
    """The health of all sources."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, source_ids: Iterable[str]) -> dict[str, Health]:
        """The health of those sources that were checked before."""
        wanted = set(source_ids)
        with self._database.read() as session:
            rows = session.scalars(select(HealthRow)).all()
            return {row.source_id: _health(row) for row in rows if row.source_id in wanted}

    def due(self, sources: Iterable[Source], now: datetime) -> list[Source]:
        """The sources whose time has come, the longest waiting first; new ones too."""
        with self._database.read() as session:
            rows = session.execute(select(HealthRow.source_id, HealthRow.due_at))
            due_at = {row.source_id: row.due_at for row in rows}
        never = datetime.min.replace(tzinfo=UTC)
        ripe = [(due_at.get(source.id) or never, source) for source in sources]
        ripe = [(due, source) for due, source in ripe if due <= now]
        return [source for _, source in sorted(ripe, key=lambda pair: pair[0])]

    def validators(self, sources: Iterable[Source]) -> dict[str, Validators]:
        """What to send for a conditional request, where the way of reading is unchanged."""
        keys = {source.id: (source.url, extraction_key(source)) for source in sources}
        with self._database.read() as session:
            return {
                row.source_id: Validators(etag=row.etag, last_modified=row.last_modified)
                for row in session.scalars(select(HealthRow))
                if keys.get(row.source_id) == (row.url, row.extraction_key)
            }

    def untold(self, least_failures: int) -> tuple[list[Health], list[Health]]:
        """What the operators have not heard: sources that broke, and that healed."""
        with self._database.read() as session:
            rows = session.scalars(select(HealthRow).order_by(HealthRow.source_id)).all()
        broken = [r for r in rows if r.failures >= least_failures and r.told_at is None]
        healed = [r for r in rows if r.failures == 0 and r.told_at is not None]
        return [_health(row) for row in broken], [_health(row) for row in healed]

    def told(self, broken: Iterable[Health], healed: Iterable[Health], now: datetime) -> None:
        """The operators have heard of these."""
        with self._database.write() as session:
            for health in broken:
                session.get_one(HealthRow, health.source_id).told_at = now
            for health in healed:
                session.get_one(HealthRow, health.source_id).told_at = None

    def coverage(self, sources: Iterable[Source], now: datetime, span: timedelta) -> Coverage:
        """How many of the sources were really looked at within their interval or `span`."""
        watched = list(sources)
        known = self.of(source.id for source in watched)
        failing = []
        for source in watched:
            health = known.get(source.id)
            good_at = health.good_at if health else None
            late = good_at is None or now - good_at > max(span, source.every * 2)
            if late or (health and health.failures):
                failing.append(source.id)
        return Coverage(
            watched=len(watched),
            checked=len(watched) - len(failing),
            failing=tuple(failing),
        )


def settle(session: Session, source: Source, recording: Recording, now: datetime) -> None:
    """Note a check's outcome; a skipped check notes nothing."""
    if recording.outcome is Outcome.SKIPPED:
        return
    row = session.get(HealthRow, source.id) or HealthRow(source_id=source.id, failures=0)
    session.add(row)
    row.checked_at = now
    row.outcome = recording.outcome
    row.reason = recording.reason
    if recording.outcome.is_good:
        row.failures, row.failing_since, row.good_at = 0, None, now
    else:
        row.failures += 1
        row.failing_since = row.failing_since or now
    row.due_at = next_due(
        source,
        outcome=recording.outcome,
        failures=row.failures,
        now=now,
        not_before=recording.failure.retry_at if recording.failure else None,
    )
    _remember(row, source, recording)


def _remember(row: HealthRow, source: Source, recording: Recording) -> None:
    """Validators belong to an accepted capture only: a wall's ETag would hide the page."""
    if recording.accepted and recording.snapshot:
        snapshot = recording.snapshot
        row.url = source.url
        row.etag = snapshot.validators.etag
        row.last_modified = snapshot.validators.last_modified
        row.body_sha256 = snapshot.sha256
        row.extraction_key = recording.extraction_key
    if recording.held:
        row.held_sha256, row.held_since = (
            recording.held.text_sha256,
            recording.held.since,
        )
    elif recording.outcome.is_good:
        row.held_sha256, row.held_since = "", None


def _health(row: HealthRow) -> Health:
    return Health(
        source_id=row.source_id,
        outcome=row.outcome,
        reason=row.reason,
        failures=row.failures,
        checked_at=row.checked_at,
        good_at=row.good_at,
        due_at=row.due_at,
        failing_since=row.failing_since,
    )
