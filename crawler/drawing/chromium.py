"""Run one headless Chromium that is thrown away afterwards, over its debugging pipe.

`--remote-debugging-pipe` reads commands from file descriptor 3 and writes answers to 4, each ended
by a zero byte (https://chromedevtools.github.io/devtools-protocol/).
"""

import asyncio
import itertools
import json
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from crawler import browser
from monitor.parsing.json import read_json

# The shell moves the pipes to where Chromium expects them, and is replaced by it. Where memory runs
# out, the kernel shall end the browser before anything else.
_LAUNCH = 'echo 1000 >/proc/self/oom_score_adj; exec "$@" 3<&0 4>&1 </dev/null >/dev/null 2>&1'
_ARGS = (
    "--headless", "--remote-debugging-pipe", "--no-first-run", "--no-default-browser-check", "--disable-extensions",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-default-apps",
    "--disable-breakpad", "--disable-crashpad-for-testing", "--disable-dev-shm-usage", "--disable-gpu", "--disable-remote-fonts",
    "--disable-features=Translate,MediaRouter,OptimizationHints,DialMediaRouteProvider", "--dns-prefetch-disable", "--no-pings",
    "--hide-scrollbars", "--mute-audio", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)  # fmt: skip
_LONGEST_ANSWER = 32_000_000
_ENDING_SECONDS = 5.0
_POLL_SECONDS = 0.4
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
# What the browser is told of our environment.
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "FONTCONFIG_PATH", "FONTCONFIG_FILE")

OnEvent = Callable[[str, str, dict[str, Any]], None]


class ChromiumError(Exception):
    """The browser refused a command, or is gone. `is_too_large`: it took too much memory."""

    def __init__(self, text: str, *, is_too_large: bool = False) -> None:
        super().__init__(text)
        self.is_too_large = is_too_large


class Chromium:
    """A running browser. `on_event` is called with the session, the name and the values of each event."""

    def __init__(self, process: asyncio.subprocess.Process, most_bytes: int) -> None:
        self._process = process
        self._most_bytes = most_bytes
        self._numbers = itertools.count(1)
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._end: ChromiumError | None = None
        self.on_event: OnEvent = lambda *_: None

    @property
    def leader(self) -> int:
        """The process that leads the group of all its processes."""
        return self._process.pid

    async def send(self, method: str, session: str = "", **values: Any) -> dict[str, Any]:
        """Send a command and return its result."""
        if self._end:
            raise self._end
        number = next(self._numbers)
        command = {"id": number, "method": method, "params": values}
        answer = asyncio.get_running_loop().create_future()
        self._answers[number] = answer
        text = json.dumps(command | ({"sessionId": session} if session else {}))
        pipe = self._process.stdin
        assert pipe is not None  # noqa: S101 - opened as a pipe
        with suppress(OSError):
            pipe.write(text.encode() + b"\0")
            await pipe.drain()
        return dict(await answer)

    async def read(self) -> None:
        """Hand out answers and events until the browser ends."""
        pipe = self._process.stdout
        assert pipe is not None  # noqa: S101 - opened as a pipe
        with suppress(asyncio.IncompleteReadError, asyncio.LimitOverrunError, OSError):
            while True:
                message = read_json((await pipe.readuntil(b"\0"))[:-1])
                if isinstance(message, dict):
                    self._hand_out(message)
        self._close(ChromiumError("the browser has ended"))

    async def watch_memory(self) -> None:
        """Kill the browser when all its processes together take too much memory."""
        while True:
            if await asyncio.to_thread(memory_of, self._process.pid) >= self._most_bytes:
                break
            await asyncio.sleep(_POLL_SECONDS)
        self._close(ChromiumError("the browser takes too much memory", is_too_large=True))
        kill_group(self._process.pid)

    def _hand_out(self, message: dict[str, Any]) -> None:
        answer = self._answers.pop(message.get("id", 0), None)
        if answer is None:
            if "method" in message:
                session = message.get("sessionId", "")
                self.on_event(session, message["method"], message.get("params", {}))
        elif answer.done():
            return
        elif "error" in message:
            answer.set_exception(ChromiumError(str(message["error"].get("message"))))
        else:
            answer.set_result(message.get("result", {}))

    def _close(self, error: ChromiumError) -> None:
        self._end = self._end or error
        for answer in self._answers.values():
            if not answer.done():
                answer.set_exception(self._end)
        self._answers.clear()


@asynccontextmanager
async def chromium(proxy: str, most_bytes: int) -> AsyncIterator[Chromium]:
    """Start a browser that connects through `proxy` only; kill it with its children at the end."""
    executable = browser.executable()
    if executable is None:
        raise ChromiumError("Chromium is not installed")
    with TemporaryDirectory(prefix="forewarn-chromium-", ignore_cleanup_errors=True) as folder:
        process = await _start(executable, proxy, folder)
        running = Chromium(process, most_bytes)
        tasks = [asyncio.create_task(work()) for work in (running.read, running.watch_memory)]
        try:
            yield running
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.shield(_end(process))
            await asyncio.gather(*tasks, return_exceptions=True)


async def _start(executable: str, proxy: str, folder: str) -> asyncio.subprocess.Process:
    own = [*_ARGS, *browser.sandbox_args(), *browser.proxy_args(proxy), f"--user-data-dir={folder}"]
    kept = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return await asyncio.create_subprocess_exec(
        "/bin/sh", "-c", _LAUNCH, "sh", executable, *own, "about:blank",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env=kept | {"HOME": folder, "TMPDIR": folder},
        limit=_LONGEST_ANSWER,
        # All its processes make one group, which is killed as a whole.
        start_new_session=True,
    )  # fmt: skip


async def _end(process: asyncio.subprocess.Process) -> None:
    """Kill the browser and wait until the last process of its group is gone."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + _ENDING_SECONDS
    kill_group(process.pid)
    await process.wait()
    while processes_of(process.pid) and loop.time() < deadline:
        kill_group(process.pid)
        await asyncio.sleep(0.02)
    if process.stdin:
        process.stdin.close()


def kill_group(leader: int) -> None:
    """Kill all processes of a group."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


def processes_of(leader: int) -> dict[int, int]:
    """Return the processes of a group that are alive, each with the bytes that are its own."""
    found = {}
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, ValueError, IndexError):
            # After the command: state, parent, group (proc(5)).
            state, _, group = (
                (process / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()[:3]
            )
            if int(group) == leader and state not in "ZX":
                _, resident, shared = (process / "statm").read_text("ascii").split()[:3]
                found[int(process.name)] = (int(resident) - int(shared)) * _PAGE_BYTES
    return found


def memory_of(leader: int) -> int:
    """Return the memory of a group's processes together, without what they share."""
    return sum(processes_of(leader).values())
