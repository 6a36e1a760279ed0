"""Caches the changes that are being sent, so that a fan-out reads each one once."""

import asyncio
from collections import deque
from collections.abc import Callable, Collection, Iterable
from weakref import WeakValueDictionary

from monitor.model import Change

# So many changes stay cached after the last message that uses them.
_RECENT = 200


class ChangeCache:
    """Changes by id. A change stays cached as long as any caller refers to it."""

    def __init__(self, read: Callable[[Collection[int]], Iterable[Change]]) -> None:
        self._read = read
        # One read at a time: concurrent callers mostly need the same changes.
        self._reading = asyncio.Lock()
        self._alive: WeakValueDictionary[int, Change] = WeakValueDictionary()
        self._recent: deque[Change] = deque(maxlen=_RECENT)

    async def get(self, numbers: Collection[int]) -> dict[int, Change]:
        """Return these changes by id; leave out only those that the database does not have."""
        async with self._reading:
            found = {n: change for n in numbers if (change := self._alive.get(n)) is not None}
            missing = set(numbers) - found.keys()
            if missing:
                read = {c.id: c for c in await asyncio.to_thread(self._read, missing)}
                self._alive.update(read)
                self._recent.extend(read.values())
                found |= read
            return found
