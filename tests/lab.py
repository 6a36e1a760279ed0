"""A seller's world on this machine: a folder, a catalogue, a database, the real commands."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select
from sqlalchemy.pool import QueuePool

from forewarn.demo.site import Answer, Site
from forewarn.settings import Settings
from forewarn.wiring import AppContext, open_context
from monitor.model import Snapshot
from monitor.ports import CheckResult, Fetched
from monitor.source import Source
from monitor.text import sha256
from storage.archive.sql_archive import SqlArchive
from storage.database import Database
from storage.jobs.crawl_jobs import CrawlJobs
from storage.tables.declarative import Base
from storage.tracker import Tracker
from tests import commands

COMMAND = Path(sys.executable).with_name("forewarn")
# A watchdog for what will come, and no measure of how soon.
PATIENCE = 180.0
# A thread that still asks a database has its answer long before.
_REST_SECONDS = 5.0


class Lab:
    """Runs `forewarn` in a folder of its own, against a site of its own."""

    def __init__(self, folder: Path, site: Site, database_url: str = "") -> None:
        self.folder = folder
        self.site = site
        self.catalogue = folder / "catalogue"
        self.catalogue.mkdir()
        self.sources: dict[str, dict[str, Any]] = {}
        self.environ = {
            "FOREWARN_DATABASE_URL": database_url or f"sqlite:///{folder / 'forewarn.db'}",
            "FOREWARN_CATALOGUE": str(self.catalogue),
            "FOREWARN_ALLOW_PRIVATE_NETWORKS": "true",
            "FOREWARN_CONTACT": "ops@example.org",
            "FOREWARN_WEB_BIND": "off",
        }

    def watch(self, source_id: str, path: str = "", **entry: Any) -> None:
        """Put a source into the catalogue."""
        self.sources[source_id] = {
            "title": source_id.replace("-", " ").capitalize(),
            "category": "platform-policy",
            "kind": "page",
            "url": f"{self.site.url}{path or '/' + source_id}",
            "language": "en",
            **entry,
        }
        self.write()

    def write(self) -> None:
        """Write the catalogue file."""
        data = {"organisation": "Harbour Market", "sources": self.sources}
        (self.catalogue / "harbour.yaml").write_text(yaml.safe_dump(data), "utf-8")

    def forewarn(
        self, *words: str, code: int = 0, **environ: str
    ) -> subprocess.CompletedProcess[str]:
        """Run a command; it must end with that exit code and never show a traceback."""
        done = commands.run(words, self.folder, self._environment(environ), PATIENCE)
        assert done.returncode == code, (done.stdout, done.stderr)
        assert "Traceback" not in done.stdout + done.stderr
        return done

    def crawl(self, *ids: str, code: int = 0, **environ: str) -> dict[str, dict[str, Any]]:
        """Crawl; the JSON lines by source."""
        done = self.forewarn("crawl", *ids, "--json", code=code, **environ)
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        return {line["source"]: line for line in lines}

    def changes(self, *words: str) -> list[dict[str, Any]]:
        """The JSON lines of `forewarn changes`."""
        done = self.forewarn("changes", "--json", *words)
        return [json.loads(line) for line in done.stdout.splitlines()]

    @contextmanager
    def context(self, **environ: str) -> Iterator[AppContext]:
        """The stores, in this process."""
        settings = Settings.load({**self.environ, **environ}, self.folder / "none.toml")
        with open_context(settings) as context:
            yield context
            rest(context.stores.database)

    @contextmanager
    def started(self, *words: str) -> Iterator[subprocess.Popen[str]]:
        """A command on its way, its output to be read."""
        with subprocess.Popen(
            [COMMAND, *words],
            cwd=self.folder,
            env=self._environment({}),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            yield process

    @contextmanager
    def running(self, *words: str, **environ: str) -> Iterator[subprocess.Popen[str]]:
        """`forewarn run`, or another command that serves, stopped with SIGTERM at the end."""
        words = words or ("run",)
        log = self._log(words[0]).open("a")
        with subprocess.Popen(
            [COMMAND, *words],
            cwd=self.folder,
            env=self._environment(environ),
            stdout=log,
            stderr=subprocess.STDOUT,
            text=True,
        ) as process:
            try:
                yield process
            finally:
                process.terminate()
                process.wait(PATIENCE)
                log.close()

    @property
    def log(self) -> str:
        """What `forewarn run` wrote so far."""
        return self.log_of("run")

    def log_of(self, command: str) -> str:
        """What that command wrote so far."""
        return self._log(command).read_text()

    def _log(self, command: str) -> Path:
        return self.folder / f"{command}.log"

    def stored(self) -> str:
        """All that the tables hold, as text."""
        with self.context() as context, context.stores.database.read() as session:
            rows = [session.execute(select(table)) for table in Base.metadata.sorted_tables]
            return "\n".join(str(row) for found in rows for row in found)

    def _environment(self, more: dict[str, str]) -> dict[str, str]:
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith("FOREWARN_")
        }
        return {**kept, **self.environ, **more}


def publish(
    context: AppContext, source: Source, html: str, at: datetime | None = None
) -> CheckResult:
    """The source's page says this now; judged and recorded without a crawl's own process."""
    return publish_to(context.stores.archive, source, html, at or datetime.now(UTC))


def publish_to(archive: SqlArchive, source: Source, html: str, at: datetime) -> CheckResult:
    """The same, where only an archive is open."""
    body = html.encode()
    snapshot = Snapshot(
        source_id=source.id,
        url=source.url,
        fetched_at=at,
        status=200,
        headers=(("Content-Type", "text/html"),),
        body=body,
        sha256=sha256(body),
    )
    return Tracker(archive).take(Fetched(source, snapshot), at)


def publish_entries(context: AppContext, source: Source, *entries: tuple[str, str]) -> CheckResult:
    """The source's feed lists these now, the newest first; their titles may be equal."""
    items = "".join(
        f"<item><title>{escape(title)}</title><link>{source.url}/{number}</link>"
        f"<guid isPermaLink='false'>{number}</guid><description>{escape(text)}</description></item>"
        for number, (title, text) in reversed([*enumerate(reversed(entries))])
    )
    body = f"<rss version='2.0'><channel><title>Notices</title>{items}</channel></rss>".encode()
    at = datetime.now(UTC)
    snapshot = Snapshot(
        source_id=source.id,
        url=source.url,
        fetched_at=at,
        status=200,
        headers=(("Content-Type", "application/rss+xml"),),
        body=body,
        sha256=sha256(body),
    )
    return Tracker(context.stores.archive).take(Fetched(source, snapshot), at)


