"""A crawl process that has loaded all it needs: a new interpreter takes a second of a core for that.

The command forks it before it opens anything; the request and its end are those of the real one.
"""

import asyncio
import io
import os
import sys
from collections.abc import Mapping
from typing import Any

from crawler.middlewares import retry
from launcher import child, parent

# The site of a test recovers at once, if it recovers at all.
_WAITS = (0.05, 0.05)


class PreloadedCrawl:
    """The process, with what `launcher.parent` uses of `asyncio.subprocess.Process`."""

    def __init__(self) -> None:
        self.returncode: int | None = None
        request, self._request = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(self._request)
            _serve(request)
        os.close(request)
        self._end: asyncio.Future[tuple[int, int]] | None = None

    async def communicate(self, request: bytes) -> None:
        """Send the request; wait for the end."""
        await asyncio.to_thread(self._send, request)
        await self.wait()

    async def wait(self) -> int:
        """Wait for the end; return the exit code, or the number of the signal with a minus."""
        if self._end is None:
            self._end = asyncio.ensure_future(asyncio.to_thread(os.waitpid, self.pid, 0))
        _, status = await asyncio.shield(self._end)
        self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode

    def _send(self, request: bytes) -> None:
        with os.fdopen(self._request, "wb") as pipe:
            pipe.write(request)


def use_for_the_first_crawl() -> None:
    """Let `launcher.parent` start its first child of this process from here, later ones as ever."""
    waiting = [PreloadedCrawl()]
    real = asyncio.create_subprocess_exec

    async def start(*command: str, **options: Any) -> PreloadedCrawl | asyncio.subprocess.Process:
        if command == parent.COMMAND and waiting:
            return waiting.pop()
        return await real(*command, **options)

    asyncio.create_subprocess_exec = start  # type: ignore[assignment]


def _serve(pipe: int) -> None:
    """Become the crawl process once a request comes; end when the command ends without one."""
    os.setsid()
    with os.fdopen(pipe, "rb") as request:
        text = request.read()
    if not text:
        os._exit(0)
    _keep(parent._environment())
    sys.stdin = io.TextIOWrapper(io.BytesIO(text))
    retry._WAITS = _WAITS
    code = 1
    try:
        child.main()
    except SystemExit as end:
        code = int(end.code or 0)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _keep(environ: Mapping[str, str]) -> None:
    os.environ.clear()
    os.environ.update(environ)
