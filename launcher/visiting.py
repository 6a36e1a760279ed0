"""Keeps the host leases of a crawl while it runs, so that no other process visits these hosts."""

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
    """Take over the leases of `hosts` from `former`; claim more hosts as `holder` on request.

    A thread renews the leases, so that they do not expire while a slow page is read.
    """

    def claim(more: Collection[str]) -> set[str]:
        return leases.claim(more, holder, now())

    begun = now()
    visits = Visits(claim, leases.take_over(former, holder, hosts, begun))
    visits.held_until(begun + LEASE)
    stop = threading.Event()
    thread = threading.Thread(target=_renew, args=(leases, holder, visits, stop), daemon=True)
    thread.start()
    try:
        yield visits
    finally:
        stop.set()
        thread.join()
        _release(leases, holder, visits)


def _release(leases: HostLeases, holder: str, visits: Visits) -> None:
    try:
        leases.release(holder, visits.free_at)
    except StorageError as error:
        log.warning("leases_not_released", reason=str(error))


def _renew(leases: HostLeases, holder: str, visits: Visits, stop: threading.Event) -> None:
    while not stop.wait(_RENEWAL_SECONDS):
        begun = now()
        try:
            leases.renew(holder, begun)
        except StorageError as error:
            # The next try may find the database again before the leases end.
            log.warning("leases_not_renewed", reason=str(error))
        else:
            visits.held_until(begun + LEASE)
