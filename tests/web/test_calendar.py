"""The calendar: months, all dates ahead, filters, lawsuits, and the file that programs subscribe to."""

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from icalendar import Calendar

from forewarn.wiring import AppContext
from monitor.source import Kind
from tests.lab import Lab, page, publish, rss
from tests.web.conftest import RULES, Visitor, listening
from web.pages.calendar import month_of, weeks_of

TODAY = datetime.now(UTC).date()
# Dates of the past, of the next weeks, and of the years ahead.
DAYS = [TODAY + timedelta(days=count) for count in (-400, -40, 3, 50, 120, 500)]


@pytest.fixture
def dated(context: AppContext) -> AppContext:
    """Pages that state days, one after the other; the last one as Chinese rules say it."""
    ring, hostile = context.sources["ring-rules"], context.sources["hostile-rules"]
    texts = [f"From {day:%d %B %Y} rings of kind {day:%j} must be certified." for day in DAYS]
    texts[3] = f"Sellers must send the battery report by {DAYS[3]:%d %B %Y}."
    publish(context, ring, page(*RULES))
    for count in range(1, len(texts) + 1):
        publish(context, ring, page(*RULES, *texts[:count]))
    day = DAYS[4]
    publish(context, hostile, page(*RULES))
    revised = f"本次修订自{day.year}年{day.month}月{day.day}日起生效，所有商家必须遵守新规则。"
    publish(context, hostile, page(*RULES, revised))
    return context


def days_of(content: str) -> list[str]:
    """The days that have entries."""
    cells = re.findall(r"<td[^>]*>\s*<time datetime=\"([0-9-]+)\"[^>]*>[^/]*</span></time>\s*<ul>", content)  # fmt: skip
    listed = re.findall(r'<section class="day"><h3><time datetime="([0-9-]+)">', content)
    return cells or listed


@pytest.mark.usefixtures("dated")
async def test_all_dates_ahead_are_listed(visitor: Visitor) -> None:
    content = (await visitor.get("/calendar?view=list")).text

    assert days_of(content) == [day.isoformat() for day in DAYS[2:]]
    assert content.count("Takes effect</span>") == 4
    assert content.count("Do by</span>") == 1
    # The Chinese sentence and the English one name the same day.
    assert content.count("<li><p class") == 5


@pytest.mark.usefixtures("dated")
async def test_a_month_shows_its_days_past_or_ahead(visitor: Visitor) -> None:
    for day in DAYS:
        content = (await visitor.get(f"/calendar?month={day:%Y-%m}")).text
        assert day.isoformat() in days_of(content)
        assert all(found.startswith(f"{day:%Y-%m}") for found in days_of(content))
    neighbour = re.findall(r'rel="(?:prev|next) nofollow" href="([^"]+)"', content)
    assert len(neighbour) == 2
    assert "Monday" not in content
    assert re.findall(r'<th scope="col">(\w+)</th>', content)[0] == "Mon"
    chinese = (await visitor.get(f"/calendar?month={DAYS[0]:%Y-%m}&lang=zh")).text
    assert f"{DAYS[0].year} 年 {DAYS[0].month} 月" in chinese
    assert re.findall(r'<th scope="col">([^<]+)</th>', chinese)[0] == "周一"


@pytest.mark.usefixtures("dated")
async def test_an_empty_month_leads_to_the_next_date(visitor: Visitor) -> None:
    content = (await visitor.get("/calendar?month=2001-02")).text

    assert "Nothing takes effect or falls due in this month." in content
    assert f"The next date: {DAYS[2].isoformat()}" in content
    assert f"/calendar?month={DAYS[2]:%Y-%m}" in content


@pytest.mark.usefixtures("dated")
@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("category=product-safety", 1),
        ("jurisdiction=us", 4),
        ("organisation=harbour-market", 5),
        ("organisation=none", 5),
        ("topic=drones", 0),
        ("targets=batteries", 1),
        ("targets=drones", 0),
    ],
)
async def test_the_filters_choose_dates(visitor: Visitor, query: str, count: int) -> None:
    content = (await visitor.get(f"/calendar?view=list&{query}")).text

    assert content.count("<li><p class") == count
    [path, *_] = re.findall(r'href="(/calendar\.ics[^"]*)"', content)
    file: Any = Calendar.from_ical((await visitor.get(unescape(path))).body)
    ahead = [e for e in file.walk("VEVENT") if e["dtstart"].dt >= TODAY]
    assert len(ahead) == count


@pytest.mark.usefixtures("dated")
@pytest.mark.parametrize("month", ["2026-13", "x", "2026-1", "1999-12", "2100-01", "2026-11-01"])
async def test_a_month_that_is_none_is_named(visitor: Visitor, month: str) -> None:
    content = (await visitor.get(f"/calendar?month={month}")).text

    assert f"“{month}” is not a month" in content
    assert f"{TODAY:%B} {TODAY.year}" in content


