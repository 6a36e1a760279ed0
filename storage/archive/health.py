"""How each source fares: what is due, what fails, what the next request must send."""

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

# After a downtime a host's sources come in batches of this size.
_MOST_OF_A_HOST = 10
# So many are asked for by name; of more the whole table is read.
_FEW = 200
# A search without a result is nothing odd; one that has none for so long is looked at.
_NEVER_FILLED = timedelta(days=30)


class SourceHealth:
    """The health of all sources."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, source_ids: Iterable[str]) -> dict[str, Health]:
        """The health of those sources that were checked before."""
        wanted = set(source_ids)
        query = select(HealthRow)
        if len(wanted) <= _FEW:
            query = query.where(HealthRow.source_id.in_(wanted))
        with self._database.read() as session:
            rows = session.scalars(query)
            return {row.source_id: _health(row) for row in rows if row.source_id in wanted}

    def due(self, sources: Iterable[Source], now: datetime) -> list[Source]:
        """The sources whose time has come, the longest waiting first; new ones too.

        Left out: closed hours, hosts at rest, and more of one host than a batch should
        hold, so that a long downtime ends in several batches. A source that shares the
        address of another comes along: it costs no fetch.
        """
        watched = list(sources)
        with self._database.read() as session:
            times = session.execute(
                select(HealthRow.source_id, HealthRow.due_at, HealthRow.checked_at)
            )
            # What was checked in the future was checked by a wrong clock; its time has come.
            due_at = {
                row.source_id: None if row.checked_at and row.checked_at > now else row.due_at
                for row in times
            }
            paused = _paused(session)
            resting = set(session.scalars(select(HostRow.host).where(HostRow.rest_until > now)))
        never = datetime.min.replace(tzinfo=UTC)
        watched = [source for source in watched if source.id not in paused]
        ripe = sorted(
            (source for source in watched if (due_at.get(source.id) or never) <= now),
            key=lambda source: due_at.get(source.id) or never,
        )
        free = [source for source in ripe if source.host not in resting and _may(source, now)]
        return _with_twins(_few_of_each_host(free), watched)

    def validators(self, sources: Iterable[Source]) -> dict[str, Validators]:
        """What to send for a conditional request, where the way of reading is unchanged."""
        wanted = {source.id: source for source in sources}
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
                if (source := wanted.get(row.source_id))
                and (row.url, row.extraction_key) == (source.url, extraction_key(source))
            }

    def everything(self) -> list[Health]:
        """The health of every source that was ever checked."""
        with self._database.read() as session:
            rows = session.scalars(select(HealthRow).order_by(HealthRow.source_id))
            return [_health(row) for row in rows]

    def told(self, report: OperatorReport, now: datetime) -> None:
        """The operators have heard this."""
        with self._database.write() as session:
            for health in (*report.broken, *report.joined):
                row = session.get_one(HealthRow, health.source_id)
                row.notified_at, row.notified_cause = now, health.reason.code[:40]
                row.notified_count += 1
            for health in report.healed:
                row = session.get_one(HealthRow, health.source_id)
                row.notified_at, row.notified_count, row.notified_cause = None, 0, ""
            for health in report.emptied:
                session.get_one(HealthRow, health.source_id).empty_told_at = now

    def pause(self, source_id: str, why: str, now: datetime) -> None:
        """Leave a source alone until it is resumed."""
        with self._database.write() as session:
            row = session.get(HealthRow, source_id) or HealthRow(source_id=source_id, failures=0)
            session.add(row)
            row.paused_at, row.paused_why = now, why

    def resume(self, source_id: str, now: datetime) -> bool:
        """Watch it again, from now on; whether it was paused or set aside.

        What was set aside is tried once: it is set aside again if that is a fault, too.
        """
        with self._database.write() as session:
            row = session.get(HealthRow, source_id)
            if row is None or (row.paused_at is None and row.faults < MOST_FAULTS):
                return False
            row.paused_at, row.paused_why, row.due_at = None, "", now
            row.faults = min(row.faults, MOST_FAULTS - 1)
            return True

    def paused(self) -> frozenset[str]:
        """The sources that are not visited: paused by a person, or set aside."""
        with self._database.read() as session:
            return _paused(session)

    def set_aside(self) -> frozenset[str]:
        """The sources that wait for a person, as Forewarn itself fails at them."""
        query = select(HealthRow.source_id).where(HealthRow.faults >= MOST_FAULTS)
        with self._database.read() as session:
            return frozenset(session.scalars(query))

    def pending(self) -> list[PendingVersion]:
        """The doubtful captures that wait, the oldest first."""
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

    def refuse(self, source_id: str) -> bool:
        """Never believe the capture that waits, however often it is seen; whether one waited."""
        with self._database.write() as session:
            row = session.get(HealthRow, source_id)
            if row is None or row.quarantined_since is None:
                return False
            row.refused_sha256 = row.quarantined_sha256
            return True

    def coverage(self, sources: Iterable[Source], now: datetime, span: timedelta) -> Coverage:
        """How many of the sources were really looked at within their interval or `span`."""
        watched = list(sources)
        known = self.of(source.id for source in watched)
        failing, overdue, unread = [], [], 0
        for source in watched:
            health = known.get(source.id)
            if health is None or health.checked_at is None:
                unread += 1
            elif health.failures and not health.paused_at:
                failing.append(_unseen(health))
            elif _is_late(source, health, now, span):
                overdue.append(_unseen(health))
        return Coverage(
            watched=len(watched),
            checked=len(watched) - len(failing) - len(overdue) - unread,
            failing=tuple(failing),
            overdue=tuple(overdue),
            unread=unread,
        )


def _is_late(source: Source, health: Health, now: datetime, span: timedelta) -> bool:
    """Whether it is paused, or was not read for longer than it should be."""
    longest = max(span, source.every * SLOWEST * 2)
    return bool(health.paused_at) or health.good_at is None or now - health.good_at > longest


def _unseen(health: Health) -> Failing:
    """Since its first failure, or its last good look."""
    return Failing(source_id=health.source_id, since=health.failing_since or health.good_at)


def update_health(session: Session, judged: Sequence[CheckOutcome], now: datetime) -> None:
    """Note the checks' outcomes; one that was skipped only waits."""
    known = _rows(session, HealthRow.source_id, {source.id for source, _ in judged})
    hosts = _rows(session, HostRow.host, {source.host for source, _ in judged})
    for source, change_set in judged:
        row = known.get(source.id) or HealthRow(source_id=source.id, failures=0)
        if change_set.outcome is Outcome.SKIPPED:
            _skip(session, row, source, change_set)
            continue
        session.add(row)
        _settle(row, source, change_set, now)
        host = hosts.setdefault(source.host, HostRow(host=source.host, failures=0))
        if _rest(host, change_set, now):
            session.add(host)


