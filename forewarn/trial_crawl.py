"""Crawls one page into a temporary database, and proposes the source that watches it."""

import asyncio
import os
import re
import socket
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from crawler.settings import DOWNLOAD_DELAY
from forewarn.settings import Settings
from forewarn.wiring import AppContext, open_context
from launcher.parent import Crawls
from launcher.visiting import visiting
from monitor.assess.topics import topics_in
from monitor.catalogue.write import SourceEntry, file_text
from monitor.errors import ConfigurationError
from monitor.model import Snapshot, Version
from monitor.parsing import Unreadable
from monitor.parsing.urls import read_url, split_url
from monitor.ports import CheckResult
from monitor.propose import propose
from monitor.source import Kind
from monitor.text import clean, shorten
from runtime.clock import now
from storage.database import existing
from storage.jobs.crawl_jobs import Origin
from storage.jobs.host_leases import HostLeases

_POLL_SECONDS = 0.5
# With number and suffix a file name stays under the limit of file systems, 255 bytes.
_ID_CHARS = 80
_TITLE_CHARS = 300
_WORDS = re.compile(r"[a-z0-9]+")
_DEFAULT_CATEGORY = "platform-policy"
# A capture with less than half of today's text is surely not the page.
_SANE_SHARE = 0.5
_TOPICS_PROPOSED = 4
# The category that a topic in the text implies, when the operator names none.
_CATEGORY_OF = {
    "domains": "court-domain-seizure",
    "batteries": "product-safety",
    "wireless": "product-safety",
    "toys": "product-safety",
    "patent": "ip-enforcement",
}

# Is told of a host that another crawl visits; raises an error when it does not want to wait.
Waiting = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class TrialCrawl:
    """The result of a trial crawl, the versions it would store, and its snapshot."""

    result: CheckResult
    versions: list[Version]
    snapshot: Snapshot | None


@dataclass(frozen=True, slots=True)
class ProposedSource:
    """What a page's source may be, hints for the person who completes it, and its trial crawl."""

    entry: SourceEntry
    hints: tuple[str, ...]
    trial: TrialCrawl


def propose_source(
    settings: Settings, url: str, organisation: str, category: str, waiting: Waiting
) -> ProposedSource:
    """Fetch a page and propose the source that watches it; ConfigurationError for a bad address."""
    address = read_url(url)
    if isinstance(address, Unreadable):
        raise ConfigurationError(f"{url[:200]!r} {address.reason}")
    name = clean(organisation) or (address.host or url).removeprefix("www.")
    source_id, keys = source_id_of(str(address)), _draft(url, category)
    hints: tuple[str, ...] = ()
    trial = fetch_entry(
        settings, SourceEntry(organisation=name, source_id=source_id, keys=keys), waiting
    )
    if trial.snapshot:
        proposed = propose(trial.snapshot)
        hints = proposed.hints
        keys |= {"kind": str(proposed.kind), **proposed.entry}
        keys["every"] = "24h" if proposed.kind in {Kind.PAGE, Kind.PDF} else "6h"
        entry = SourceEntry(organisation=name, source_id=source_id, keys=keys)
        trial = fetch_entry(settings, entry, waiting)
    if trial.versions:
        keys |= _derive_fields(trial.versions, category)
    entry = SourceEntry(organisation=name, source_id=source_id, keys=keys)
    return ProposedSource(entry, hints, trial)


def fetch_entry(settings: Settings, entry: SourceEntry, waiting: Waiting) -> TrialCrawl:
    """Fetch a source that no file states yet."""
    with tempfile.TemporaryDirectory(prefix="forewarn-") as folder:
        text = file_text(entry.organisation, {entry.source_id: entry.keys})
        (Path(folder) / "draft.yaml").write_text(text, "utf-8")
        trial_settings = settings.model_copy(update={"catalogue": Path(folder), "overlay": None})
        return fetch_standalone(trial_settings, entry.source_id, waiting)


def fetch_standalone(settings: Settings, source_id: str, waiting: Waiting) -> TrialCrawl:
    """Fetch one source as a crawl would, into a temporary database."""
    with tempfile.TemporaryDirectory(prefix="forewarn-") as folder:
        url = SecretStr(f"sqlite:///{Path(folder) / 'trial.db'}")
        with open_context(settings.model_copy(update={"database_url": url})) as context:
            with _host_lease(settings, context.catalogue.find(source_id).host, waiting):
                result = asyncio.run(_crawl(context, source_id))
            lines = context.stores.history.versions(source_id)
            found = [context.stores.history.version(source_id, entry.number) for entry in lines]
            snapshot = context.stores.archive.last_snapshot(source_id)
            return TrialCrawl(result, [version for version in found if version], snapshot)


@contextmanager
def _host_lease(settings: Settings, host: str, waiting: Waiting) -> Iterator[None]:
    """Hold the lease of the host, so that crawls of the service do not visit it meanwhile."""
    database = existing(settings.database_url.get_secret_value())
    if database is None:
        yield
        return
    leases, holder = HostLeases(database), f"{socket.gethostname()}:{os.getpid()}#trial"
    try:
        _claim(leases, host, holder, waiting)
        with visiting(leases, {host}, holder, holder) as visits:
            yield
            visits.asked(host, now(), DOWNLOAD_DELAY)
    finally:
        database.close()


def _claim(leases: HostLeases, host: str, holder: str, waiting: Waiting) -> None:
    while not leases.claim({host}, holder, now()):
        waiting(host)
        time.sleep(_POLL_SECONDS)


async def _crawl(context: AppContext, source_id: str) -> CheckResult:
    jobs = await Crawls(context).run(
        context.stores.jobs.enqueue([source_id], Origin.COMMAND, now())
    )
    if jobs[0].result is None:
        raise LookupError("a finished crawl has a result")
    return jobs[0].result


def source_id_of(url: str) -> str:
    """Propose the id of a page's source: the words of its address."""
    parts = split_url(url)
    words = _WORDS.findall(f"{(parts.hostname or '').removeprefix('www.')} {parts.path}".lower())
    return "-".join(words)[:_ID_CHARS].strip("-")


def file_stem(name: str, otherwise: str) -> str:
    """Return the name of an organisation's file, without its ending."""
    return "-".join(_WORDS.findall(name.lower()))[:_ID_CHARS].strip("-") or otherwise


def _draft(url: str, category: str) -> dict[str, Any]:
    return {
        "title": url,
        "category": category or _DEFAULT_CATEGORY,
        "kind": str(Kind.PAGE),
        "url": url,
        "language": "en",
        "every": "24h",
    }


def _derive_fields(versions: list[Version], category: str) -> dict[str, Any]:
    """Derive entry fields from the text: title, category, topics, minimum length."""
    text = "\n".join(version.document.text for version in versions)
    topics = topics_in(text)[:_TOPICS_PROPOSED]
    proposed = next((_CATEGORY_OF[topic] for topic in topics if topic in _CATEGORY_OF), "")
    derived: dict[str, Any] = {
        "category": category or proposed or _DEFAULT_CATEGORY,
        "topics": list(topics),
    }
    only = versions[0].document
    if len(versions) == 1 and not only.key:
        chars = int(len(only.text) * _SANE_SHARE) // 100 * 100
        derived |= {"title": shorten(only.title, _TITLE_CHARS), "expect": {"min_chars": chars}}
    return derived
