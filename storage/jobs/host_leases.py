"""Who may visit a host: one crawl at a time, and nobody for a moment after its last request.

A lease ends by itself, so that a crawl that was killed holds nobody up for long. All is asked and
written for many hosts at once: no request costs a statement.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.orm import Session

from storage.database import Database
from storage.dialects import is_sqlite, one_at_a_time
from storage.tables.jobs import HostLeaseRow

LEASE = timedelta(seconds=45)
# The longest gap that a host is owed is a minute. What is held for longer was written by a clock
# that was ahead, and is as free.
_LONGEST = timedelta(minutes=2)
# What a crawl that was ended may still have asked a host, and the gap that is owed to it then.
_REST = timedelta(seconds=2)


def holder_of(runner: str, check_ids: Iterable[int]) -> str:
    """Who the crawl is that takes these checks for a runner."""
    return f"{runner}#{min(check_ids)}"


class HostLeases:
    """The hosts that crawls visit now."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def claim(self, hosts: Iterable[str], holder: str, now: datetime) -> set[str]:
        """Hold those of the hosts that nobody else visits; which ones."""
        with self._database.write() as session:
            free = set(hosts) - busy_hosts(session, now, but=holder)
            lease(session, free, holder, now)
        return free

    def take_over(self, former: str, holder: str, hosts: Iterable[str], now: datetime) -> set[str]:
        """Hold those of the hosts that `former` held for us; which ones."""
        ours = update(HostLeaseRow).where(
            HostLeaseRow.holder == former, HostLeaseRow.host.in_(set(hosts))
        )
        taken = ours.values(holder=holder, until=now + LEASE).returning(HostLeaseRow.host)
        with self._database.write() as session:
            return set(session.scalars(taken))

    def renew(self, holder: str, now: datetime) -> None:
        """Hold on to all that is held."""
        held = update(HostLeaseRow).where(HostLeaseRow.holder == holder)
        with self._database.write() as session:
            session.execute(held.values(until=now + LEASE))

    def release(self, holder: str, free_at: Mapping[str, datetime]) -> None:
        """Let all go. `free_at`: when the gap is over that is owed to a host that was asked."""
        with self._database.write() as session:
            mine = select(HostLeaseRow.host).filter_by(holder=holder)
            asked = set(session.scalars(mine)) & set(free_at)
            session.execute(delete(HostLeaseRow).where(HostLeaseRow.holder == holder))
            if rows := [{"host": h, "holder": "", "until": free_at[h]} for h in asked]:
                session.execute(insert(HostLeaseRow), rows)

    def free(self, holder: str, now: datetime) -> None:
        """A runner, or one of its crawls, has ended, however it did: nobody holds its hosts."""
        its = or_(
            HostLeaseRow.holder == holder,
            *(HostLeaseRow.holder.startswith(holder + sign, autoescape=True) for sign in "#/"),
        )
        with self._database.write() as session:
            session.execute(update(HostLeaseRow).where(its).values(holder="", until=now + _REST))


def busy_hosts(session: Session, now: datetime, *, but: str = "") -> set[str]:
    """The hosts that others than `but` visit, or rest from; nobody else claims any meanwhile."""
    if not is_sqlite(session):
        session.execute(one_at_a_time("claim"))
    query = select(HostLeaseRow.host).where(
        HostLeaseRow.until > now,
        HostLeaseRow.until < now + _LONGEST,
        HostLeaseRow.holder != but,
    )
    return set(session.scalars(query))


def lease(session: Session, hosts: Iterable[str], holder: str, now: datetime) -> None:
    """Hold these hosts, which are free; what is over is let go of."""
    wanted = set(hosts)
    over = or_(HostLeaseRow.until <= now, HostLeaseRow.host.in_(wanted))
    session.execute(delete(HostLeaseRow).where(over))
    if wanted:
        rows = [{"host": host, "holder": holder, "until": now + LEASE} for host in wanted]
        session.execute(insert(HostLeaseRow), rows)
