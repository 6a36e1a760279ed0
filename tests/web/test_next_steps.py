"""The page of a change says what to do and when; the signed list of what is open has buttons."""

import re
from datetime import timedelta
from typing import Any

import pytest
from icalendar import Calendar
from sqlalchemy import insert

from delivery.links import links_of, open_link
from forewarn.wiring import AppContext
from monitor.audience import ChannelName, MessageKind, Subscriber
from monitor.language import Language
from runtime.clock import now
from storage.tables.delivery import OutboxRow
from tests.lab import page, publish
from tests.web.conftest import CHANGED, Visitor


@pytest.fixture
def number(world: AppContext) -> int:
    """A change that demands a document, with a date."""
    day = (now() + timedelta(days=90)).date()
    source = world.sources["ring-rules"]
    text = f"Sellers must submit a test report for each ring by {day:%d %B %Y}."
    publish(world, source, page("Parcels are sent in 3 days.", text, "The fee is 8 percent."))
    return world.stores.history.changes(source_id="ring-rules")[0].id


@pytest.fixture
def subscriber(world: AppContext, number: int) -> Subscriber:
    """A seller who was alerted of it."""
    subscriber = world.stores.subscribers.welcome(1, Language.ZH, now())
    row = {
        "subscriber_id": subscriber.id, "kind": MessageKind.ALERT, "channel": ChannelName.TELEGRAM,
        "change_id": number, "status": "sent", "created_at": now(), "due_at": now(),
    }  # fmt: skip
    with world.stores.database.write() as session:
        session.execute(insert(OutboxRow), [row])
    return subscriber


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("What to do: New document demanded", "Official sources", "not legal advice", "Calendar entry", "Share")),
        ("zh", ("怎么办：要求提交新材料", "官方来源", "不是法律意见", "加入日历", "分享")),
    ],
)  # fmt: skip
async def test_the_page_of_a_change_says_what_to_do(
    visitor: Visitor, number: int, language: str, words: tuple[str, ...]
) -> None:
    shown = (await visitor.get(f"/changes/{number}?lang={language}")).text

    for word in words:
        assert word in shown
    assert shown.count("<li>") >= 5
    assert f"/changes/{number}.ics" in shown
    [share] = re.findall(r"https://t\.me/share/url\?url=[^\"]+", shown)
    assert "%20" in share
    assert "+" not in share


async def test_a_change_without_checklist_and_dates_offers_neither(
    world: AppContext, visitor: Visitor
) -> None:
    source = world.sources["ring-rules"]
    for text in ("Write to us by post.", "Write to us by post or call us on any day."):
        publish(world, source, page(*CHANGED, text))
    number = world.stores.history.changes(source_id="ring-rules")[0].id
    shown = (await visitor.get(f"/changes/{number}")).text

    assert "general checklist" not in shown
    assert ".ics" not in shown
    assert (await visitor.get(f"/changes/{number}.ics")).status == 404
    assert (await visitor.get("/changes/9999.ics")).status == 404
    assert (await visitor.get("/changes/x.ics")).status == 404


async def test_the_dates_of_a_change_are_a_calendar(visitor: Visitor, number: int) -> None:
    answer = await visitor.get(f"/changes/{number}.ics", **{"accept-language": "zh-CN"})
    again = await visitor.get(f"/changes/{number}.ics?lang=en")
    assert answer.headers["content-type"].startswith("text/calendar")
    files: list[Any] = [Calendar.from_ical(one.body) for one in (answer, again)]
    (event,), (english,) = (file.walk("VEVENT") for file in files)
    (alarm,) = event.walk("VALARM")

    assert event["uid"] == english["uid"]
    assert str(event["uid"]).startswith(f"due-{number}-")
    assert event["dtstamp"].dt == english["dtstamp"].dt
    assert str(event["summary"]).startswith("截止：Harbour Market · Ring rules – ")
    assert str(english["summary"]).startswith("Do by: Harbour Market: Ring rules – ")
    assert alarm["action"] == "DISPLAY"
    assert alarm["trigger"].dt == timedelta(hours=9) - timedelta(days=3)
    assert str(event["url"]).endswith(f"/changes/{number}")
    assert not [error for file in files for error in file.errors]


async def test_each_date_of_a_change_is_an_entry_of_its_own(
    world: AppContext, visitor: Visitor
) -> None:
    days = [(now() + timedelta(days=count)).date() for count in (30, 60, 90)]
    source = world.sources["ring-rules"]
    due = [f"Sellers must send report {day:%j} by {day:%d %B %Y}." for day in days[:2]]
    start = f"From {days[2]:%d %B %Y} rings \u202ewithout; a, report\u202c {'x' * 300} are removed."
    publish(world, source, page("Parcels are sent in 3 days.", *due, start))
    number = world.stores.history.changes(source_id="ring-rules")[0].id
    file: Any = Calendar.from_ical((await visitor.get(f"/changes/{number}.ics")).body)
    entries = file.walk("VEVENT")

    assert {entry["dtstart"].dt for entry in entries} == set(days)
    assert len({str(entry["uid"]) for entry in entries}) == len(days)
    assert not file.errors


async def test_what_is_open_is_marked_done_and_open_again(
    world: AppContext, visitor: Visitor, subscriber: Subscriber, number: int
) -> None:
    link = open_link(world, subscriber)
    shown = await visitor.get(link)
    before = shown.text
    assert shown.headers["cache-control"] == "no-store"
    assert shown.headers["referrer-policy"] == "no-referrer"
    assert "待处理事项" in before
    assert f'name="done" value="{number}"' in before
    answer = await visitor.ask("POST", link, data={"done": str(number)})
    assert (answer.status, world.stores.tasks.get(subscriber.id, number).is_done) == (303, True)
    after = (await visitor.get(answer.headers["location"])).text
    assert "没有未处理的" in after
    assert f'name="reopen" value="{number}"' in after
    for never_done in ("1", "99999", "x"):
        assert "reopen" not in (await visitor.get(f"{link}?done={never_done}")).text
    await visitor.ask("POST", link, data={"reopen": str(number)})

    assert not world.stores.tasks.get(subscriber.id, number).is_done


async def test_a_look_and_a_foreign_form_change_nothing(
    world: AppContext, visitor: Visitor, subscriber: Subscriber, number: int
) -> None:
    link = open_link(world, subscriber)
    await visitor.get(link)
    foreign = await visitor.ask(
        "POST", link, data={"done": str(number)}, headers={"sec-fetch-site": "cross-site"}
    )
    for typed in ("", "x", "-1", "9" * 30, "99999", "<b>"):
        assert (await visitor.ask("POST", link, data={"done": typed})).status == 303

    assert foreign.status == 403
    assert not world.stores.tasks.get(subscriber.id, number).is_done


async def test_a_forged_link_opens_nothing(visitor: Visitor, subscriber: Subscriber) -> None:
    for method in ("GET", "POST"):
        assert (await visitor.ask(method, "/mine/open/forged")).status == 410


async def test_the_choices_lead_to_what_is_open(
    world: AppContext, visitor: Visitor, subscriber: Subscriber
) -> None:
    shown = (await visitor.get(links_of(world).choices(subscriber.id))).text

    assert "/mine/open/" in shown
