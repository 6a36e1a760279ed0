"""What the pages' own script adds: colours that the reader chooses, keys, folded filters."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.web.conftest import Visitor
from tests.web.test_in_chromium import CHROMIUM, PHONE, browser, opened

__all__ = ["browser"]
STATIC = Path(__file__).parents[2] / "web" / "static"
pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
    pytest.mark.sqlite,
]
AREAS = ("/", "/changes", "/calendar", "/events", "/cases", "/sources", "/charts", "/feeds")


@pytest.fixture
async def shown(browser: Browser, visitor: Visitor) -> AsyncIterator[Page]:
    page = await opened(browser, visitor, "/changes?category=customs-border", viewport=PHONE)
    yield page
    await page.context.close()


async def paper(shown: Page) -> str:
    return str(await shown.evaluate("getComputedStyle(document.body).backgroundColor"))


async def test_a_theme_is_kept_from_page_to_page(shown: Page) -> None:
    light = await paper(shown)
    await shown.get_by_label("Colours").select_option("Dark")
    dark = await paper(shown)
    await shown.goto("/sources")
    kept = await paper(shown)
    chosen = await shown.get_by_label("Colours").input_value()
    await shown.get_by_label("Colours").select_option("As the system")

    assert (kept, chosen) == (dark, "dark")
    assert light != dark
    assert await paper(shown) == light


async def test_a_theme_stands_before_the_first_paint(visitor: Visitor) -> None:
    head = (await visitor.get("/")).text.partition("</head>")[0]
    early = head.index("/static/early.js")

    assert early < head.index("/static/style.css")
    assert "defer" not in head[early : head.index(">", early)]


def test_dark_is_the_same_dark_however_it_comes() -> None:
    style = (STATIC / "style.css").read_text("utf-8")
    [by_system] = re.findall(r":root:not\(\[data-theme=\"light\"\]\) \{(.*?)\}", style, re.DOTALL)
    [chosen] = re.findall(r":root\[data-theme=\"dark\"\] \{(.*?)\}", style, re.DOTALL)

    assert by_system.split() == chosen.split()


async def test_keys_are_listed_and_lead_to_pages(shown: Page) -> None:
    await shown.keyboard.press("?")
    listed = shown.get_by_role("dialog", name="Keyboard shortcuts")
    await expect(listed).to_be_visible()
    assert len(await listed.locator("dt").all()) >= 11
    await shown.keyboard.press("Escape")
    await expect(listed).to_be_hidden()
    await shown.keyboard.press("g")
    await shown.keyboard.press("s")
    await shown.wait_for_url("**/sources")


async def test_keys_can_be_turned_off(shown: Page) -> None:
    # A phone has no keys, and no list of them.
    assert await shown.get_by_role("button", name="Keyboard shortcuts").is_hidden()
    await shown.set_viewport_size({"width": 1280, "height": 800})
    await shown.get_by_role("button", name="Keyboard shortcuts").click()
    await shown.get_by_label("Turn shortcuts off").check()
    await shown.get_by_role("button", name="Close").click()
    await shown.reload()
    await shown.keyboard.press("?")

    await expect(shown.get_by_role("dialog")).to_be_hidden()
    await shown.keyboard.press("/")
    assert await shown.evaluate("document.activeElement.id") != "find"


async def test_filters_fold_on_a_phone_and_say_how_many_are_used(shown: Page) -> None:
    category = shown.locator("select[name=category]")
    await expect(category).to_be_hidden()
    await shown.get_by_role("button", name="Filters (1)").click()
    await expect(category).to_be_visible()
    assert await category.input_value() == "customs-border"
    await shown.set_viewport_size({"width": 1_280, "height": 800})
    await expect(shown.get_by_role("button", name="Filters (1)")).to_be_hidden()


async def test_filters_and_their_button_stand_in_one_row_on_a_desk(shown: Page) -> None:
    await shown.goto("/search")
    await shown.set_viewport_size({"width": 1_280, "height": 800})
    fields = shown.locator(".filters :is(select, input, [type=submit])")
    boxes = [await field.bounding_box() for field in await fields.all()]

    assert len({(box["y"], box["height"]) for box in boxes if box}) == 1


async def test_every_area_is_in_sight_on_a_phone(shown: Page) -> None:
    for path in AREAS:
        await shown.goto(path)
        current = await shown.locator("nav [aria-current]").bounding_box()
        assert current
        assert current["x"] >= 0
        assert current["x"] + current["width"] <= PHONE["width"], path


@pytest.mark.usefixtures("world")
async def test_a_time_names_its_zone(visitor: Visitor) -> None:
    english = (await visitor.get("/changes/1", **{"Accept-Language": "en"})).text
    chinese = (await visitor.get("/changes/1", **{"Accept-Language": "zh"})).text
    listed = (await visitor.get("/sources", **{"Accept-Language": "zh"})).text

    assert re.search(r"<time [^>]*>\d{4}-\d\d-\d\d \d\d:\d\d UTC</time>", english)
    assert re.search(r'<time [^>]*title="[^"]+ UTC">[\d :-]{16}（北京时间）</time>', chinese)
    assert "最近读取（北京时间）" in listed
