"""The installed app in a real browser: what was opened is read again with the network cut."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from playwright.async_api import BrowserContext, Page, async_playwright

from delivery.links import choices_link, sign_in_link
from forewarn.wiring import AppContext
from monitor.language import Language
from tests.web.conftest import OPERATOR, Visitor

CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
    pytest.mark.sqlite,
]
KEPT = """async () => (await Promise.all((await caches.keys()).filter(n => n.startsWith("pages-"))
  .map(async n => (await (await caches.open(n)).keys()).map(r => new URL(r.url).pathname)))).flat()"""


@pytest.fixture
async def device(visitor: Visitor) -> AsyncIterator[BrowserContext]:
    async with async_playwright() as driver:
        launched = await driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield await launched.new_context(locale="en-GB", base_url=visitor.base)
        await launched.close()


async def until(shown: Page, expression: str) -> None:
    """Ask until it is so; `wait_for_function` asks by `eval`, which our policy forbids."""
    async with asyncio.timeout(60):
        while not await shown.evaluate(expression):
            pass


async def started(device: BrowserContext) -> Page:
    """A page under the control of the service worker."""
    shown = await device.new_page()
    await shown.goto("/")
    await until(shown, "navigator.serviceWorker.controller !== null")
    return shown


async def kept(shown: Page, path: str) -> None:
    """Wait until the page is kept."""
    await until(shown, f"async () => (await ({KEPT})()).includes('{path}')")


@pytest.mark.usefixtures("world")
async def test_what_was_opened_is_read_without_a_network(device: BrowserContext) -> None:
    shown = await started(device)
    await shown.goto("/changes/1")
    await kept(shown, "/changes/1")
    assert await shown.locator(".offline-copy").count() == 0
    await device.set_offline(True)

    await shown.goto("/changes/1")
    assert "Ring rules" in await shown.title()
    assert "This copy was kept on" in await shown.get_by_role("status").inner_text()
    colour = await shown.evaluate("getComputedStyle(document.querySelector('.top')).display")
    assert colour == "flex"
    await shown.goto("/changes/2")
    assert await shown.get_by_role("heading", name="Offline", exact=True).is_visible()
    await shown.locator("#kept-pages a").first.click()
    assert "Ring rules" in await shown.title()

    await device.set_offline(False)
    await shown.goto("/changes/1")
    assert await shown.locator(".offline-copy").count() == 0


async def test_nothing_of_one_person_is_kept(
    world: AppContext, device: BrowserContext, visitor: Visitor
) -> None:
    subscriber = world.stores.subscribers.welcome(1, Language.EN, datetime.now(UTC))
    shown = await started(device)
    await shown.goto("/changes/1")
    await shown.goto(choices_link(world, subscriber))
    await shown.goto(sign_in_link(world, OPERATOR, datetime.now(UTC)))
    await shown.get_by_role("button", name="Sign in").click()
    await shown.goto("/operator")
    await shown.goto("/changes")
    await kept(shown, "/changes")

    assert set(await shown.evaluate(KEPT)) == {"/changes/1", "/changes"}
    every = await shown.evaluate(
        """async () => (await Promise.all((await caches.keys()).map(async n =>
        (await (await caches.open(n)).keys()).map(r => new URL(r.url).pathname)))).flat()"""
    )
    assert not [one for one in every if one.startswith(("/operator", "/sign-in", "/subscriptions"))]
    await shown.goto("/operator")
    await shown.get_by_role("button", name="Sign out").click()
    await shown.wait_for_url(visitor.base + "/")
    left = set(await shown.evaluate(KEPT))
    assert left <= {"/"}
    await device.set_offline(True)
    await shown.goto("/operator")
    assert await shown.get_by_role("heading", name="Offline", exact=True).is_visible()


@pytest.mark.usefixtures("world")
async def test_a_new_release_drops_what_the_old_one_kept(device: BrowserContext) -> None:
    shown = await started(device)
    await shown.goto("/changes/1")
    await kept(shown, "/changes/1")
    await shown.evaluate("navigator.serviceWorker.register('/service-worker.js?release=next')")
    await until(shown, "async () => (await caches.keys()).every(name => name.endsWith('-next'))")

    assert await shown.evaluate(KEPT) == []


@pytest.mark.usefixtures("world")
async def test_the_page_for_no_network_speaks_the_chosen_language(device: BrowserContext) -> None:
    shown = await started(device)
    await shown.goto("/changes?lang=zh")
    await until(
        shown,
        """async () => { const kept = await caches.match("/offline");
        return kept && (await kept.text()).includes("当前离线"); }""",
    )
    await device.set_offline(True)
    await shown.goto("/calendar")

    assert await shown.get_by_role("heading", name="当前离线", exact=True).is_visible()
    assert await shown.locator("#kept-pages a").count() >= 1


async def test_the_browser_finds_nothing_wrong_with_the_app(device: BrowserContext) -> None:
    shown = await started(device)
    tools = await device.new_cdp_session(shown)
    manifest = await tools.send("Page.getAppManifest")
    missing = await tools.send("Page.getInstallabilityErrors")

    assert manifest["errors"] == []
    assert manifest["url"].endswith("/manifest.webmanifest?lang=en")
    # A window of its own, such as a test's, installs nothing.
    faults = {one["errorId"] for one in missing["installabilityErrors"]} - {"in-incognito"}
    assert faults == set()
