"""End this process when one snapshot keeps it busy for too long.

The slow part is C code that reads a page (a tag of 300,000 attributes, say): Python cannot
interrupt it, but a thread runs beside it. The check is recorded as failed first, so that the next
process does not meet the page again at once; the remaining checks wait for that process.
"""

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

# Far above what the longest real pages take (some seconds), below what a crawl can spare.
SECONDS = 45.0
# The exit status after which the parent requeues unfinished checks, instead of failing them.
UNFINISHED = 75


class Watchdog:
    """A thread that checks regularly what this process is busy with."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._busy: tuple[float, Callable[[], None]] | None = None
        self._thread = threading.Thread(target=self._watch, daemon=True)

    @contextmanager
    def watched(self, give_up: Callable[[], None]) -> Iterator[None]:
        """Watch this block; `give_up` records the failure before the process ends."""
        if not self._thread.is_alive():
            self._thread.start()
        self._busy = (time.monotonic() + self._seconds, give_up)
        try:
            yield
        finally:
            self._busy = None

    def _watch(self) -> None:
        while True:
            time.sleep(min(1.0, self._seconds))
            busy = self._busy
            if busy and time.monotonic() > busy[0]:
                try:
                    busy[1]()
                finally:
                    os._exit(UNFINISHED)