@pytest.mark.usefixtures("dated")
async def test_the_file_can_be_subscribed_to(visitor: Visitor) -> None:
    content = (await visitor.get("/calendar?lang=zh&topic=batteries")).text
    [webcal] = re.findall(r'href="(webcal://[^"]+)"', content)
    path = "/" + unescape(webcal).partition("://")[2].partition("/")[2]
    assert "lang=zh" in path
    assert "topic=batteries" in path
    answer = await visitor.get(path)
    file: Any = Calendar.from_ical(answer.body)
    text = answer.text.replace("\r\n ", "")

    assert not file.errors
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT6H" in text
    assert "X-PUBLISHED-TTL:PT6H" in text
    assert f"SOURCE;VALUE=URI:{visitor.base}{path}" in text
    assert str(file["x-wr-calname"]) == "Forewarn 预警日历"
    [event] = file.walk("VEVENT")
    [alarm] = event.walk("VALARM")
    assert str(event["summary"]).startswith("截止：Harbour Market · Ring rules – ")
    assert DAYS[3].isoformat() not in event["summary"]
    assert "还有 3 天" in alarm["description"]


@pytest.mark.usefixtures("dated")
async def test_the_file_keeps_past_months_and_its_uids(visitor: Visitor) -> None:
    files: list[Any] = [Calendar.from_ical((await visitor.get("/calendar.ics")).body) for _ in "ab"]
    first, again = ([str(e["uid"]) for e in one.walk("VEVENT")] for one in files)
    days = {event["dtstart"].dt for event in files[0].walk("VEVENT")}

    assert first == again
    assert len(first) == len(set(first)) == 6
    assert days == {*DAYS[1:]}


@pytest.fixture
async def courts(lab: Lab) -> Any:
    """A lawsuit whose hearing is ahead, and one that was dismissed."""
    lab.watch("pacer-rss", kind=Kind.FEED.value, category="court-domain-seizure")
    many = "The Partnerships and Unincorporated Associations Identified on Schedule A"
    notices = [
        (f"1:26-cv-04211 Lantern Watches Ltd. v. {many} (N.D. Ill.)", f"[Complaint]. Hearing set for {DAYS[2]:%Y-%m-%d}."),
        (f"0:26-cv-60001 Gold Rings Inc. v. {many} (S.D. Fla.)", f"This case is dismissed. Hearing set for {DAYS[3]:%Y-%m-%d}."),
    ]  # fmt: skip
    async with listening(lab) as opened:
        for count in range(len(notices) + 1):
            body = rss(*notices[:count], ("Old notice", "Nothing to see.")).body.decode()
            at = datetime.now(UTC) - timedelta(hours=5 - count)
            publish(opened, opened.sources["pacer-rss"], body, at)
        yield Visitor(opened.settings.public_url)


async def test_the_next_date_of_a_lawsuit_is_in_the_calendar(courts: Visitor) -> None:
    content = (await courts.get("/calendar?view=list")).text
    file: Any = Calendar.from_ical((await courts.get("/calendar.ics")).body)
    uids = {str(event["uid"]) for event in file.walk("VEVENT")}

    assert 'class="kind case">Court date</span> <a href="/cases/1">Lantern Watches Ltd.' in content
    assert "Gold Rings" not in content
    assert "case-1@forewarn" in uids
    for query, is_shown in (
        ("category=court-domain-seizure", True),
        ("category=tax-tariff", False),
        ("jurisdiction=us", True),
        ("jurisdiction=eu", False),
        ("organisation=harbour-market", False),
        ("targets=watches", True),
        ("targets=drones", False),
    ):
        shown = (await courts.get(f"/calendar?view=list&{query}")).text
        assert ("Court date</span>" in shown) == is_shown, query


def test_a_month_begins_with_monday_and_has_all_its_days() -> None:
    for year, month in ((2026, 2), (2026, 11), (2027, 8), (2024, 2)):
        weeks = weeks_of(date(year, month, 1), [], TODAY)
        inside = [one.day.day for week in weeks for one in week if not one.is_outside]

        assert {len(week) for week in weeks} == {7}
        assert {week[0].day.weekday() for week in weeks} == {0}
        assert inside == [*range(1, len(inside) + 1)]
        assert len(inside) >= 28


def test_a_month_is_four_digits_and_two() -> None:
    assert month_of("2026-02") == date(2026, 2, 1)
    assert [month_of(typed) for typed in ("", "2026", "0000-01", "2026-00", "２０２６-01")] == [
        None
    ] * 5
