"""A real browser: first visit, search, compare, a phone, the keyboard alone, no script, axe."""

import re
import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, ViewportSize, async_playwright

from delivery.links import choices_link, sign_in_link
from forewarn.wiring import AppContext
from monitor.language import Language
from monitor.model import Outcome
from monitor.ports import CheckResult
from tests.lab import page as rules_page
from tests.lab import publish
from tests.web.conftest import OPERATOR, Visitor

CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
    pytest.mark.sqlite,
]
PHONE: ViewportSize = {"width": 360, "height": 740}
PAGES = (
    "/", "/changes", "/changes/1", "/changes/2?view=inline", "/calendar", "/events", "/cases", "/cases?stage=nonsense", "/sources",
    "/sources/ring-rules", "/sources/hostile-rules/versions/2", "/sources/ring-rules/compare",
    "/sources/ring-rules/sections?q=Seller", "/search?q=brand", "/charts", "/feeds", "/status", "/offline",
)  # fmt: skip

OPERATOR_PAGES = (
    "/operator", "/operator/sources", "/operator/sources/ring-rules", "/operator/proposals", "/operator/messages", "/operator/relays",
    "/operator/acts", "/operator/rules", "/operator/sources/confirm?do=pause&source=ring-rules",
)  # fmt: skip


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as driver:
        launched = await driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield launched
        await launched.close()


async def opened(browser: Browser, visitor: Visitor, path: str = "/", **context: object) -> Page:
    """A page in a browser of its own; whatever the browser complains of fails the test."""
    place = await browser.new_context(locale="en-GB", base_url=visitor.base, **context)  # type: ignore[arg-type]
    shown = await place.new_page()
    complaints: list[str] = []
    shown.on("console", lambda said: complaints.append(said.text))
    shown.on("pageerror", lambda error: complaints.append(str(error)))
    shown.on("dialog", lambda dialog: complaints.append(f"a dialog: {dialog.message}"))
    await shown.goto(path)
    assert complaints == []
    return shown


@pytest.mark.usefixtures("world")
async def test_a_first_visit_leads_from_today_to_a_change(
    browser: Browser, visitor: Visitor
) -> None:
    shown = await opened(browser, visitor)
    assert await shown.title() == "Today · Forewarn"
    await shown.get_by_role("link", name="5 → 8 percent").click()

    assert "5" in await shown.locator(".was del").all_inner_texts()
    assert "⏰ In force" in await shown.locator(".dates").inner_text()
    await shown.get_by_role("link", name="中文").click()
    assert await shown.locator("html").get_attribute("lang") == "zh-CN"
    assert await shown.get_by_text(re.compile("3 月 1 日起已?生效")).is_visible()


@pytest.mark.usefixtures("world")
async def test_a_search_finds_a_rule(browser: Browser, visitor: Visitor) -> None:
    shown = await opened(browser, visitor)
    await shown.get_by_role("searchbox").fill("锂电池")
    await shown.keyboard.press("Enter")
    await shown.wait_for_url("**/search?*")

    assert await shown.locator("mark").first.inner_text() == "锂电池"


@pytest.mark.usefixtures("world")
async def test_any_two_versions_are_compared(browser: Browser, visitor: Visitor) -> None:
    shown = await opened(browser, visitor, "/sources/ring-rules")
    await shown.get_by_role("radio", name="From 1").check()
    await shown.get_by_role("radio", name="To 2").check()
    await shown.get_by_role("button", name="Compare").click()

    assert await shown.get_by_role("heading", name="From version 1 to 2").is_visible()
    assert await shown.locator(".edit").count() >= 3
    await shown.get_by_role("link", name="Inline").click()
    assert await shown.locator(".was").count() == 0


@pytest.mark.usefixtures("world")
async def test_no_page_is_wider_than_a_phone(browser: Browser, visitor: Visitor) -> None:
    for path in PAGES:
        shown = await opened(browser, visitor, path, viewport=PHONE)
        width = await shown.evaluate("document.documentElement.scrollWidth")
        await shown.context.close()

        assert width <= PHONE["width"], path


