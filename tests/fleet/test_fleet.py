"""The parts on many machines: one clock, any number of workers, real PostgreSQL, real processes."""

import asyncio
import signal
import threading
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import httpx
import pytest
from procrastinate.jobs import Job, Status
from sqlalchemy import text

from fleet import planner
from fleet.planner import Queue
from fleet.queue import open_queue
from fleet.rescue import ATTEMPTS, rescue, runner_of
from forewarn.demo.site import Answer, Site, SiteRequest
from forewarn.settings import Settings
from forewarn.wiring import AppContext
from monitor.errors import StorageError
from monitor.model import Outcome
from monitor.ports import CheckResult
from storage.addresses import connection_arguments
from storage.jobs.crawl_jobs import Origin, Waiting
from storage.jobs.fleet_jobs import SILENT, FleetJobs
from storage.jobs.host_leases import LEASE
from tests.doubles.bot_api import TOKEN, BotApi
from tests.doubles.postgresql import PostgresServer
from tests.doubles.smtp import free_port
from tests.lab import PATIENCE, Lab, page, start_checks, until

CHAT = 77
RULES = ("Sellers answer within 48 hours.", "Returns are free for thirty days.")
NEW_RULES = ("Sellers answer within 24 hours.", "Returns are free for thirty days.")
# A silent worker is found out within a beat and a look; then its work is done.
LONG_AGO = datetime.now(UTC) - timedelta(days=1)
RESCUED = SILENT.total_seconds() + PATIENCE


@pytest.fixture
def chatting_fleet(fleet: Lab, bot_api: BotApi) -> Lab:
    fleet.environ |= {"FOREWARN_TELEGRAM_TOKEN": TOKEN, "FOREWARN_TELEGRAM_API_URL": bot_api.url}
    return fleet


@pytest.mark.parametrize("command", ["schedule", "worker"])
def test_sqlite_is_one_machine_s_own(lab: Lab, command: str) -> None:
    lab.watch("harbour-rules")
    refused = lab.forewarn(command, code=2, FOREWARN_DATABASE_URL="sqlite:///own.db")
    assert refused.stderr.strip() == (
        "forewarn: the parts for many machines need PostgreSQL in FOREWARN_DATABASE_URL;"
        " on SQLite `forewarn run` does it all"
    )


def test_a_change_is_told_once_however_many_work(chatting_fleet: Lab, bot_api: BotApi) -> None:
    lab, site = chatting_fleet, chatting_fleet.site
    for number in range(6):
        site.put(f"/rules-{number}", page(*RULES))
        lab.watch(f"rules-{number}")
    with ExitStack() as processes:
        for words in (("bot",), ("schedule",), ("worker",), ("worker",)):
            processes.enter_context(lab.running(*words))
        until(lambda: "started" in lab.log_of("worker"))
        bot_api.says(CHAT, "/subscribe platform-policy")
        until(lambda: bot_api.to(CHAT))
        until(lambda: len(_versions(lab)) == 6, "all are read")
        before = len(bot_api.to(CHAT))
        site.put("/rules-3", page(*NEW_RULES))
        # With workers alive a command hands the work to them, and waits.
        assert lab.crawl("rules-3")["rules-3"]["outcome"] == "changed"
        until(lambda: len(bot_api.to(CHAT)) > before, "the alert")
        assert lab.crawl("rules-3")["rules-3"]["outcome"] == "unchanged"
    assert [text for text in bot_api.to(CHAT) if "24 hours" in text] == bot_api.to(CHAT)[before:]
    assert len(bot_api.to(CHAT)) == before + 1
    assert "Traceback" not in lab.log_of("worker") + lab.log_of("schedule") + lab.log_of("bot")


def test_a_host_is_asked_by_one_worker_at_a_time(fleet: Lab) -> None:
    for number in range(12):
        fleet.site.put(f"/rules-{number}", page(*RULES, title=f"Rules {number}"))
        fleet.watch(f"rules-{number}")
    at_once: list[int] = []

    def is_over() -> bool:
        at_once.append(len(context.stores.jobs.runners()))
        return not _open(context)

    with (
        fleet.running("schedule"),
        fleet.running("worker", "--crawls", "2"),
        fleet.running("worker", "--crawls", "2"),
        fleet.context() as context,
    ):
        until(lambda: "started" in fleet.log_of("worker"))
        for _ in range(3):
            context.stores.jobs.enqueue(fleet.sources, Origin.COMMAND, datetime.now(UTC))
            until(is_over)
    assert max(at_once) == 1


