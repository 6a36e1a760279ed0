"""Ends this process when one capture keeps it busy for too long.

What is slow is C code that reads a page (a tag of 300,000 attributes, say): nothing of Python can
interrupt it, but a thread runs beside it. The capture is noted as failed first, so that the
next process does not meet it again at once; what else was wanted waits for that one.
"""

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

# Far above what the longest real pages take (some seconds), below what a crawl can spare.
SECONDS = 45.0
# The parent lets unfinished checks wait again after this, instead of failing them.
UNFINISHED = 75


class Watchdog:
    """One thread that looks now and then at what this process is busy with."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._busy: tuple[float, Callable[[], None]] | None = None
        self._thread = threading.Thread(target=self._watch, daemon=True)

    @contextmanager
    def watched(self, give_up: Callable[[], None]) -> Iterator[None]:
        """Within this block; `give_up` notes what was being read."""
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
