"""The health of each source: what is due, what fails, what the next request must send."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from monitor.audience import Coverage, Failing
from monitor.extract.key import extraction_key
from monitor.health import (
    MOST_FAULTS,
    Health,
    OperatorReport,
    PendingVersion,
    faults_after,
    set_aside_reason,
)
from monitor.model import Outcome, Validators
from monitor.ports import ChangeSet, CheckOutcome
from monitor.schedule import SLOWEST, Interval, Rest, is_open, next_due, next_interval, next_rest
from monitor.source import Source
from storage.database import Database
from storage.tables.sources import HealthRow, HostRow

# After a downtime, a host's due sources come in batches of this size.
_MOST_OF_A_HOST = 10
# Up to so many sources are selected by id; for more, the whole table is read.
_FEW = 200
# A search without results is normal; one that has none for this long is reported.
_NEVER_FILLED = timedelta(days=30)


class SourceHealth:
    """The health of all sources."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, source_ids: Iterable[str]) -> dict[str, Health]:
        """Return the health of those sources that were checked before."""
        ids = set(source_ids)
        query = select(HealthRow)
        if len(ids) <= _FEW:
            query = query.where(HealthRow.source_id.in_(ids))
        with self._database.read() as session:
            rows = session.scalars(query)
            return {row.source_id: _health(row) for row in rows if row.source_id in ids}

    def due(self, sources: Iterable[Source], now: datetime) -> list[Source]:
        """Return the sources that are due, the longest waiting first; new ones too.

        Omits sources outside their hours, hosts in back-off, and more of one host than a
        batch holds, so that a long downtime ends in several batches. Adds sources that share
        the address of a due one: they cost no fetch.
        """
        watched = list(sources)
        with self._database.read() as session:
            times = session.execute(
                select(HealthRow.source_id, HealthRow.due_at, HealthRow.checked_at)
            )
            # A check in the future comes from a wrong clock: the source is due.
            due_at = {
                row.source_id: None if row.checked_at and row.checked_at > now else row.due_at
                for row in times
            }
            paused = _paused(session)
            resting = set(session.scalars(select(HostRow.host).where(HostRow.rest_until > now)))
        never = datetime.min.replace(tzinfo=UTC)
        watched = [source for source in watched if source.id not in paused]
        due = sorted(
            (source for source in watched if (due_at.get(source.id) or never) <= now),
            key=lambda source: due_at.get(source.id) or never,
        )
        free = [s for s in due if s.host not in resting and _is_within_hours(s, now)]
        return _with_same_address(_limit_per_host(free), watched)

    def validators(self, sources: Iterable[Source]) -> dict[str, Validators]:
        """Return the validators for conditional requests, where the extraction is unchanged."""
        by_id = {source.id: source for source in sources}
        known = select(
            HealthRow.source_id,
            HealthRow.url,
            HealthRow.extraction_key,
            HealthRow.etag,
            HealthRow.last_modified,
        )
        with self._database.read() as session:
            return {
                row.source_id: Validators(etag=row.etag, last_modified=row.last_modified)
                for row in session.execute(known)
                if (source := by_id.get(row.source_id))
                and (row.url, row.extraction_key) == (source.url, extraction_key(source))
            }

    def everything(self) -> list[Health]:
        """Return the health of every source that was ever checked."""
        with self._database.read() as session:
            rows = session.scalars(select(HealthRow).order_by(HealthRow.source_id))
            return [_health(row) for row in rows]

    def mark_notified(self, report: OperatorReport, now: datetime) -> None:
        """Mark the report as sent."""
        with self._database.write() as session:
            for health in (*report.broken, *report.joined):
                row = session.get_one(HealthRow, health.source_id)
                row.notified_at, row.notified_cause = now, health.reason.code[:40]
                row.notified_count += 1
            for health in report.healed:
                row = session.get_one(HealthRow, health.source_id)
                row.notified_at, row.notified_count, row.notified_cause = None, 0, ""
            for health in report.emptied:
                session.get_one(HealthRow, health.source_id).empty_notified_at = now

    def pause(self, source_id: str, why: str, now: datetime) -> bool:
        """Check a source no more until it is resumed; return False if it is paused already."""
        with self._database.write() as session:
            row = session.get(HealthRow, source_id) or HealthRow(source_id=source_id, failures=0)
            session.add(row)
            was_paused = row.paused_at is not None
            row.paused_at = row.paused_at or now
            row.paused_why = why or row.paused_why or ""
            return not was_paused

    def resume(self, source_id: str, now: datetime) -> bool:
        """Make a paused or set-aside source due now; return whether it was either.

        A set-aside source is tried once: another fault sets it aside again.
        """
        with self._database.write() as session:
            row = session.get(HealthRow, source_id)
            if row is None or (row.paused_at is None and row.faults < MOST_FAULTS):
                return False
            row.paused_at, row.paused_why, row.due_at = None, "", now
            row.faults = min(row.faults, MOST_FAULTS - 1)
            return True

    def paused(self) -> frozenset[str]:
        """Return the sources that are not checked: paused by an operator, or set aside."""
        with self._database.read() as session:
            return _paused(session)

    def set_aside(self) -> frozenset[str]:
        """Return the sources that wait for an operator, as Forewarn itself fails at them."""
        query = select(HealthRow.source_id).where(HealthRow.faults >= MOST_FAULTS)
        with self._database.read() as session:
            return frozenset(session.scalars(query))

    def pending(self) -> list[PendingVersion]:
        """Return the quarantined snapshots that wait for confirmation, the oldest first."""
        query = select(HealthRow).where(
            HealthRow.quarantined_since.is_not(None),
            HealthRow.quarantined_sha256 != HealthRow.refused_sha256,
        )
        with self._database.read() as session:
            return [
                PendingVersion(
                    source_id=row.source_id, since=row.quarantined_since, reason=row.reason
                )
                for row in session.scalars(query.order_by(HealthRow.quarantined_since))
                if row.quarantined_since
            ]

    def coverage(self, sources: Iterable[Source], now: datetime, span: timedelta) -> Coverage:
        """Count the sources that were checked successfully within their interval or `span`.

        One that was read in that time is not called unreadable after a first failure.
        """
        watched = list(sources)
        known = self.of(source.id for source in watched)
        failing, overdue, unread, slow = [], [], 0, 0
        for source in watched:
            health = known.get(source.id)
            if health is None or health.checked_at is None:
                unread += 1
            elif health.failures and not health.paused_at and not _is_read(health, now, span):
                failing.append(_failing_since(health))
            elif _is_late(source, health, now, span):
                overdue.append(_failing_since(health))
            else:
                slow += not _is_read(health, now, span)
        return Coverage(
            watched=len(watched),
            checked=len(watched) - len(failing) - len(overdue) - unread,
            failing=tuple(failing),
            overdue=tuple(overdue),
            unread=unread,
            slow=slow,
        )


