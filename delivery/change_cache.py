"""Keeps the changes that are being sent, so that a fan-out reads each once."""

import asyncio
from collections import deque
from collections.abc import Callable, Collection, Iterable
from weakref import WeakValueDictionary

from monitor.model import Change

# So many stay when nobody renders them any more.
_RECENT = 200


class ChangeCache:
    """Changes by number. One stays as long as someone holds it, however many others are read."""

    def __init__(self, read: Callable[[Collection[int]], Iterable[Change]]) -> None:
        self._read = read
        # One reads at a time: the others mostly want the same changes.
        self._reading = asyncio.Lock()
        self._held: WeakValueDictionary[int, Change] = WeakValueDictionary()
        self._recent: deque[Change] = deque(maxlen=_RECENT)

    async def get(self, numbers: Collection[int]) -> dict[int, Change]:
        """Return those changes; only what the database does not have is left out."""
        async with self._reading:
            found = {n: change for n in numbers if (change := self._held.get(n)) is not None}
            missing = set(numbers) - found.keys()
            if missing:
                read = {c.id: c for c in await asyncio.to_thread(self._read, missing)}
                self._held.update(read)
                self._recent.extend(read.values())
                found |= read
            return found