@pytest.mark.usefixtures("world")
async def test_the_keyboard_alone_is_enough(browser: Browser, visitor: Visitor) -> None:
    shown = await opened(browser, visitor, "/sources/ring-rules/compare?order=page")
    await shown.keyboard.press("Tab")
    assert await shown.evaluate("document.activeElement.className") == "skip"
    await shown.keyboard.press("Enter")
    assert await shown.evaluate("document.activeElement.id") == "main"

    async def at() -> str:
        return str(await shown.evaluate("document.activeElement.id"))

    steps = []
    for key in ("n", "n", "p"):
        await shown.keyboard.press(key)
        steps.append(await at())
    assert steps == ["edit-1", "edit-2", "edit-1"]
    await shown.keyboard.press("/")
    assert await at() == "find"
    await shown.keyboard.type("nn")
    assert await at() == "find"


@pytest.mark.usefixtures("world")
async def test_every_page_works_without_script(browser: Browser, visitor: Visitor) -> None:
    shown = await opened(browser, visitor, java_script_enabled=False)
    await shown.get_by_role("link", name="Changes", exact=True).click()
    await shown.get_by_label("Category").select_option("product-safety")
    await shown.get_by_role("button", name="Apply").click()
    assert await shown.locator(".line").count() == 1
    await shown.locator(".what a").click()
    await shown.get_by_text("More", exact=True).click()
    await shown.get_by_role("link", name="Copy as text").click()
    assert (
        "+ <script>alert(1)</script>" in await shown.content()
        or "&lt;script" in await shown.content()
    )


@pytest.mark.usefixtures("world")
async def test_a_hostile_page_runs_nothing(browser: Browser, visitor: Visitor) -> None:
    for path in ("/changes/2", "/sources/hostile-rules", "/sources/hostile-rules/versions/2"):
        shown = await opened(browser, visitor, path)
        assert await shown.locator("main img").count() == 0
        assert await shown.locator("main script").count() == 0
    assert await shown.get_by_text("<script>alert(1)</script> {{7*7}}").is_visible()


async def test_an_operator_signs_in_and_accepts_what_waits(
    context: AppContext, browser: Browser, visitor: Visitor
) -> None:
    ring = context.sources["ring-rules"]
    long = [f"Rule {n} is asked of every seller in every country of the market." for n in range(60)]
    publish(context, ring, rules_page(*long))
    publish(context, ring, rules_page(long[0]))
    shown = await opened(browser, visitor, sign_in_link(context, OPERATOR, datetime.now(UTC)))
    await shown.get_by_role("button", name="Sign in").click()
    await shown.locator(".what a").first.click()
    assert await shown.get_by_role("heading", name="A held version to review").is_visible()
    await shown.get_by_role("button", name="Accept this version").click()

    assert await shown.get_by_text("Ring rules: accepted as version 2.").is_visible()
    await shown.goto("/operator")
    assert await shown.get_by_text("Nothing needs a decision now.").is_visible()
    assert len(context.stores.history.versions("ring-rules")) == 2
    await shown.get_by_role("button", name="Sign out").click()
    await shown.goto("/operator")
    assert await shown.get_by_text("This page is for operators.").is_visible()


@pytest.mark.usefixtures("world")
async def test_an_operators_pages_fit_a_phone_and_count_what_is_chosen(
    context: AppContext, browser: Browser, visitor: Visitor
) -> None:
    context.stores.proposals.suggest("https://a.example.org/rules", datetime.now(UTC))
    link = sign_in_link(context, OPERATOR, datetime.now(UTC))
    shown = await opened(browser, visitor, link, viewport=PHONE)
    await shown.get_by_role("button", name="Sign in").click()
    for path in OPERATOR_PAGES:
        await shown.goto(path)
        assert await shown.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path
    await shown.goto("/operator/sources")
    await shown.get_by_label("Harbour Market: Ring rules", exact=True).check()

    assert await shown.get_by_text("Chosen: 1").is_visible()