def _is_read(health: Health, now: datetime, span: timedelta) -> bool:
    """Return whether it was read successfully in that time."""
    return health.good_at is not None and now - health.good_at <= span


def _is_late(source: Source, health: Health, now: datetime, span: timedelta) -> bool:
    """Return whether it is paused, or its last successful check is too old."""
    longest = max(span, source.every * SLOWEST * 2)
    return bool(health.paused_at) or health.good_at is None or now - health.good_at > longest


def _failing_since(health: Health) -> Failing:
    """Return the source, failing since its first failure or its last successful check."""
    return Failing(source_id=health.source_id, since=health.failing_since or health.good_at)


def update_health(session: Session, judged: Sequence[CheckOutcome], now: datetime) -> None:
    """Update the health of sources and hosts; a skipped check only defers the next one."""
    known = _rows(session, HealthRow.source_id, {source.id for source, _ in judged})
    hosts = _rows(session, HostRow.host, {source.host for source, _ in judged})
    for source, change_set in judged:
        row = known.get(source.id) or HealthRow(source_id=source.id, failures=0)
        if change_set.outcome is Outcome.SKIPPED:
            _apply_skipped(session, row, source, change_set)
            continue
        session.add(row)
        _apply_outcome(row, source, change_set, now)
        host = hosts.setdefault(source.host, HostRow(host=source.host, failures=0))
        if _update_host(host, change_set, now):
            session.add(host)


def _rows(session: Session, key: InstrumentedAttribute[str], keys: set[str]) -> dict[str, Any]:
    """Return the rows of a table by that key."""
    rows = session.scalars(select(key.class_).where(key.in_(keys)))
    return {getattr(row, key.key): row for row in rows}


def _apply_outcome(row: HealthRow, source: Source, change_set: ChangeSet, now: datetime) -> None:
    _note_outcome(row, change_set, now)
    _note_entries(row, change_set, now)
    interval = next_interval(
        Interval(row.interval_factor or 1.0, row.calm or 0), change_set.outcome
    )
    row.interval_factor, row.calm = interval.factor, interval.calm
    row.due_at = next_due(
        source,
        outcome=change_set.outcome,
        failures=row.failures,
        now=now,
        interval=interval,
        not_before=_requested_retry(change_set),
    )
    _store_snapshot_state(row, source, change_set)


def _requested_retry(change_set: ChangeSet) -> datetime | None:
    return change_set.failure.retry_at if change_set.failure else None


