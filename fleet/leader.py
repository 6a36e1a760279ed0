"""Leader election: one process holds a role; when it dies, another takes over within seconds."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from monitor.errors import StorageError
from runtime.periodic_jobs import pause
from storage.jobs.role_lock import RoleLock

log = structlog.get_logger()

_POLL_SECONDS = 5.0


async def run_as_leader(
    role: RoleLock, stop: asyncio.Event, serve: Callable[[asyncio.Event], Awaitable[None]]
) -> None:
    """Run `serve` while we hold the role, until `stop` is set. The event given to it ends it."""
    try:
        while await _wait_for_role(role, stop):
            over = asyncio.Event()
            keeper = asyncio.create_task(_watch_role(role, stop, over))
            try:
                await serve(over)
            finally:
                over.set()
                await keeper
    finally:
        role.release()


async def _wait_for_role(role: RoleLock, stop: asyncio.Event) -> bool:
    """Stand by until we get the role; False when `stop` is set first."""
    is_logged = False
    while not stop.is_set():
        if await _holds(role):
            return True
        if not is_logged:
            log.info("standing_by")
            is_logged = True
        await pause(stop, _POLL_SECONDS)
    return False


async def _watch_role(role: RoleLock, stop: asyncio.Event, over: asyncio.Event) -> None:
    """Set `over` when `stop` is set or another process has taken the role."""
    while not (stop.is_set() or over.is_set()):
        if not await _holds(role, otherwise=True):
            log.error("taken_over")
            break
        await pause(stop, _POLL_SECONDS)
    over.set()


async def _holds(role: RoleLock, *, otherwise: bool = False) -> bool:
    """Whether we hold the role; `otherwise` when the database is unreachable."""
    try:
        return await asyncio.to_thread(role.hold)
    except StorageError as error:
        log.error("role_unknown", reason=str(error))
        return otherwise
