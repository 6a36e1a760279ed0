"""Throughput of 1, 2 and 4 workers on real PostgreSQL, and what is left when workers are killed.

    .venv/bin/python -m benchmarks.fleet [--sources=4000] [--workers=1,2,4] [--latency=1.0] [--kill=0]

The sources stand on a tenth as many loopback hosts, behind a server that takes `--latency` seconds to
answer, as sites do; with 0 the cores of this machine are the limit, which the workers share with the
server and PostgreSQL. `--kill=10` kills one worker with SIGKILL every 10 s and starts another.
Counted at the end: sources without their version, versions too many, checks that failed. The rate is
of the first 90 %: the last ones wait for the slowest host, or for the rescue of a dead worker's.
"""

import asyncio
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Self

import yaml

from benchmarks.pages import catalogue
from storage.archive.health import SourceHealth
from storage.database import Database
from storage.queries.history import History
from tests.doubles.postgresql import schema
from tests.doubles.smtp import free_port

FOREWARN = Path(sys.executable).with_name("forewarn")
_LONGEST = 3_000.0
_PART = 0.9


def main() -> None:
    """Print a line for each number of workers."""
    given = dict(word.lstrip("-").partition("=")[::2] for word in sys.argv[1:])
    count = int(given.get("sources", "4000"))
    latency, kill = float(given.get("latency", "1.0")), float(given.get("kill", "0"))
    print(
        f"{count} sources on {count // 10} hosts, {latency:g} s to answer, {os.cpu_count()} cores"
        + (f", a worker killed every {kill:g} s" if kill else "")
    )
    first = 0.0
    for workers in map(int, given.get("workers", "1,2,4").split(",")):
        with Fleet(count, latency) as fleet:
            rate = fleet.round(workers, kill)
        first = first or rate
        print(f"   {rate / first:.2f} x the first", flush=True)


class Fleet:
    """A catalogue, its sites, an empty database, and the processes that work on them."""

    def __init__(self, count: int, latency: float) -> None:
        self._count = count
        self._latency = latency
        self._held = ExitStack()

    def __enter__(self) -> Self:
        self._folder = Path(self._held.enter_context(tempfile.TemporaryDirectory()))
        port = self._held.enter_context(_sites(self._latency))
        text = yaml.dump(catalogue(_urls(port, self._count)), Dumper=yaml.CSafeDumper)
        (self._folder / "catalogue.yaml").write_text(text)
        self._url = self._held.enter_context(schema())
        self._database = Database(self._url)
        self._database.upgrade()
        return self

    def __exit__(self, *error: object) -> None:
        self._database.close()
        self._held.close()

    def round(self, workers: int, kill: float) -> float:
        """Have every source checked once; checks per second."""
        with ExitStack() as processes:
            processes.enter_context(self._process("schedule"))
            workers_running = [processes.enter_context(self._worker()) for _ in range(workers)]
            began = time.monotonic()
            first = self._until(0, began)
            killed, next_kill = 0, first + kill
            while (done := self._done()) < self._count and time.monotonic() - began < _LONGEST:
                if kill and time.monotonic() > next_kill:
                    killed, next_kill = killed + 1, next_kill + kill
                    workers_running.pop(random.randrange(len(workers_running))).send_signal(
                        signal.SIGKILL
                    )
                    workers_running.append(processes.enter_context(self._worker()))
                if done < _PART * self._count:
                    part, reached = done, time.monotonic()
                time.sleep(0.25)
            self._tell(f"{workers} workers, {killed} killed", part / (reached - first), began)
            return part / (reached - first)

    def _tell(self, who: str, rate: float, began: float) -> None:
        versions = History(self._database).counts(self._ids)
        health = SourceHealth(self._database).of(self._ids)
        print(
            f"{who:<24}{rate:7.1f} checks/s   whole {time.monotonic() - began:6.1f} s"
            f"   missing {self._count - len(versions)}   twice {sum(n > 1 for n in versions.values())}"
            f"   failed {sum(one.failures > 0 for one in health.values())}",
            end="",
        )

    def _until(self, more_than: int, began: float) -> float:
        while self._done() <= more_than and time.monotonic() - began < _LONGEST:
            time.sleep(0.1)
        return time.monotonic()

    def _done(self) -> int:
        return len(History(self._database).counts(self._ids))

    @property
    def _ids(self) -> list[str]:
        return [f"policy-{number}" for number in range(self._count)]

    def _worker(self) -> "subprocess.Popen[bytes]":
        return self._process("worker", "--crawls", "1")

    def _process(self, *words: str) -> "subprocess.Popen[bytes]":
        environ = {
            "FOREWARN_DATABASE_URL": self._url,
            "FOREWARN_CATALOGUE": "catalogue.yaml",
            "FOREWARN_ALLOW_PRIVATE_NETWORKS": "true",
        }
        log = (self._folder / "log.txt").open("a")
        return _Ended(
            [FOREWARN, *words],
            cwd=self._folder,
            env={**os.environ, **environ},
            stdout=log,
            stderr=log,
        )


class _Ended(subprocess.Popen[bytes]):
    """A process that is told to end when its block ends."""

    def __exit__(self, *error: object) -> None:
        self.terminate()
        self.wait(60)


def _urls(port: int, count: int) -> list[str]:
    hosts = [f"127.1.{n // 250}.{n % 250 + 1}" for n in range(count // 10)]
    return [f"http://{hosts[n // 10]}:{port}/{n}" for n in range(count)]


@contextmanager
def _sites(latency: float) -> Iterator[int]:
    port = free_port()
    server = multiprocessing.Process(target=_serve, args=(port, latency), daemon=True)
    server.start()
    try:
        yield port
    finally:
        server.terminate()
        server.join()


def _serve(port: int, latency: float) -> None:
    asyncio.run(_answer_all(port, latency))


async def _answer_all(port: int, latency: float) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while asked := await reader.readuntil(b"\r\n\r\n"):
                path = asked.split(b" ", 2)[1].decode()
                await asyncio.sleep(latency * (path != "/robots.txt"))
                status, body = _page(path)
                writer.write(
                    f"HTTP/1.1 {status}\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n".encode()
                    + body
                )
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(answer, "0.0.0.0", port, backlog=1024)  # noqa: S104 - all of 127/8
    await server.serve_forever()


def _page(path: str) -> tuple[str, bytes]:
    if path == "/robots.txt":
        return "404 Not Found", b""
    chance = random.Random(path)
    rules = "".join(
        f"<p>Rule {n}: sellers of article {chance.randrange(9_999)} answer within"
        f" {chance.randrange(99)} days, and keep their records for {chance.randrange(9)} years.</p>"
        for n in range(100)
    )
    return (
        "200 OK",
        f"<html><body><main><h1>Policy {path}</h1>{rules}</main></body></html>".encode(),
    )


if __name__ == "__main__":
    main()
