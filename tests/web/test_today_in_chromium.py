"""Today and the calendar in a real browser: without script, on a phone, by their accessible names."""

from datetime import UTC, datetime, timedelta

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page

from delivery.links import links_of
from forewarn.wiring import AppContext
from monitor.audience import Frequency
from monitor.language import Language
from tests.lab import page as rules_page
from tests.lab import publish
from tests.web.conftest import CHANGED, Visitor
from tests.web.test_in_chromium import CHROMIUM, PHONE, browser, opened

__all__ = ["browser"]
pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
    pytest.mark.sqlite,
]


@pytest.fixture
def dated(world: AppContext) -> AppContext:
    """The small world, with a date in this month and one in each of the next days."""
    today = datetime.now(UTC).date()
    rules = [f"From {today + timedelta(days=n):%d %B %Y} rings of kind {n} must be certified." for n in range(5)]  # fmt: skip
    publish(world, world.sources["ring-rules"], rules_page(*CHANGED, *rules))
    return world


async def faults(shown: Page) -> list[str]:
    found = await Axe().run(shown)
    return [
        f"{fault['id']}: {fault['nodes'][0]['html'][:200]}"
        for fault in found.response["violations"]
        if fault["impact"] in {"serious", "critical"}
    ]


@pytest.mark.usefixtures("dated")
async def test_choices_are_made_kept_and_cleared_without_script(
    browser: Browser, visitor: Visitor
) -> None:
    shown = await opened(browser, visitor, java_script_enabled=False, viewport=PHONE)
    await shown.get_by_role("link", name="Choose", exact=True).click()
    await shown.get_by_label("Batteries", exact=True).check()
    await shown.get_by_role("button", name="Show me these").click()
    assert await shown.get_by_role("heading", name="Your marketplaces and goods").is_visible()
    assert await shown.get_by_text("Batteries", exact=True).first.is_visible()
    await shown.reload()
    assert await shown.get_by_text("Nothing new since your last visit.").is_visible()
    await shown.get_by_role("link", name="Change", exact=True).click()
    assert await shown.get_by_label("Batteries", exact=True).is_checked()
    await shown.get_by_role("button", name="Clear my choices").click()

    assert await shown.get_by_text("Which of this concerns you?").is_visible()
    assert [one["name"] for one in await shown.context.cookies()] == []


@pytest.mark.usefixtures("dated")
async def test_a_filter_is_removed_by_its_chip(browser: Browser, visitor: Visitor) -> None:
    shown = await opened(browser, visitor, "/changes?topic=drones&source=ring-rules")
    assert await shown.get_by_text("No change matches all of these filters.").is_visible()
    await shown.locator(".chips").get_by_role("link", name="Goods or risk: Drones").click()

    assert await shown.locator(".line").count() >= 2
    assert await shown.locator(".chips li").count() == 1


@pytest.mark.usefixtures("dated")
async def test_a_month_is_a_table_and_on_a_phone_a_list(browser: Browser, visitor: Visitor) -> None:
    wide = await opened(browser, visitor, "/calendar")
    assert await wide.get_by_role("columnheader", name="Mon").is_visible()
    assert await wide.get_by_role("table").is_visible()
    narrow = await opened(browser, visitor, "/calendar", viewport=PHONE)
    assert not await narrow.locator(".month thead").is_visible()
    assert await narrow.locator(".month td:has(ul) .weekday").first.is_visible()
    assert await narrow.locator(".month td.idle").first.is_hidden()


async def test_every_page_fits_a_phone_and_is_accessible(
    dated: AppContext, browser: Browser, visitor: Visitor
) -> None:
    reader = dated.stores.subscribers.welcome(1, Language.ZH, datetime.now(UTC))
    dated.stores.subscribers.subscribe(reader.id, "ring-rules", Frequency.DAILY, None)
    shown = await opened(browser, visitor, "/mine", viewport=PHONE, color_scheme="dark")
    await shown.get_by_label("Batteries", exact=True).check()
    await shown.get_by_role("button", name="Show me these").click()
    own = links_of(dated).today(reader.id)
    paths = ("/", "/mine", "/calendar", "/calendar?view=list", "/calendar?month=2001-01", own,
             "/changes?topic=drones&source=ring-rules", "/changes?targets=batteries")  # fmt: skip
    for scheme in ("dark", "light"):
        await shown.emulate_media(color_scheme=scheme)
        for path in paths:
            await shown.goto(path)
            assert await faults(shown) == [], path
            width = await shown.evaluate("document.documentElement.scrollWidth")
            assert width <= PHONE["width"], path
