"""Everything outside of the process that is killed: pages, Telegram, mail, the database."""

import contextlib
import multiprocessing
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import text

from forewarn.demo.site import Site
from forewarn.evidence import soundness
from monitor.audience import Frequency
from monitor.language import Language
from monitor.text import sha256
from storage.database import Database
from tests.doubles.bot_api import TOKEN, BotApi
from tests.doubles.postgresql import database_url
from tests.doubles.smtp import MailServer
from tests.lab import page
from tests.torture.cycle import START, cycle, parts_of

PAGES, SUBSCRIBERS = 8, 4
# Pages that nobody reads of: at each round one shows what its neighbour showed at the round before,
# so that sources which are stored together have each other's bytes in their past.
SHIFTING = 4
CLEAN_SECONDS = 300.0
# The process that is killed is forked from a server that has imported all it needs.
PRELOAD = ["tests.torture.cycle"]


@dataclass(frozen=True, slots=True)
class World:
    """Everything outside of the process that is killed."""

    environ: dict[str, str]
    site: Site
    telegram: BotApi
    mail: MailServer


def marks_of(number: int) -> list[str]:
    return [f"mark{number}p{one}z" for one in range(PAGES)]


def change_pages(world: World, number: int) -> None:
    for one, mark in enumerate(marks_of(number)):
        words = f"{mark} must not be listed from this round on."
        deposit = f"The deposit is USD {500 + one} for each shop."
        world.site.put(f"/page-{one}", page(*[deposit] * (1 + one), words))
    shown = [
        *(shared_page(one) for one in range(3)),
        page("Please sign in to continue."),
        "",
        page("404"),
    ]
    for one in range(SHIFTING):
        world.site.put(f"/shifting-{one}", shown[(number - one) % len(shown)])


def shared_page(one: int) -> str:
    """A page that several sources show in turn, its bytes the same."""
    return page(f"Rule {one}: a label names the importer.", "Sellers keep an invoice. " * 20)


@contextmanager
def world_on(database: str) -> Iterator[World]:
    with (
        tempfile.TemporaryDirectory(prefix="torture-") as name,
        Site() as site,
        BotApi() as telegram,
        MailServer() as mail,
        database_url(database, Path(name)) as url,
    ):
        sources = {
            f"page-{one}": {
                "title": f"Page {one}", "category": "platform-policy", "kind": "page", "language": "en",
                "url": f"{site.url}/page-{one}",
            }
            for one in range(PAGES)
        } | {
            f"shifting-{one}": {
                "title": f"Shifting {one}", "category": "product-safety", "kind": "page", "language": "en",
                "url": f"{site.url}/shifting-{one}",
            }
            for one in range(SHIFTING)
        }  # fmt: skip
        catalogue = Path(name) / "catalogue.yaml"
        catalogue.write_text(
            yaml.safe_dump({"organisation": "Harbour", "sources": sources}), "utf-8"
        )
        environ = {
            "FOREWARN_DATABASE_URL": url,
            "FOREWARN_CATALOGUE": str(catalogue),
            "FOREWARN_ALLOW_PRIVATE_NETWORKS": "true",
            "FOREWARN_TELEGRAM_TOKEN": TOKEN,
            "FOREWARN_TELEGRAM_API_URL": telegram.url,
            "FOREWARN_SMTP_URL": mail.url,
            "FOREWARN_MAIL_FROM": "Forewarn <news@example.org>",
        }
        yield World(environ, site, telegram, mail)


def prepare(world: World) -> None:
    """Readers, and the first versions of the pages."""
    with parts_of(world.environ) as context:
        for chat_id in range(1, SUBSCRIBERS + 1):
            subscriber = context.stores.subscribers.welcome(chat_id, Language.EN, START)
            context.stores.subscribers.subscribe(
                subscriber.id, "platform-policy", Frequency.INSTANT
            )
        mailed = context.stores.subscribers.add_email(
            "li@example.org", Language.EN, "UTC", 8, START
        )
        context.stores.subscribers.subscribe(mailed.id, "platform-policy", Frequency.DAILY)
    change_pages(world, 0)
    run(world, 0, "", CLEAN_SECONDS)


def run(world: World, number: int, point: str, seconds: float) -> bool:
    """One start of the program; killed when the time is over. Whether it was killed."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOAD)
    child = context.Process(target=cycle, args=(world.environ, number, point))
    child.start()
    child.join(seconds)
    if child.is_alive():
        child.kill()
        child.join()
    if child.exitcode not in {0, -signal.SIGKILL}:
        raise AssertionError(f"round {number}, {point}: the program ended with {child.exitcode}")
    return child.exitcode != 0


def faults(world: World, when: str) -> list[str]:
    """What is not whole in the database: pages, references, chains of versions, evidence."""
    with (
        contextlib.closing(Database(world.environ["FOREWARN_DATABASE_URL"])) as database,
        database.read() as session,
    ):
        found: list[Any] = []
        if database.engine.dialect.name == "sqlite":
            found += [r[0] for r in session.execute(text("PRAGMA integrity_check")) if r[0] != "ok"]
            found += session.execute(text("PRAGMA foreign_key_check")).all()
        versions = session.execute(
            text(
                "SELECT source_id, number, text_sha256, snapshot_sha256, chain_sha256 FROM versions ORDER BY source_id, number"
            )
        ).all()
        found += [
            f"the chain of {b.source_id} breaks at {b.number}"
            for a, b in pairwise(versions)
            if a.source_id == b.source_id
            and b.chain_sha256 != sha256(a.chain_sha256 + b.text_sha256 + b.snapshot_sha256)
        ]
        halves = "SELECT count(*) FROM changes c WHERE NOT EXISTS (SELECT 1 FROM versions v WHERE v.source_id = c.source_id AND v.number = c.to_version)"
        found += (
            [f"{count} changes without their version"]
            if (count := session.scalar(text(halves)))
            else []
        )
    with parts_of(world.environ) as context:
        found += soundness(context, every_version=True).flaws
    return [f"{when}: {fault}" for fault in found]