def test_a_killed_worker_loses_nothing(fleet: Lab) -> None:
    gate = threading.Event()
    slow = _behind(gate)
    fleet.site.pages["/rules"] = lambda request: (
        slow(request) if _requests(fleet, "/rules") < 2 else Answer(page(*RULES).encode())
    )
    fleet.watch("rules")
    with fleet.running("schedule"):
        with fleet.running("worker") as first:
            until(lambda: _requests(fleet, "/rules"), "it is at work")
            first.send_signal(signal.SIGKILL)
        with fleet.running("worker"):
            until(lambda: _versions(fleet) == {"rules": 1}, timeout=RESCUED)
    gate.set()
    with fleet.context() as context:
        assert context.stores.health.of(["rules"])["rules"].failures == 0
    assert _requests(fleet, "/rules") == 2


def test_a_check_that_kills_its_workers_is_parked_and_seen(fleet: Lab) -> None:
    fleet.watch("poison")
    for number in range(40):
        fleet.watch(f"rules-{number}")
    with fleet.context() as context:
        context.stores.jobs.enqueue(fleet.sources, Origin.DUE, LONG_AGO)
        deaths = 0
        while context.stores.jobs.waiting():
            deaths += asyncio.run(_work_until_death(context))
        assert deaths == ATTEMPTS
        assert FleetJobs(context.stores.database).counts() == {"todo": 0, "doing": 0, "failed": 1}
        failed = {h.source_id for h in context.stores.health.everything() if h.failures}
        assert failed == {"poison"}
    output = fleet.forewarn("doctor", code=1).stdout
    assert "1 given up: crawl (crawl:0)" in output
    assert f"poison: crawl-process: {ATTEMPTS} workers died at it; see their logs" in output


async def test_a_queue_that_the_database_refuses_is_told_in_one_line(fleet: Lab) -> None:
    fleet.watch("ring-rules")
    with fleet.context() as context:
        with context.stores.database.write() as session:
            session.execute(text("DROP TABLE procrastinate_jobs CASCADE"))
        with pytest.raises(StorageError, match="the database: relation"):
            await _jobs(context.settings)


async def _jobs(settings: Settings) -> list[Job]:
    async with open_queue(settings.database_url.get_secret_value()) as app:
        return list(await app.job_manager.list_jobs_async())


def test_an_address_may_hold_spaces_and_signs() -> None:
    address = "postgresql://us%40er:p+w%20d@db.example.org/rules?options=-c%20a%3Db%20-c%20d%3De"
    settings = Settings.load({"FOREWARN_DATABASE_URL": address}, Path("none.toml"))

    assert connection_arguments(settings.database_url.get_secret_value()) == {
        "user": "us@er",
        "password": "p+w d",
        "host": "db.example.org",
        "dbname": "rules",
        "options": "-c a=b -c d=e",
    }


async def _work_until_death(context: AppContext) -> bool:
    """What a worker does that dies at one source; whether it died."""
    async with open_queue(context.database_url) as app:
        await planner.enqueue(app, context, planner.crawls(context))
        worker = await app.job_manager.register_worker()
        job = await app.job_manager.fetch_job(queues=[Queue.CRAWL], worker_id=worker)
        assert job
        choose = partial(planner.batch, host_of=str)
        checks = context.stores.jobs.get(
            context.stores.jobs.claim(choose, str, runner_of(job.id or 0), LONG_AGO)
        )
        for check in checks:
            if check.source_id != "poison":
                result = CheckResult(source_id=check.source_id, outcome=Outcome.UNCHANGED)
                context.stores.jobs.finish(result, LONG_AGO)
        is_dead = any(check.source_id == "poison" for check in checks)
        if not is_dead:
            await app.job_manager.finish_job(job, Status.SUCCEEDED, delete_job=True)
        await app.job_manager.unregister_worker(worker)
        await rescue(app, context)
        # The leases of the dead one have ended meanwhile.
        context.stores.leases.free(runner_of(job.id or 0), LONG_AGO - LEASE)
        return is_dead


@pytest.mark.parametrize(
    ("crash_counts", "taken"),
    [((0, 0, 1), (1, 2)), ((1, 1, 2), (1, 2)), ((2, 2, 2), (1,)), ((1, 0), (1,)), ((), ())],
)
def test_what_may_have_killed_is_taken_alone(
    crash_counts: tuple[int, ...], taken: tuple[int, ...]
) -> None:
    waiting = [
        Waiting(n, f"host-{n}", Origin.DUE, times) for n, times in enumerate(crash_counts, 1)
    ]
    assert planner.batch(waiting, (), str) == list(taken)


def test_a_batch_leaves_busy_hosts_alone_and_ends_soon() -> None:
    waiting = [Waiting(n, f"{n % 3}-{n}", Origin.DUE, 0) for n in range(60)]
    taken = planner.batch(waiting, {"0"}, lambda source_id: source_id[0])
    assert {n % 3 for n in taken} == {1, 2}
    assert len(taken) == 20


def test_a_person_s_check_is_taken_alone() -> None:
    waiting = [Waiting(1, "a", Origin.DUE, 0), Waiting(2, "b", Origin.CHAT, 0)]
    assert planner.batch(waiting, (), str, on_demand=True) == [2]


