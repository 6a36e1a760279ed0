"""Holds the hosts of a crawl while it lasts, against every other process on the database."""

import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager

import structlog

from crawler.visits import Visits
from monitor.errors import StorageError
from runtime.clock import now
from storage.jobs.host_leases import LEASE, HostLeases

log = structlog.get_logger()

_RENEWAL_SECONDS = LEASE.total_seconds() / 4


@contextmanager
def visiting(
    leases: HostLeases, hosts: Collection[str], former: str, holder: str
) -> Iterator[Visits]:
    """Within this block `holder` visits the hosts that `former` held for it, and others it meets.

    A thread renews the leases: a page that takes long to read must not end them.
    """

    def claim(more: Collection[str]) -> set[str]:
        return leases.claim(more, holder, now())

    begun = now()
    visits = Visits(claim, leases.take_over(former, holder, hosts, begun))
    visits.held_until(begun + LEASE)
    over = threading.Event()
    renewing = threading.Thread(target=_renew, args=(leases, holder, visits, over), daemon=True)
    renewing.start()
    try:
        yield visits
    finally:
        over.set()
        renewing.join()
        _release(leases, holder, visits)


def _release(leases: HostLeases, holder: str, visits: Visits) -> None:
    try:
        leases.release(holder, visits.free_at)
    except StorageError as error:
        log.warning("leases_not_released", reason=str(error))


def _renew(leases: HostLeases, holder: str, visits: Visits, over: threading.Event) -> None:
    while not over.wait(_RENEWAL_SECONDS):
        begun = now()
        try:
            leases.renew(holder, begun)
        except StorageError as error:
            # The next try may find the database again before the leases end.
            log.warning("leases_not_renewed", reason=str(error))
        else:
            visits.held_until(begun + LEASE)
