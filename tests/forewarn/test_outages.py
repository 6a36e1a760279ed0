"""A whole service whose database, network or disk lock goes away, and comes back."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial

import psycopg
import pytest

from delivery.dispatcher import Dispatcher
from forewarn.channels import open_channels
from forewarn.settings import Settings
from forewarn.wiring import AppContext
from monitor.audience import Frequency
from monitor.check_reason import CheckReason
from monitor.language import Language
from monitor.model import FetchFailure, Outcome
from monitor.ports import ChangeSet, CheckOutcome
from monitor.source import Source
from runtime.clock import now
from storage.database import Database
from storage.jobs.role_lock import Role, RoleLock
from tests.doubles.bot_api import BotApi
from tests.doubles.postgresql import PostgresServer
from tests.doubles.smtp import free_port
from tests.lab import Lab, page, publish, until

SELLER = 77
LISTED = ("Rings may be listed.", "The fee is USD 5.")
RULES = {
    "ring-rules": "Brand letters must be uploaded.",
    "stone-rules": "Stones need an appraisal certificate.",
}
# Holds the write lock of an SQLite database until its standard input ends.
LOCKER = """
import sqlite3, sys
held = sqlite3.connect(sys.argv[1], isolation_level=None)
held.execute("BEGIN IMMEDIATE")
print("locked", flush=True)
sys.stdin.read()
"""


def subscribe(lab: Lab, **environ: str) -> None:
    with lab.context(**environ) as context:
        subscriber = context.stores.subscribers.welcome(SELLER, Language.EN, now())
        context.stores.subscribers.subscribe(subscriber.id, "platform-policy", Frequency.INSTANT)


def count_alerts(bot_api: BotApi, words: str) -> int:
    return sum(words in message for message in bot_api.to(SELLER))


def has_failed(lab: Lab, seen: int) -> bool:
    return "work_failed" in lab.log[seen:]


def held_roles(server: PostgresServer) -> int:
    with psycopg.connect(server.url) as connection:
        found = connection.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")
        return int(found.fetchall()[0][0])


def test_a_database_server_that_crashes_under_a_running_service(
    chatting: Lab, bot_api: BotApi
) -> None:
    """Killed twice; each time a page changes while the database is away."""
    for source in RULES:
        chatting.watch(source)
        chatting.site.put(f"/{source}", page(*LISTED))
    with PostgresServer() as server:
        chatting.environ["FOREWARN_DATABASE_URL"] = server.url
        chatting.crawl()
        subscribe(chatting)
        with chatting.running() as process:
            until(lambda: "started" in chatting.log, "the start")
            for source, rule in RULES.items():
                server.kill()
                chatting.site.put(f"/{source}", page(*LISTED, rule))
                until(partial(has_failed, chatting, len(chatting.log)), "a word")
                server.start()
                bot_api.says(SELLER, f"/check {source}")
                until(partial(count_alerts, bot_api, rule), rule)
            until(lambda: held_roles(server) == len(Role), "the roles, taken again")
            second = chatting.forewarn("run", code=2).stderr

            assert "another `forewarn run`" in second
            assert process.poll() is None
    assert "Traceback" not in chatting.log
    assert [count_alerts(bot_api, rule) for rule in RULES.values()] == [1, 1]


def test_a_role_is_taken_again_after_a_restart() -> None:
    with PostgresServer() as server:
        database, other = Database(server.url), Database(server.url)
        first, second = (RoleLock(one, Role.TIMERS) for one in (database, other))
        assert first.hold()
        assert not second.hold()
        server.kill()
        server.start()

        assert first.hold()
        assert not second.hold()
        first.release()
        assert second.hold()
        second.release()
        database.close()
        other.close()


@contextmanager
def locked(file: str) -> Iterator[None]:
    with subprocess.Popen(
        [sys.executable, "-c", LOCKER, file], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdin is not None
        assert holder.stdout is not None
        holder.stdout.readline()
        yield
        holder.stdin.close()


@pytest.mark.sqlite
def test_a_database_that_is_locked_for_longer_than_we_wait(chatting: Lab, bot_api: BotApi) -> None:
    """SQLite's write lock is held until the service has given up waiting for it: 30 s."""
    chatting.watch("ring-rules")
    chatting.site.put("/ring-rules", page(*LISTED))
    chatting.crawl()
    subscribe(chatting)
    file = chatting.environ["FOREWARN_DATABASE_URL"].removeprefix("sqlite:///")
    with chatting.running() as process:
        until(lambda: "started" in chatting.log, "the start")
        chatting.site.put("/ring-rules", page(*LISTED, RULES["ring-rules"]))
        with locked(file):
            until(lambda: "database is locked" in chatting.log, "a word on the lock")
        bot_api.says(SELLER, "/check ring-rules")
        until(lambda: count_alerts(bot_api, RULES["ring-rules"]), "the alert")

        assert process.poll() is None
    assert "Traceback" not in chatting.log
    assert count_alerts(bot_api, RULES["ring-rules"]) == 1


async def test_an_hour_without_any_network(
    chatting: Lab, bot_api: BotApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No page and no chat answers for an hour. Then the page is read, and what was owed comes."""
    chatting.watch("ring-rules", every="15m")
    begin, clock = now(), [now()]
    monkeypatch.setattr("delivery.dispatcher.now", lambda: clock[0])
    subscribe(chatting)
    with chatting.context() as context:
        source = context.sources["ring-rules"]
        publish(context, source, page(*LISTED), begin)
        publish(context, source, page(*LISTED, RULES["ring-rules"]), begin)
        nowhere = context.settings.model_copy(
            update={"telegram_api_url": f"http://127.0.0.1:{free_port()}"}
        )
        while clock[0] < begin + timedelta(hours=1):
            clock[0] += timedelta(minutes=5)
            for due in context.stores.health.due([source], clock[0]):
                context.stores.archive.record(
                    [CheckOutcome(due, unreachable(due, clock[0]))], clock[0]
                )
            assert await deliver(context, nowhere) == 0
        owed_then = bot_api.to(SELLER)
        while not bot_api.to(SELLER):
            clock[0] += timedelta(minutes=1)
            await deliver(context, context.settings)
        late = clock[0] - begin - timedelta(hours=1)

        assert owed_then == []
        assert late <= timedelta(minutes=60)
        assert context.stores.health.due([source], clock[0] + timedelta(hours=1)) == [source]
        assert count_alerts(bot_api, RULES["ring-rules"]) == 1


def unreachable(source: Source, at: datetime) -> ChangeSet:
    reason = CheckReason("connect", "refused")
    failure = FetchFailure(source_id=source.id, failed_at=at, reason=reason)
    return ChangeSet(outcome=Outcome.FAILED, reason=reason, failure=failure)


async def deliver(context: AppContext, settings: Settings) -> int:
    async with open_channels(settings) as channels:
        return (await Dispatcher(context, channels).deliver_due()).sent