def test_a_database_that_goes_away_is_waited_for(tmp_path: Path, site: Site) -> None:
    with PostgresServer() as server:
        lab = Lab(tmp_path, site, server.url)
        site.put("/rules", page(*RULES))
        lab.watch("rules")
        with lab.running("schedule"), lab.running("worker"):
            until(lambda: _versions(lab) == {"rules": 1})
            server.kill()
            server.start()
            site.put("/rules", page(*NEW_RULES))
            with lab.context() as context:
                context.stores.jobs.enqueue(["rules"], Origin.COMMAND, datetime.now(UTC))
            until(lambda: _versions(lab) == {"rules": 2}, timeout=RESCUED)


def test_the_next_one_takes_the_clock_over(fleet: Lab) -> None:
    fleet.watch("rules")
    with fleet.running("schedule") as leader:
        until(lambda: "started" in fleet.log_of("schedule"))
        with fleet.running("schedule"), fleet.running("worker"):
            until(lambda: "standing_by" in fleet.log_of("schedule"))
            leader.send_signal(signal.SIGKILL)
            until(lambda: fleet.log_of("schedule").count("started") == 2)


def test_a_worker_that_is_told_to_stop_gives_back(fleet: Lab) -> None:
    gate = threading.Event()
    for number in range(3):
        fleet.site.pages[f"/slow-{number}"] = _behind(gate)
        fleet.watch(f"slow-{number}")
    with fleet.running("schedule"):
        with fleet.running("worker") as worker:
            until(lambda: fleet.site.requests, "it is at work")
            worker.terminate()
            gate.set()
            assert worker.wait(PATIENCE) == 0
        with fleet.context() as context:
            ended = set(_versions(fleet))
            left = {job.source_id for job in context.stores.jobs.queued()}
            assert not context.stores.jobs.runners()
            assert ended | left == set(fleet.sources)
            assert not ended & left
            assert FleetJobs(context.stores.database).counts().get("failed", 0) == 0


def test_checks_of_a_machine_that_is_no_more_wait_again(fleet: Lab) -> None:
    fleet.site.put("/rules", page(*RULES))
    fleet.watch("rules")
    with fleet.context() as context:
        ids = context.stores.jobs.enqueue(["rules"], Origin.DUE, LONG_AGO)
        start_checks(context.stores.jobs, ids, "a-container-of-old:1", LONG_AGO)
    with fleet.running("schedule"), fleet.running("worker"):
        until(lambda: _versions(fleet) == {"rules": 1})


def test_the_workers_replay(fleet: Lab) -> None:
    fleet.site.put("/rules", page(*RULES))
    fleet.watch("rules")
    fleet.crawl()
    fleet.watch("rules", select="p")
    done = fleet.forewarn("replay", "--on-workers")
    assert done.stdout == "1 source waits for the workers; what comes of it is in their log.\n"
    with fleet.running("schedule"), fleet.running("worker"):
        until(lambda: _versions(fleet) == {"rules": 2})


def test_web_answers_alone(fleet: Lab) -> None:
    fleet.watch("rules")
    port = free_port()
    with fleet.running("web", "--port", str(port)):
        until(lambda: _status(port) == 200)
        taken = fleet.forewarn("web", "--port", str(port), code=2)
    assert "the web part cannot listen there; name another port" in taken.stderr


def test_a_second_bot_stands_by(chatting_fleet: Lab, bot_api: BotApi) -> None:
    chatting_fleet.watch("rules")
    with chatting_fleet.running("bot") as first:
        until(lambda: _answers(bot_api, "/help"))
        with chatting_fleet.running("bot"):
            until(lambda: "standing_by" in chatting_fleet.log_of("bot"))
            first.send_signal(signal.SIGKILL)
            until(lambda: _answers(bot_api, "/help"))


def _behind(gate: threading.Event) -> Callable[[SiteRequest], Answer]:
    def answer(request: SiteRequest) -> Answer:
        gate.wait(PATIENCE)
        return Answer(page(*RULES).encode())

    return answer


def _requests(lab: Lab, path: str) -> int:
    return sum(one.path == path for one in lab.site.requests)


def _open(context: AppContext) -> bool:
    return bool(context.stores.jobs.waiting()) or context.stores.jobs.is_crawling()


def _versions(lab: Lab) -> dict[str, int]:
    with lab.context() as context:
        return context.stores.history.counts(lab.sources)


def _status(port: int) -> int:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/healthz").status_code
    except httpx.TransportError:
        return 0


def _answers(bot_api: BotApi, text: str) -> bool:
    before = len(bot_api.to(CHAT))
    bot_api.says(CHAT, text)
    until(lambda: len(bot_api.to(CHAT)) > before)
    return True
