"""The list of changes: by day, its filters shown and kept, and what to loosen when it is empty."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from urllib.parse import parse_qsl

import pytest

from forewarn.wiring import AppContext
from monitor.language import Language
from tests.web.conftest import Visitor
from web.pages.change_list import by_day

ALL = (
    "q=must&category=platform-policy&topic=batteries&jurisdiction=us&organisation=harbour-market"
    "&source=ring-rules&level=act&severity=affects&since=2026-01-01&until=2099-12-31&after=0"
    "&effective_from=2026-01-01&effective_until=2099-12-31"
    "&targets=batteries.jurisdiction:us"
)


def chips(content: str) -> list[tuple[str, str]]:
    found = re.findall(r'<li><a href="([^"]+)" aria-label="Remove the filter: ([^"]+)">', content)
    return [(unescape(path), unescape(label)) for path, label in found]


def fields(content: str) -> dict[str, str]:
    """What the form sends when Apply is pressed."""
    form = content.partition('<form class="filters"')[2].partition("</form>")[0]
    typed = re.findall(r'<input[^>]* name="(\w+)" value="([^"]*)"', form)
    chosen = re.findall(r'<select name="(\w+)">(.*?)</select>', form, re.DOTALL)
    selected = [(n, re.search(r'value="([^"]*)" selected', options)) for n, options in chosen]
    return dict(typed) | {name: found[1] if found else "" for name, found in selected}


@pytest.mark.usefixtures("world")
async def test_every_filter_in_force_is_shown_and_removed_one_by_one(visitor: Visitor) -> None:
    content = (await visitor.get(f"/changes?{ALL}&before=99")).text
    found = chips(content)

    assert len(found) == 15
    assert ("Source: Harbour Market: Ring rules") in [label for _, label in found]
    assert "Until: 2099-12-31" in [label for _, label in found]
    for path, label in found:
        rest = chips((await visitor.get(path)).text)
        assert "before" not in path
        assert [one for _, one in rest] == [one for _, one in found if one != label]
    assert 'class="all" href="/changes"' in content


@pytest.mark.usefixtures("world")
async def test_show_keeps_every_filter(visitor: Visitor) -> None:
    sent = fields((await visitor.get(f"/changes?{ALL}")).text)
    asked = dict(parse_qsl(ALL))

    assert sent == asked


@pytest.mark.usefixtures("world")
async def test_a_level_is_exact_and_a_severity_a_minimum(visitor: Visitor) -> None:
    async def levels(query: str) -> set[str]:
        content = (await visitor.get(f"/changes?{query}")).text
        return set(re.findall(r'class="mark (\w+)"', content))

    every = await levels("")
    assert await levels("severity=information") == every != set()
    for level in ("silent", "information", "affects", "act"):
        assert await levels(f"level={level}") == every & {level}
    assert "It was left out." in (await visitor.get("/changes?level=huge")).text


@pytest.mark.usefixtures("world")
async def test_an_empty_list_says_what_to_loosen(visitor: Visitor) -> None:
    content = (await visitor.get("/changes?source=ring-rules&topic=drones")).text
    empty = content.partition('<div class="empty">')[2]

    assert "No change matches all of these filters." in empty
    assert '<a href="/changes?source=ring-rules">Remove the filter: Goods or risk: Drones' in empty
    assert "Remove the filter: Source" not in empty
    both = (await visitor.get("/changes?q=zebra&topic=drones")).text
    assert "No single one of them is the reason" in both


async def test_before_the_first_change_the_list_says_so(visitor: Visitor) -> None:
    assert "No change has been recorded yet." in (await visitor.get("/changes")).text
    assert "还没有记录到变化" in (await visitor.get("/changes?lang=zh")).text


@pytest.mark.usefixtures("world")
async def test_changes_stand_under_their_day(visitor: Visitor) -> None:
    content = (await visitor.get("/changes")).text
    days = re.findall(r'<h2 id="day-([0-9-]+)">', content)

    assert days == sorted(set(days), reverse=True)
    assert len(days) == 2


async def test_a_day_is_that_of_the_reader(world: AppContext) -> None:
    late = datetime(2026, 11, 25, 20, tzinfo=UTC)
    [change, *_] = world.stores.history.changes()
    changes = [
        replace(change, detected_at=at)
        for at in (late, late - timedelta(hours=6), late - timedelta(hours=20))
    ]  # fmt: skip

    assert [len(found) for _, found in by_day(changes, Language.EN)] == [3]
    assert [f"{day:%m-%d}" for day, _ in by_day(changes, Language.ZH)] == ["11-26", "11-25"]


@pytest.mark.usefixtures("world")
async def test_the_export_holds_what_the_list_shows(visitor: Visitor) -> None:
    query = "targets=batteries&since=2026-01-01"
    content = (await visitor.get(f"/changes?{query}")).text
    [path] = re.findall(r'href="(/export/changes\.jsonl[^"]*)"', content)
    lines = (await visitor.get(unescape(path))).text.splitlines()

    assert len(lines) == content.count('class="line"') == 1