def _rows(session: Session, key: InstrumentedAttribute[str], wanted: set[str]) -> dict[str, Any]:
    """The rows of a table by that key."""
    rows = session.scalars(select(key.class_).where(key.in_(wanted)))
    return {getattr(row, key.key): row for row in rows}


def _settle(row: HealthRow, source: Source, change_set: ChangeSet, now: datetime) -> None:
    _note(row, change_set, now)
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
        not_before=_wish(change_set),
    )
    _remember(row, source, change_set)


def _wish(change_set: ChangeSet) -> datetime | None:
    return change_set.failure.retry_at if change_set.failure else None


def _skip(session: Session, row: HealthRow, source: Source, change_set: ChangeSet) -> None:
    """Nothing was fetched: it waits, or what is stored was read again."""
    wish = _wish(change_set)
    if wish or change_set.accepted:
        session.add(row)
    if wish:
        row.due_at = wish
    _remember(row, source, change_set)


def _note(row: HealthRow, change_set: ChangeSet, now: datetime) -> None:
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
    """Since when it brings no entry; its habit is the longest time that this ever lasted."""
    if change_set.has_entries is None:
        return
    if not change_set.has_entries:
        if change_set.outcome is Outcome.FIRST:
            row.longest_empty = int(_NEVER_FILLED.total_seconds())
        row.empty_since = row.empty_since or now
    elif row.empty_since:
        lasted = int((now - row.empty_since).total_seconds())
        row.longest_empty = max(row.longest_empty or 0, lasted)
        row.empty_since = row.empty_told_at = None


def _rest(row: HostRow, change_set: ChangeSet, now: datetime) -> bool:
    """Leave a host alone that fails, longer each time; it heals with each good answer.

    Whether its rest is another one now.
    """
    failure = change_set.failure
    known = Rest(row.failures, row.rest_until)
    code, wish = (failure.reason.code, failure.retry_at) if failure else ("", None)
    rest = next_rest(known, change_set.outcome, code, now, wish)
    row.failures, row.rest_until = rest.failures, rest.until
    return rest != known


def _remember(row: HealthRow, source: Source, change_set: ChangeSet) -> None:
    """Validators belong to an accepted capture only: a wall's ETag would hide the page."""
    if change_set.accepted and change_set.snapshot:
        snapshot = change_set.snapshot
        row.url = source.url
        row.etag = snapshot.validators.etag
        row.last_modified = snapshot.validators.last_modified
        row.body_sha256 = snapshot.sha256
        row.captured_url = snapshot.url
        row.extraction_key = change_set.extraction_key
    if held := change_set.quarantined:
        row.quarantined_sha256, row.quarantined_since, row.quarantined_url = (
            held.text_sha256,
            held.since,
            held.url,
        )
    elif change_set.outcome.is_good:
        row.quarantined_sha256, row.quarantined_since, row.quarantined_url = "", None, ""


def _paused(session: Session) -> frozenset[str]:
    query = select(HealthRow.source_id).where(
        or_(HealthRow.paused_at.is_not(None), HealthRow.faults >= MOST_FAULTS)
    )
    return frozenset(session.scalars(query))


def _may(source: Source, now: datetime) -> bool:
    return source.hours is None or is_open(source.hours, now)


def _few_of_each_host(sources: Iterable[Source]) -> list[Source]:
    taken: Counter[str] = Counter()
    kept = []
    for source in sources:
        taken[source.host] += 1
        if taken[source.host] <= _MOST_OF_A_HOST:
            kept.append(source)
    return kept


def _with_twins(sources: list[Source], watched: Iterable[Source]) -> list[Source]:
    chosen = {source.id for source in sources}
    addresses = {(source.url, source.kind) for source in sources}
    twins = [s for s in watched if (s.url, s.kind) in addresses and s.id not in chosen]
    return sources + twins


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
        empty_told_at=row.empty_told_at,
        longest_empty=timedelta(seconds=row.longest_empty),
    )
