"""Replays real histories through the true spiders, version after version.

    python benchmarks/replay_real.py DATA [--documents N] [--rounds N]

DATA holds `html_series/manifest.csv` (raw HTML captures) and `versions/manifest.csv`
(Markdown versions, served as HTML). Each round serves every document's next version on a
loopback server and crawls it in a child process into SQLite; alerts go to a local Bot API
server, digests to a real SMTP server. Printed: documents, versions, changes by severity,
alerts, mails, pages per second.
"""

import argparse
import asyncio
import csv
import gzip
import json
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import yaml
from markdown_it import MarkdownIt
from pydantic import SecretStr

from delivery.digests import make_due
from delivery.dispatcher import Dispatcher
from forewarn.channels import open_channels
from forewarn.demo.site import Answer, Site
from forewarn.settings import Settings
from forewarn.wiring import AppContext, open_context
from launcher.parent import Crawls
from monitor.audience import Frequency
from monitor.language import Language, languages
from monitor.model import Outcome, Severity
from monitor.vocabulary import categories
from runtime.clock import now
from runtime.logs import configure
from storage.jobs.crawl_jobs import Origin
from tests.doubles.bot_api import TOKEN, BotApi
from tests.doubles.smtp import MailServer

READERS = 3


@dataclass(slots=True)
class History:
    """One document's captures in time order: the file, and whether only noise changed."""

    select: str = ""
    captures: list[tuple[Path, str]] = field(default_factory=list)


@dataclass(slots=True)
class Figures:
    """What the replay came to."""

    pages: int = 0
    seconds: float = 0.0
    outcomes: Counter[str] = field(default_factory=Counter)
    noise_pairs: int = 0
    noise_alerts: int = 0