@pytest.mark.parametrize("scripted", [True, False])
async def test_a_page_follows_a_check(
    context: AppContext, browser: Browser, visitor: Visitor, scripted: bool
) -> None:
    link = sign_in_link(context, OPERATOR, datetime.now(UTC))
    shown = await opened(browser, visitor, link, java_script_enabled=scripted)
    await shown.get_by_role("button", name="Sign in").click()
    await shown.goto("/operator/sources/ring-rules")
    await shown.get_by_role("button", name="Check now").click()
    await shown.get_by_text("Queued").wait_for()
    done = CheckResult(source_id="ring-rules", outcome=Outcome.UNCHANGED)
    context.stores.jobs.finish(done, datetime.now(UTC))

    await shown.get_by_text("Nothing changed").wait_for()


async def test_a_form_names_the_field_and_keeps_what_was_typed(
    context: AppContext, browser: Browser, visitor: Visitor
) -> None:
    subscriber = context.stores.subscribers.welcome(1, Language.EN, datetime.now(UTC))
    shown = await (await browser.new_context(viewport=PHONE)).new_page()
    await shown.goto(choices_link(context, subscriber))
    await shown.get_by_label("Time zone").fill("Mars/Base")
    await shown.get_by_label("Batteries", exact=True).select_option("weekly:affects")
    await shown.get_by_role("button", name="Save").click()
    faults = [f["id"] for f in (await Axe().run(shown)).response["violations"]]

    assert "“Mars/Base” is not a time zone" in await shown.get_by_role("alert").inner_text()
    assert await shown.get_by_label("Time zone").input_value() == "Mars/Base"
    assert await shown.get_by_label("Batteries", exact=True).input_value() == "weekly:affects"
    assert await shown.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert faults == []
    await shown.get_by_label("Time zone").fill("Europe/Berlin")
    await shown.get_by_role("button", name="Save").click()
    assert await shown.get_by_role("status").inner_text() == "Saved."


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_no_serious_fault(
    world: AppContext, browser: Browser, visitor: Visitor, scheme: str
) -> None:
    """https://www.deque.com/axe: what it calls serious or critical keeps people out."""
    subscriber = world.stores.subscribers.welcome(1, Language.ZH, datetime.now(UTC))
    signed_in = await opened(
        browser, visitor, sign_in_link(world, OPERATOR, datetime.now(UTC)), color_scheme=scheme
    )
    await signed_in.get_by_role("button", name="Sign in").click()
    inner = (*OPERATOR_PAGES, choices_link(world, subscriber))
    # What is dark differs in its colours alone, and few pages have them all.
    for path in (*PAGES, *inner) if scheme == "light" else ("/changes/1", "/charts", inner[-1]):
        await signed_in.goto(path)
        found = await Axe().run(signed_in)
        faults = [
            f"{fault['id']}: {fault['nodes'][0]['html'][:200]}"
            for fault in found.response["violations"]
            if fault["impact"] in {"serious", "critical"}
        ]

        assert faults == [], path


@pytest.mark.usefixtures("world")
async def test_a_phone_has_a_low_header_and_one_search(browser: Browser, visitor: Visitor) -> None:
    for path in ("/", "/changes", "/sources", "/feeds"):
        shown = await opened(browser, visitor, path, viewport=PHONE)
        head = await shown.locator(".top").bounding_box()

        assert head is not None
        assert head["height"] <= 108
        assert await shown.locator("[type=search]:visible").count() <= 1
        assert await shown.locator(".find-link").get_attribute("href") == "/search"
        assert await shown.locator(".filters [type=submit]:visible").count() == 0
        assert await shown.locator(".keys-open").is_hidden()