def _apply_skipped(session: Session, row: HealthRow, source: Source, change_set: ChangeSet) -> None:
    """Update a source without a fetch: it is deferred, or its stored snapshot was read again."""
    retry_at = _requested_retry(change_set)
    if retry_at or change_set.accepted:
        session.add(row)
    if retry_at:
        row.due_at = retry_at
    _store_snapshot_state(row, source, change_set)


def _note_outcome(row: HealthRow, change_set: ChangeSet, now: datetime) -> None:
    row.checked_at = now
    row.outcome = change_set.outcome
    row.faults = faults_after(row.faults or 0, change_set)
    is_set_aside = row.faults >= MOST_FAULTS
    row.reason = set_aside_reason(row.source_id, change_set) if is_set_aside else change_set.reason
    if change_set.snapshot:
        row.last_sha256 = change_set.snapshot.sha256
    if change_set.outcome.is_good:
        row.healed_at = now if row.failures else row.healed_at
        row.failures, row.failing_since, row.good_at = 0, None, now
    else:
        row.failures += 1
        row.failing_since = row.failing_since or now


def _note_entries(row: HealthRow, change_set: ChangeSet, now: datetime) -> None:
    """Note since when it has no entries, and the longest time that this ever lasted."""
    if change_set.has_entries is None:
        return
    if not change_set.has_entries:
        if change_set.outcome is Outcome.FIRST:
            row.longest_empty = int(_NEVER_FILLED.total_seconds())
        row.empty_since = row.empty_since or now
    elif row.empty_since:
        lasted = int((now - row.empty_since).total_seconds())
        row.longest_empty = max(row.longest_empty or 0, lasted)
        row.empty_since = row.empty_notified_at = None


def _update_host(row: HostRow, change_set: ChangeSet, now: datetime) -> bool:
    """Back off from a failing host, longer each time; recover with each success.

    Return whether the back-off changed.
    """
    failure = change_set.failure
    known = Rest(row.failures, row.rest_until)
    code, retry_at = (failure.reason.code, failure.retry_at) if failure else ("", None)
    rest = next_rest(known, change_set.outcome, code, now, retry_at)
    row.failures, row.rest_until = rest.failures, rest.until
    return rest != known


def _store_snapshot_state(row: HealthRow, source: Source, change_set: ChangeSet) -> None:
    """Store validators of accepted snapshots only: a block page's ETag would hide the page."""
    if change_set.accepted and change_set.snapshot:
        snapshot = change_set.snapshot
        row.url = source.url
        row.etag = snapshot.validators.etag
        row.last_modified = snapshot.validators.last_modified
        row.body_sha256 = snapshot.sha256
        row.captured_url = snapshot.url
        row.extraction_key = change_set.extraction_key
    if quarantined := change_set.quarantined:
        row.quarantined_sha256, row.quarantined_since, row.quarantined_url = (
            quarantined.text_sha256,
            quarantined.since,
            quarantined.url,
        )
    elif change_set.outcome.is_good:
        row.quarantined_sha256, row.quarantined_since, row.quarantined_url = "", None, ""


def _paused(session: Session) -> frozenset[str]:
    query = select(HealthRow.source_id).where(
        or_(HealthRow.paused_at.is_not(None), HealthRow.faults >= MOST_FAULTS)
    )
    return frozenset(session.scalars(query))


def _is_within_hours(source: Source, now: datetime) -> bool:
    return source.hours is None or is_open(source.hours, now)


def _limit_per_host(sources: Iterable[Source]) -> list[Source]:
    counts: Counter[str] = Counter()
    kept = []
    for source in sources:
        counts[source.host] += 1
        if counts[source.host] <= _MOST_OF_A_HOST:
            kept.append(source)
    return kept


def _with_same_address(sources: list[Source], watched: Iterable[Source]) -> list[Source]:
    chosen = {source.id for source in sources}
    addresses = {(source.url, source.kind) for source in sources}
    same_address = [s for s in watched if (s.url, s.kind) in addresses and s.id not in chosen]
    return sources + same_address


def _health(row: HealthRow) -> Health:
    return Health(
        source_id=row.source_id,
        outcome=row.outcome,
        reason=row.reason,
        failures=row.failures,
        faults=row.faults,
        checked_at=row.checked_at,
        good_at=row.good_at,
        due_at=row.due_at,
        failing_since=row.failing_since,
        healed_at=row.healed_at,
        notified_at=row.notified_at,
        notified_count=row.notified_count,
        notified_cause=row.notified_cause,
        paused_at=row.paused_at,
        paused_why=row.paused_why,
        empty_since=row.empty_since,
        empty_notified_at=row.empty_notified_at,
        longest_empty=timedelta(seconds=row.longest_empty),
    )
