"""`forewarn sources test` and `forewarn sources add`: crawl into a temporary database."""

import asyncio
import os
import re
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import typer
import yaml
from pydantic import SecretStr

from crawler.settings import DOWNLOAD_DELAY
from forewarn.cli.formatting import print_document, warn
from forewarn.cli.session import load_settings, session
from forewarn.settings import Settings
from forewarn.wiring import AppContext, open_context
from launcher.parent import Crawls
from launcher.visiting import visiting
from monitor import catalogue
from monitor.assess.topics import topics_in
from monitor.errors import ConfigurationError
from monitor.extract.snapshot import extract
from monitor.language import Language, message
from monitor.model import Snapshot, Version
from monitor.parsing import Unreadable
from monitor.parsing.urls import read_url, split_url
from monitor.ports import CheckResult
from monitor.propose import propose
from monitor.source import Kind, Source
from monitor.text import clean, shorten
from monitor.vocabulary import categories
from runtime.clock import now
from storage.database import existing
from storage.jobs.crawl_jobs import Origin
from storage.jobs.host_leases import HostLeases

_ENTRIES_SHOWN = 5
_LEFT_OUT_SHOWN = 20
_POLL_SECONDS = 0.5
# With number and suffix a file name stays under the limit of file systems, 255 bytes.
_ID_CHARS = 80
_TITLE_CHARS = 300
_WORDS = re.compile(r"[a-z0-9]+")
_DEFAULT_CATEGORY = "platform-policy"
_EMPTY_FRAME = {"script-needed", "empty"}
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


def test(source_id: Annotated[str, typer.Argument(help="A source id.")]) -> None:
    """Fetch one source and show what would be stored; nothing is stored.

    Example: forewarn sources test fcc-covered-list
    """
    with session() as context:
        source = context.catalogue.find(source_id)
        found = fetch_standalone(context.settings, source.id)
        print_trial(found)
        print_filter(found, source)
        raise typer.Exit(0 if found.result.outcome.is_good else 1)


def add(
    url: Annotated[str, typer.Argument(help="The page or feed to watch.")],
    organisation: Annotated[str, typer.Option(help="Whose page it is; none: the host.")] = "",
    category: Annotated[str, typer.Option(help="A category; none: proposed from the text.")] = "",
) -> None:
    """Fetch a page, propose its YAML, and write it into the overlay, or else the catalogue.

    Example: forewarn sources add https://www.example.org/rules --category customs-border
    """
    raise typer.Exit(0 if _add_source(load_settings(), url, organisation, category) else 1)


@dataclass(frozen=True, slots=True)
class TrialCrawl:
    """The result of a trial crawl, the versions it would store, and its snapshot."""

    result: CheckResult
    versions: list[Version]
    snapshot: Snapshot | None


def fetch_standalone(settings: Settings, source_id: str) -> TrialCrawl:
    """Fetch one source as a crawl would, into a temporary database."""
    with tempfile.TemporaryDirectory(prefix="forewarn-") as folder:
        url = SecretStr(f"sqlite:///{Path(folder) / 'trial.db'}")
        with open_context(settings.model_copy(update={"database_url": url})) as context:
            with _host_lease(settings, context.catalogue.find(source_id).host):
                result = asyncio.run(_crawl(context, source_id))
            lines = context.stores.history.versions(source_id)
            found = [context.stores.history.version(source_id, entry.number) for entry in lines]
            snapshot = context.stores.archive.last_snapshot(source_id)
            return TrialCrawl(result, [version for version in found if version], snapshot)


@contextmanager
def _host_lease(settings: Settings, host: str) -> Iterator[None]:
    """Hold the lease of the host, so that crawls of the service do not visit it meanwhile."""
    database = existing(settings.database_url.get_secret_value())
    if database is None:
        yield
        return
    leases, holder = HostLeases(database), f"{socket.gethostname()}:{os.getpid()}#trial"
    try:
        _claim(leases, host, holder)
        with visiting(leases, {host}, holder, holder) as visits:
            yield
            visits.asked(host, now(), DOWNLOAD_DELAY)
    finally:
        database.close()


def _claim(leases: HostLeases, host: str, holder: str) -> None:
    if leases.claim({host}, holder, now()):
        return
    warn(f"another crawl visits {host} now; this waits for its end")
    while not leases.claim({host}, holder, now()):
        time.sleep(_POLL_SECONDS)


def print_trial(found: TrialCrawl) -> None:
    """Print what would be stored."""
    result, versions = found.result, found.versions
    if not result.outcome.is_good:
        warn(f"{result.source_id}: {result.outcome}: {result.reason}")
    for version in versions[:_ENTRIES_SHOWN]:
        typer.echo(f"== {version.document.title}")
        print_document(version.document)
    if len(versions) > _ENTRIES_SHOWN:
        more = len(versions) - _ENTRIES_SHOWN
        typer.echo(f"== {message('cli', Language.EN, 'entries_more', count=more)}")


