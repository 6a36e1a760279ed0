"""One holds a role, the others stand by: within seconds of its death the next one serves."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from monitor.errors import StorageError
from runtime.periodic_jobs import pause
from storage.jobs.role_lock import RoleLock

log = structlog.get_logger()

_LOOK_SECONDS = 5.0


async def run_as_leader(
    role: RoleLock, stop: asyncio.Event, serve: Callable[[asyncio.Event], Awaitable[None]]
) -> None:
    """Serve whenever the role is ours, until told to stop. `serve` ends when its event is set."""
    try:
        while await _take(role, stop):
            over = asyncio.Event()
            keeper = asyncio.create_task(_keep(role, stop, over))
            try:
                await serve(over)
            finally:
                over.set()
                await keeper
    finally:
        role.release()


async def _take(role: RoleLock, stop: asyncio.Event) -> bool:
    """Stand by until the role is ours; False when told to stop."""
    told = False
    while not stop.is_set():
        if await _holds(role):
            return True
        if not told:
            log.info("standing_by")
            told = True
        await pause(stop, _LOOK_SECONDS)
    return False


async def _keep(role: RoleLock, stop: asyncio.Event, over: asyncio.Event) -> None:
    """Say when our time is over: we were told to stop, or another one has taken the role."""
    while not (stop.is_set() or over.is_set()):
        if not await _holds(role, otherwise=True):
            log.error("taken_over")
            break
        await pause(stop, _LOOK_SECONDS)
    over.set()


async def _holds(role: RoleLock, *, otherwise: bool = False) -> bool:
    """Whether the role is ours; `otherwise`, when the server cannot be asked."""
    try:
        return await asyncio.to_thread(role.hold)
    except StorageError as error:
        log.error("role_unknown", reason=str(error))
        return otherwise
