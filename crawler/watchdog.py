"""Ends this process when one capture keeps it busy for too long.

What is slow is C code that reads a page (a tag of 300,000 attributes, say): nothing of Python can
interrupt it, but a thread runs beside it. The capture is noted as failed first, so that the
next process does not meet it again at once; what else was wanted waits for that one.
"""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

# Far above what the longest real pages take (some seconds), below what a crawl can spare.
SECONDS = 45.0
# The parent lets unfinished checks wait again after this, instead of failing them.
UNFINISHED = 75


@contextmanager
def watched(give_up: Callable[[], None], seconds: float = SECONDS) -> Iterator[None]:
    """Within this block; `give_up` notes what was being read."""

    def expire() -> None:
        try:
            give_up()
        finally:
            os._exit(UNFINISHED)

    timer = threading.Timer(seconds, expire)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