def print_filter(found: TrialCrawl, source: Source) -> None:
    """Print how many entries the words of the source keep, and the titles of those left out."""
    if not (source.is_filtered and found.snapshot and found.result.outcome.is_good):
        return
    every = extract(found.snapshot, replace(source, only=(), skip=()))
    kept = {document.key for document in extract(found.snapshot, source)}
    typer.echo(f"== {message('cli', Language.EN, 'entries_kept', count=len(kept), all=len(every))}")
    for document in [one for one in every if one.key not in kept][:_LEFT_OUT_SHOWN]:
        typer.echo(f"- {shorten(document.title, _TITLE_CHARS)}")


async def _crawl(context: AppContext, source_id: str) -> CheckResult:
    jobs = await Crawls(context).run(
        context.stores.jobs.enqueue([source_id], Origin.COMMAND, now())
    )
    if jobs[0].result is None:
        raise LookupError("a finished crawl has a result")
    return jobs[0].result


def _add_source(settings: Settings, url: str, organisation: str, category: str) -> bool:
    """Fetch the page, propose, print and write its entry; return whether it was written."""
    if category and category not in categories():
        raise ConfigurationError(f"{category!r} is no category; choose {', '.join(categories())}")
    address = read_url(url)
    if isinstance(address, Unreadable):
        raise ConfigurationError(f"{url[:200]!r} {address.reason}")
    name = clean(organisation) or (address.host or url).removeprefix("www.")
    source_id = _id(str(address))
    _require_new(settings, source_id, url)
    draft = _draft(url, category)
    trial = _fetch(settings, source_id, name, draft)
    if trial.snapshot:
        proposed = propose(trial.snapshot)
        draft |= {"kind": str(proposed.kind), **proposed.entry}
        draft["every"] = "24h" if proposed.kind in {Kind.PAGE, Kind.PDF} else "6h"
        trial = _fetch(settings, source_id, name, draft)
        for hint in proposed.hints:
            typer.echo(f"Note: {hint}")
    print_trial(trial)
    if trial.result.reason.code in _EMPTY_FRAME:
        typer.echo("Note: the page seems to be filled by its scripts; try 'render: browser'")
    if not trial.versions:
        return False
    file = _write(settings, source_id, name, {**draft, **_derive_fields(trial.versions, category)})
    typer.echo(f"Written to {file}. Read it, then: forewarn sources check {file}")
    return True


def _require_new(settings: Settings, source_id: str, url: str) -> None:
    known = catalogue.load(settings.catalogue, overlay=settings.overlay)
    for source in known.sources:
        if source.url == url or source.id == source_id:
            raise ConfigurationError(f"{url} is watched already, as {source.id}")


def _id(url: str) -> str:
    parts = split_url(url)
    words = _WORDS.findall(f"{(parts.hostname or '').removeprefix('www.')} {parts.path}".lower())
    return "-".join(words)[:_ID_CHARS].strip("-")


def _draft(url: str, category: str) -> dict[str, object]:
    return {
        "title": url,
        "category": category or _DEFAULT_CATEGORY,
        "kind": str(Kind.PAGE),
        "url": url,
        "language": "en",
        "every": "24h",
    }


def _fetch(settings: Settings, source_id: str, name: str, draft: dict[str, object]) -> TrialCrawl:
    with tempfile.TemporaryDirectory(prefix="forewarn-") as folder:
        _write_file(Path(folder) / "draft.yaml", source_id, name, draft)
        trial_settings = settings.model_copy(update={"catalogue": Path(folder), "overlay": None})
        return fetch_standalone(trial_settings, source_id)


def _derive_fields(versions: list[Version], category: str) -> dict[str, object]:
    """Derive entry fields from the text: title, category, topics, minimum length."""
    text = "\n".join(version.document.text for version in versions)
    topics = topics_in(text)[:_TOPICS_PROPOSED]
    proposed = next((_CATEGORY_OF[topic] for topic in topics if topic in _CATEGORY_OF), "")
    derived: dict[str, object] = {
        "category": category or proposed or _DEFAULT_CATEGORY,
        "topics": list(topics),
    }
    only = versions[0].document
    if len(versions) == 1 and not only.key:
        chars = int(len(only.text) * _SANE_SHARE) // 100 * 100
        derived |= {"title": shorten(only.title, _TITLE_CHARS), "expect": {"min_chars": chars}}
    return derived


def _write(settings: Settings, source_id: str, name: str, entry: dict[str, object]) -> Path:
    folder = settings.overlay or settings.catalogue
    folder = folder.parent if folder.is_file() else folder
    stem = "-".join(_WORDS.findall(name.lower()))[:_ID_CHARS].strip("-") or source_id
    file = folder / f"{stem}.yaml"
    number = 2
    while file.exists():
        file = file.with_stem(f"{file.stem.removesuffix(f'-{number - 1}')}-{number}")
        number += 1
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write_file(file, source_id, name, entry)
    except OSError as error:
        raise ConfigurationError(f"{file} cannot be written: {error.strerror}") from None
    return file


def _write_file(file: Path, source_id: str, name: str, entry: dict[str, object]) -> None:
    data = {"organisation": name, "sources": {source_id: entry}}
    text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=100)
    file.write_text(text, "utf-8")
