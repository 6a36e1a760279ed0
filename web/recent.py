"""What was made for one reader and serves others who ask for the same: kept for some seconds, made once."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Generic, TypeVar

V = TypeVar("V")
# What is older is given out while one thread makes it anew, up to this many times the fresh period.
_STALE = 3


@dataclass(slots=True)
class _Kept(Generic[V]):
    lock: Lock = field(default_factory=Lock)
    made_at: datetime | None = None
    value: V | None = None


class Recent(Generic[V]):
    """Keeps at most `most` results for `fresh_for` seconds; a key must never name a reader."""

    def __init__(self, clock: Callable[[], datetime], fresh_for: float, most: int) -> None:
        self._clock = clock
        self._fresh_for = fresh_for
        self._most = most
        self._lock = Lock()
        self._kept: OrderedDict[Hashable, _Kept[V]] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], V]) -> V:
        """Return the result for a key; of several who ask at once one makes it."""
        kept = self._entry(key)
        if not kept.lock.acquire(blocking=False):
            # Another thread makes it: an older one will do for now, and without one, wait.
            old = self._value(kept, _STALE)
            if old is not None:
                return old
            kept.lock.acquire()
        try:
            found = self._value(kept, 1)
            if found is None:
                found, at = make(), self._clock()
                kept.value, kept.made_at = found, at
            return found
        finally:
            kept.lock.release()

    def _entry(self, key: Hashable) -> _Kept[V]:
        with self._lock:
            kept = self._kept.setdefault(key, _Kept())
            self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
            return kept

    def _value(self, kept: _Kept[V], times: int) -> V | None:
        """Return a result that is at most so many times the fresh period old."""
        if kept.made_at is None:
            return None
        age = self._clock() - kept.made_at
        is_young = timedelta(0) <= age < timedelta(seconds=self._fresh_for * times)
        return kept.value if is_young else None
