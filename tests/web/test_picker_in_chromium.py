"""A real browser on a captured page that is hostile: nothing of it runs, loads or leads away."""

import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, async_playwright

from forewarn.demo.site import Site
from forewarn.wiring import AppContext
from tests.lab import Lab, page, publish
from tests.web.conftest import Visitor, listening
from tests.web.test_operator import sign_in
from tests.web.test_source_editor import EDIT, RULE

CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
    pytest.mark.sqlite,
]
WIDTHS = (360, 1_280)


def hostile(evil: str) -> str:
    """A page that tries to run, to load and to lead away by every means that pages have."""
    return (
        f"<!doctype html><html lang=en onload=\"fetch('{evil}/html')\"><head><title>Rules</title><base href='{evil}/base/'>"
        f"<meta http-equiv=refresh content='0;url={evil}/refresh'><link rel=stylesheet href='{evil}/style'>"
        f"<link rel=preconnect href='{evil}'><link rel=prefetch href='{evil}/prefetch'><style>@import '{evil}/import';"
        f"body{{background:url({evil}/background)}}</style><script src='{evil}/script'></script></head>"
        f"<body style='background:url({evil}/inline)'><main><h1>Rules</h1><script>top.location='{evil}/top'</script>"
        f"<img src='{evil}/img' srcset='{evil}/srcset 2x' onerror=\"parent.document.title='owned'\"><iframe src='{evil}/frame'></iframe>"
        f"<object data='{evil}/object'></object><embed src='{evil}/embed'><video src='{evil}/video' poster='{evil}/poster' autoplay></video>"
        f"<svg><image href='{evil}/svg'/><script>top.location='{evil}/svgtop'</script></svg><form action='{evil}/form' method=post><button autofocus "
        f"onfocus=\"this.form.submit()\">Go</button></form><a href='{evil}/link' ping='{evil}/ping' id=away>A link away</a>"
        f"<a href=\"javascript:top.location='{evil}/js'\">A script link</a>{''.join(f'<p>{one}</p>' for one in RULE)}"
        f"<p>&lt;img src={evil}/escaped&gt; '\"&gt;&lt;/a&gt;&lt;script&gt;top.location=1&lt;/script&gt;</p></main></body></html>"
    )


@pytest.fixture
async def context(lab: Lab) -> AsyncIterator[AppContext]:
    async with listening(lab, FOREWARN_OVERLAY=str(lab.folder / "own")) as opened:
        yield opened


@pytest.fixture
async def shown(context: AppContext) -> AsyncIterator[Page]:
    """A page of a browser in which an operator is signed in; a dialog fails the test."""
    base = context.settings.public_url
    name, _, value = (await sign_in(context, Visitor(base)))["Cookie"].partition("=")
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        place = await browser.new_context(locale="en-GB", base_url=base)
        await place.add_cookies([{"name": name, "value": value, "url": base}])
        opened = await place.new_page()
        opened.on("dialog", lambda dialog: pytest.fail(dialog.message))
        yield opened
        await browser.close()


def capture(context: AppContext, html: str) -> None:
    for days in (2, 1):
        at = datetime.now(UTC) - timedelta(days=days)
        publish(
            context,
            context.sources["ring-rules"],
            html.replace("</main>", f"<p>Day {days}.</p></main>"),
            at,
        )


async def test_a_hostile_page_does_nothing_and_is_picked_from(
    context: AppContext, shown: Page
) -> None:
    with Site() as site:
        capture(context, hostile(site.url))
        asked: list[str] = []
        shown.on("request", lambda request: asked.append(request.url))
        await shown.goto(EDIT)
        await shown.get_by_role("button", name="Point at the text").click()
        frame = shown.frame_locator("#captured")
        await frame.get_by_text("A script link").click()
        await shown.wait_for_url("**at=*")
        await frame.get_by_text("A link away").click()
        await frame.get_by_text("Sellers keep invoice number 3 ").click()
        await shown.wait_for_url("**at=*")
        await shown.get_by_role("link", name="main", exact=True).click()
        await shown.get_by_role("link", name="Use it").first.click()

        assert await shown.get_by_label("Selector").input_value() == "main"
        assert await shown.title() == "Edit this source · Forewarn"
        assert [one for one in asked if not one.startswith(context.settings.public_url)] == []
        assert [one for one in site.requests if one.path != "/ring-rules"] == []
        await shown.get_by_role("button", name="Save").click()
        await shown.get_by_text("Saved, and in use from now on.").wait_for()
    assert context.sources["ring-rules"].select == "main"


async def test_the_preview_follows_the_form_with_a_script(context: AppContext, shown: Page) -> None:
    capture(context, page(*RULE))
    await shown.goto(EDIT)
    assert (
        await shown.locator("#preview").get_by_text("Sellers keep invoice number 3 ").is_visible()
    )
    await shown.get_by_label("Selector").fill("h1")
    await shown.get_by_text("nobody is notified of it").wait_for()
    await shown.get_by_label("Selector").fill("#gone")
    await shown.get_by_text("the selector '#gone' matches nothing").first.wait_for()
    assert context.sources["ring-rules"].select == ""


async def test_the_pages_fit_a_phone_and_axe_finds_nothing(
    context: AppContext, shown: Page
) -> None:
    capture(context, page(*RULE))
    await shown.goto(EDIT)
    await shown.get_by_role("button", name="Point at the text").click()
    await shown.frame_locator("#captured").get_by_text("Sellers keep invoice number 3 ").click()
    await shown.wait_for_url("**at=*")
    faults = []
    for path in (EDIT, "/operator/sources/new", shown.url):
        await shown.goto(path)
        for width in WIDTHS:
            await shown.set_viewport_size({"width": width, "height": 740})
            wide = await shown.evaluate("document.documentElement.scrollWidth")
            found = (await Axe().run(shown)).response["violations"]
            faults += [
                f"{path} {width}: {one['id']} {[n['target'] for n in one['nodes']]}"
                for one in found
            ]
            faults += [f"{path} {width}: {wide} wide"] if wide > width else []
    assert faults == []