def start_checks(jobs: CrawlJobs, ids: Iterable[int], runner: str, at: datetime) -> list[int]:
    """Those of these checks that nobody runs are taken, whoever visits their hosts."""
    wanted = set(ids)
    return jobs.claim(
        lambda waiting, _: [one.id for one in waiting if one.id in wanted], str, runner, at
    )


def until(condition: Callable[[], Any], what: str = "", timeout: float = PATIENCE) -> Any:
    """What the condition gives, once it gives something; fails after a while."""
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.02)
    raise AssertionError(f"never came true: {what or condition}")


def rest(database: Database) -> None:
    """Wait until the threads that a test left behind have given their connections back."""
    pool, deadline = database.engine.pool, time.monotonic() + _REST_SECONDS
    while isinstance(pool, QueuePool) and pool.checkedout() and time.monotonic() < deadline:
        time.sleep(0.01)


def page(*paragraphs: str, title: str = "Seller rules", heading: str = "Seller rules") -> str:
    """A page of rules with the boilerplate that real ones have."""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f"<!doctype html><html lang=en><head><title>{title}</title></head><body>"
        f"<nav><a href=/>Home</a> <a href=/login>Sign in</a></nav>"
        f"<main><h1>{heading}</h1>{body}</main>"
        f"<footer>Harbour Market 2026</footer></body></html>"
    )


def rss(*entries: tuple[str, str]) -> Answer:
    """A feed of (title, text) entries."""
    items = "".join(
        f"<item><title>{title}</title><link>https://notices.example.org/{index}-{len(title)}</link>"
        f"<guid isPermaLink='false'>{title}</guid><description>{text}</description></item>"
        for index, (title, text) in enumerate(entries)
    )
    body = f"<?xml version='1.0'?><rss version='2.0'><channel><title>Notices</title>{items}</channel></rss>"
    return Answer(body.encode(), headers={"Content-Type": "application/rss+xml"})