def main() -> None:
    """Replay, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--documents", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=8)
    given = parser.parse_args()
    configure("console", ())
    histories = load(given.data, given.documents)
    with (
        Site() as site,
        BotApi() as telegram,
        MailServer() as mail,
        tempfile.TemporaryDirectory() as name,
    ):
        settings = stage(Path(name), site, telegram, mail, histories)
        with open_context(settings) as context:
            figures = asyncio.run(replay(context, site, histories, given.rounds))
            print_figures(context, histories, figures, telegram, mail)


def load(data: Path, limit: int) -> dict[str, History]:
    """The histories of DATA, half raw HTML and half Markdown, longest first."""
    chosen: dict[str, History] = {}
    for folder, share in (("html_series", limit // 2), ("versions", limit - limit // 2)):
        found: dict[str, History] = defaultdict(History)
        for row in rows(data / folder):
            history = found[f"{folder}-{row['service']}-{row['document']}"]
            history.select = selector(row.get("select", "")) if folder == "html_series" else ""
            history.captures.append((data / folder / row["file"], row.get("pair_label", "")))
        longest = sorted(found.items(), key=lambda item: -len(item[1].captures))
        chosen |= {f"{folder.replace('_', '-')}-{i}": h for i, (_, h) in enumerate(longest[:share])}
    return chosen


def rows(folder: Path) -> Iterator[dict[str, str]]:
    """The rows of a manifest, in time order."""
    with (folder / "manifest.csv").open(encoding="utf-8", newline="") as lines:
        yield from sorted(csv.DictReader(lines), key=lambda row: row["date"])


def selector(declared: str) -> str:
    """The declared CSS selectors as one; slices by other means are left to main content."""
    names = json.loads(declared) if declared.startswith("[") else declared
    return (
        ", ".join(name for name in names if isinstance(name, str))
        if isinstance(names, list)
        else ""
    )


def stage(
    folder: Path, site: Site, telegram: BotApi, mail: MailServer, histories: dict[str, History]
) -> Settings:
    """A catalogue of the histories and settings that lead to this machine alone."""
    sources = {
        name: {
            "title": name,
            "category": categories()[index % len(categories())],
            "kind": "page",
            "url": f"{site.url}/{name}",
            "language": "en",
            **({"select": history.select} if history.select else {}),
        }
        for index, (name, history) in enumerate(histories.items())
    }
    catalogue = folder / "replay.yaml"
    catalogue.write_text(yaml.safe_dump({"organisation": "Replay", "sources": sources}), "utf-8")
    return Settings(
        database_url=SecretStr(f"sqlite:///{folder / 'replay.db'}"),
        catalogue=catalogue,
        allow_private_networks=True,
        contact="replay",
        telegram_token=SecretStr(TOKEN),
        telegram_api_url=telegram.url,
        smtp_url=SecretStr(mail.url),
        mail_from="Replay <replay@example.org>",
    )


async def replay(
    context: AppContext, site: Site, histories: dict[str, History], rounds: int
) -> Figures:
    """Every round: serve the next versions, crawl, deliver."""
    invite(context)
    figures = Figures()
    async with open_channels(context.settings) as channels:
        for number in range(rounds):
            serve(site, histories, number)
            served = [name for name, h in histories.items() if number < len(h.captures)]
            started = time.monotonic()
            jobs = await Crawls(context).run(
                context.stores.jobs.enqueue(served, Origin.COMMAND, now())
            )
            figures.seconds += time.monotonic() - started
            figures.pages += len(served)
            for job in jobs:
                if job.result:
                    count(figures, histories[job.source_id], number, job.result.outcome)
            await Dispatcher(context, channels).deliver_due()
        make_due(context, now() + timedelta(days=1))
        await Dispatcher(context, channels).deliver_due()
    return figures


def count(figures: Figures, history: History, number: int, outcome: Outcome) -> None:
    """Add one outcome; tell apart the captures where only noise changed."""
    figures.outcomes[outcome] += 1
    if history.captures[number][1] == "noise_only":
        figures.noise_pairs += 1
        figures.noise_alerts += outcome is Outcome.CHANGED


def invite(context: AppContext) -> None:
    """Readers in Telegram and one by mail, each for everything."""
    for chat_id in range(1, READERS + 1):
        reader = context.stores.subscribers.welcome(chat_id, languages()[chat_id % 2], now())
        for category in categories():
            context.stores.subscribers.subscribe(reader.id, category, Frequency.INSTANT)
    mailed = context.stores.subscribers.add_email(
        "reader@example.org", Language.EN, "UTC", 0, now()
    )
    for category in categories():
        context.stores.subscribers.subscribe(mailed.id, category, Frequency.DAILY)


def serve(site: Site, histories: dict[str, History], number: int) -> None:
    """Put every document's version of this round on the server."""
    for name, history in histories.items():
        if number < len(history.captures):
            site.pages[f"/{name}"] = Answer(html_of(history.captures[number][0]))


def html_of(file: Path) -> bytes:
    """A capture as a server would send it."""
    if file.suffix == ".gz":
        return gzip.decompress(file.read_bytes())
    body = MarkdownIt("commonmark").enable("table").render(file.read_text("utf-8", "replace"))
    return f"<!doctype html><meta charset=utf-8><body><main>{body}</main></body>".encode()


def print_figures(
    context: AppContext,
    histories: dict[str, History],
    figures: Figures,
    telegram: BotApi,
    mail: MailServer,
) -> None:
    """The table."""
    changes = context.stores.history.changes(min_severity=Severity.COSMETIC)
    severities = Counter(change.assessment.severity.label for change in changes)
    versions = sum(context.stores.history.counts(histories).values())
    seconds = f"{figures.seconds:.1f} s, process starts included"
    for name, value in {
        "documents": len(histories),
        "captures served": figures.pages,
        "versions stored": versions,
        "outcomes": formatted(figures.outcomes),
        "changes by severity": formatted(severities),
        "alerts received": f"{len(telegram.sent)} by {READERS} readers",
        "mails received": len(mail.mails),
        "noise-only captures": f"{figures.noise_pairs}, reported as changes: {figures.noise_alerts}",
        "pages per second": f"{figures.pages / figures.seconds:.1f} ({seconds})",
    }.items():
        print(f"{name:<20}{value}")


def formatted(counts: Counter[str]) -> str:
    """Counts as words."""
    return ", ".join(f"{count} {name}" for name, count in counts.most_common())


if __name__ == "__main__":
    main()
