"""Leases of hosts: one crawl at a time, and none during the gap after its last request.

A lease expires, so that a killed crawl blocks nobody for long. Each statement reads or writes many
hosts at once: no request costs a statement.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.orm import Session

from storage.database import Database
from storage.dialects import is_sqlite, one_at_a_time
from storage.tables.jobs import HostLeaseRow

LEASE = timedelta(seconds=45)
# The longest gap between requests to a host is a minute. A lease that ends later than this comes
# from a clock that was ahead, and counts as free.
_LONGEST = timedelta(minutes=2)
# A crawl that ended may have sent a last request; its host is left alone for this gap.
_LAST_GAP = timedelta(seconds=2)


def holder_of(runner: str, check_ids: Iterable[int]) -> str:
    """Return the name of the lease holder: the crawl of these checks for a runner."""
    return f"{runner}#{min(check_ids)}"


class HostLeases:
    """The leases of hosts that crawls visit now."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def claim(self, hosts: Iterable[str], holder: str, now: datetime) -> set[str]:
        """Lease and return those of the hosts that nobody else visits."""
        with self._database.write() as session:
            free = set(hosts) - busy_hosts(session, now, but=holder)
            lease(session, free, holder, now)
        return free

    def take_over(self, former: str, holder: str, hosts: Iterable[str], now: datetime) -> set[str]:
        """Take over and return those of the hosts that `former` leased for this holder."""
        leases = update(HostLeaseRow).where(
            HostLeaseRow.holder == former, HostLeaseRow.host.in_(set(hosts))
        )
        renamed = leases.values(holder=holder, until=now + LEASE).returning(HostLeaseRow.host)
        with self._database.write() as session:
            return set(session.scalars(renamed))

    def renew(self, holder: str, now: datetime) -> None:
        """Renew all leases of the holder."""
        leases = update(HostLeaseRow).where(HostLeaseRow.holder == holder)
        with self._database.write() as session:
            session.execute(leases.values(until=now + LEASE))

    def release(self, holder: str, free_at: Mapping[str, datetime]) -> None:
        """Release all leases. `free_at`: when the gap after the last request to a host is over."""
        with self._database.write() as session:
            mine = select(HostLeaseRow.host).filter_by(holder=holder)
            visited = set(session.scalars(mine)) & set(free_at)
            session.execute(delete(HostLeaseRow).where(HostLeaseRow.holder == holder))
            if rows := [{"host": h, "holder": "", "until": free_at[h]} for h in visited]:
                session.execute(insert(HostLeaseRow), rows)

    def free(self, holder: str, now: datetime) -> None:
        """Free the hosts of a runner, or of one of its crawls, that ended in whatever way."""
        leases = or_(
            HostLeaseRow.holder == holder,
            *(HostLeaseRow.holder.startswith(holder + sign, autoescape=True) for sign in "#/"),
        )
        with self._database.write() as session:
            session.execute(
                update(HostLeaseRow).where(leases).values(holder="", until=now + _LAST_GAP)
            )


def busy_hosts(session: Session, now: datetime, *, but: str = "") -> set[str]:
    """Return the hosts that others than `but` lease, gaps included; block other claims meanwhile."""
    if not is_sqlite(session):
        session.execute(one_at_a_time("claim"))
    query = select(HostLeaseRow.host).where(
        HostLeaseRow.until > now,
        HostLeaseRow.until < now + _LONGEST,
        HostLeaseRow.holder != but,
    )
    return set(session.scalars(query))


def lease(session: Session, hosts: Iterable[str], holder: str, now: datetime) -> None:
    """Lease these free hosts; delete expired leases."""
    leased = set(hosts)
    replaced = or_(HostLeaseRow.until <= now, HostLeaseRow.host.in_(leased))
    session.execute(delete(HostLeaseRow).where(replaced))
    if leased:
        rows = [{"host": host, "holder": holder, "until": now + LEASE} for host in leased]
        session.execute(insert(HostLeaseRow), rows)
