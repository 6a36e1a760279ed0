"""A running service takes up a changed catalogue; a wrong file keeps the old one."""

import asyncio
import signal
from urllib.request import urlopen

import pytest
import yaml
from sqlalchemy import select

from forewarn.bot_context import bot_context_of
from forewarn.catalogue_watch import CatalogueWatch, watched_catalogue
from forewarn.demo.site import Answer
from storage.tables.delivery import AnnouncementRow
from tests.doubles.smtp import free_port
from tests.lab import Lab, page, until

RULE = page("Sellers keep an invoice for each brand and show it within 48 hours. " * 10)
OPERATOR = 77


def overlay(lab: Lab, source_id: str = "fee-rules", **entry: str) -> str:
    """Write the overlay; return its folder."""
    folder = lab.folder / "overlay"
    folder.mkdir(exist_ok=True)
    source = {**lab.sources["ring-rules"], "url": f"{lab.site.url}/{source_id}", **entry}
    data = {"organisation": "Harbour Market", "sources": {source_id: source}}
    (folder / "own.yaml").write_text(yaml.safe_dump(data), "utf-8")
    return str(folder)


@pytest.mark.parametrize("by_signal", [True, False])
def test_a_running_service_crawls_a_new_source(lab: Lab, by_signal: bool) -> None:
    lab.watch("ring-rules")
    for path in ("/ring-rules", "/fee-rules", "/duty-rules"):
        lab.site.pages[path] = Answer(RULE.encode())
    folder = overlay(lab)
    with lab.running(FOREWARN_OVERLAY=folder) as process:
        until(lambda: lab.log.count("outcome=first") == 2, "both crawls")
        lab.watch("duty-rules")
        if by_signal:
            process.send_signal(signal.SIGHUP)
        until(lambda: lab.log.count("outcome=first") == 3, "the crawl of the new source")

    assert "source=duty-rules" in lab.log


def test_many_machines_take_up_a_new_source(fleet: Lab) -> None:
    fleet.watch("ring-rules")
    for path in ("/ring-rules", "/duty-rules"):
        fleet.site.pages[path] = Answer(RULE.encode())
    with fleet.running("schedule"), fleet.running("worker", "--crawls", "1"):
        until(lambda: "outcome=first" in fleet.log_of("worker"), "the first crawl")
        fleet.watch("duty-rules")
        until(lambda: fleet.log_of("worker").count("outcome=first") == 2, "the new source's crawl")


def test_a_web_part_shows_a_new_title_and_keeps_it_over_a_wrong_file(lab: Lab) -> None:
    lab.watch("ring-rules")
    folder, place = overlay(lab, title="Fees"), f"127.0.0.1:{free_port()}"

    def shown(title: str) -> bool:
        try:
            with urlopen(f"http://{place}/api/v1/sources/fee-rules") as answer:
                return title in answer.read().decode()
        except OSError:
            return False

    with lab.running("web", FOREWARN_OVERLAY=folder, FOREWARN_WEB_BIND=place):
        until(lambda: shown("Fees"), "the source of the overlay")
        overlay(lab, title="All fees")
        until(lambda: shown("All fees"), "the new title")
        file = lab.folder / "overlay" / "own.yaml"
        file.write_text(file.read_text().replace("kind: page", "kind: pages"))
        until(lambda: "own.yaml:5" in lab.log_of("web"), "the fault with its line")
        assert shown("All fees")
        assert lab.log_of("web").count("catalogue_problem") == 1


async def test_a_change_reaches_all_parts_at_once(lab: Lab) -> None:
    lab.watch("ring-rules")
    with lab.context() as context:
        bot = bot_context_of(context)
        held = context.sources
        assert bot.directory.find("duty-rules") is None
        lab.watch("duty-rules", jurisdiction="JP")
        await CatalogueWatch(context, reports=False).reload()

        assert bot.directory.find("duty-rules") == "duty-rules"
        assert bot.directory.find("JP") == "jurisdiction:jp"
        assert [*held] == [*held.keys()] == [s.id for s in held.values()]
        assert dict(held.items()) == {s.id: s for s in context.catalogue.enabled}
        assert len(held) == 2


async def test_a_file_that_is_still_written_is_not_read(lab: Lab) -> None:
    lab.watch("ring-rules")
    with lab.context() as context:
        watch = CatalogueWatch(context, reports=False)
        await watch.look()
        lab.watch("duty-rules")
        await watch.look()
        assert len(context.sources) == 1
        await watch.look()
        assert len(context.sources) == 2


async def test_operators_hear_once_of_what_is_wrong(chatting: Lab) -> None:
    chatting.watch("ring-rules")
    file = chatting.catalogue / "harbour.yaml"
    right = file.read_text()
    with chatting.context(FOREWARN_ADMIN_CHAT_IDS=str(OPERATOR)) as context:
        watch, outbox = CatalogueWatch(context, reports=True), context.stores.outbox
        file.write_text(right.replace("kind: page", "kind: pages"))
        for _ in range(3):
            await watch.reload()
        assert outbox.counts() == {"pending": 1}
        with context.stores.database.read() as session:
            assert "harbour.yaml:5" in str(session.scalar(select(AnnouncementRow.text)))
        file.write_text(right)
        await watch.reload()
        file.unlink()
        await watch.reload()
        assert len(context.sources) == 1
        assert outbox.counts() == {"pending": 2}


async def test_the_signal_is_left_alone_afterwards(lab: Lab) -> None:
    lab.watch("ring-rules")
    with lab.context() as context:
        async with watched_catalogue(context):
            lab.watch("duty-rules")
            signal.raise_signal(signal.SIGHUP)
            while len(context.sources) == 1:
                await asyncio.sleep(0.01)
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_DFL


def test_the_commands_name_file_and_line(lab: Lab) -> None:
    lab.watch("ring-rules")
    folder = overlay(lab, kind="pages")

    for words, code in ((("sources", "check"), 2), (("sources", "list"), 0)):
        assert "own.yaml:5" in lab.forewarn(*words, code=code, FOREWARN_OVERLAY=folder).stderr
    assert "own.yaml:5" in lab.forewarn("doctor", code=1, FOREWARN_OVERLAY=folder).stdout
    overlay(lab)
    assert "2 sources are right" in lab.forewarn("sources", "check", FOREWARN_OVERLAY=folder).stdout


def test_a_page_that_is_added_goes_into_the_overlay(lab: Lab) -> None:
    lab.watch("ring-rules")
    lab.site.pages["/new"] = Answer(RULE.encode())
    folder = lab.folder / "later"
    lab.forewarn(
        "sources",
        "add",
        f"{lab.site.url}/new",
        "--organisation",
        "Two",
        FOREWARN_OVERLAY=str(folder),
    )

    assert [file.name for file in folder.iterdir()] == ["two.yaml"]
    assert len([*lab.catalogue.iterdir()]) == 1
