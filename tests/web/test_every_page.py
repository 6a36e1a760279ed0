"""Every public page, on a phone, a tablet and a desk, light and dark, in both languages."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, async_playwright

from delivery.links import choices_link, open_link
from forewarn.wiring import AppContext
from monitor.language import Language
from tests.web.test_in_chromium import CHROMIUM
from tests.web.whole_site import NOW, whole_site

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
    pytest.mark.sqlite,
    pytest.mark.slow,
    pytest.mark.asyncio(loop_scope="module"),
]
CHOICES, OPEN = "the choices", "what is open"
PAGES = (
    "/", "/changes", "/changes?category=tax-tariff", "/changes?severity=huge", "/changes/1", "/changes/8",
    "/changes/8?view=inline", "/changes/9", "/calendar", "/events", "/events/1", "/cases", "/cases/1", "/cases?stage=dismissal",
    "/sources", "/sources?state=new", "/sources/ring-rules", "/sources/shop-rules", "/sources/other-3",
    "/sources/ring-rules/versions/9", "/sources/ring-rules/compare", "/sources/ring-rules/compare?from=1&to=9",
    "/sources/ring-rules/sections?q=Seller+rules", "/search", "/search?q=brand", "/search?q=nonsense", "/charts", "/feeds",
    "/no-such-page", CHOICES, OPEN,
)  # fmt: skip
WIDTHS = {360: 740, 768: 1_024, 1_280: 800}
SCHEMES = ("light", "dark")
LOOK = Path(__file__).with_name("looks.js").read_text("utf-8")
FULL: dict[str, object] = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
COLOURS: dict[str, object] = {"runOnly": ["color-contrast"], "resultTypes": ["violations"]}
AXE = {(360, "light"): FULL, (1_280, "light"): FULL, (1_280, "dark"): COLOURS}
# Records where the focus goes, and whether one sees it there.
FOCUS = """
window.reached = new Set(); window.unseen = [];
document.addEventListener("focusin", ({target}) => {
  window.reached.add(target);
  const style = getComputedStyle(target);
  const isDrawn = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  if (target.id !== "main" && !isDrawn) window.unseen.push(target.outerHTML.slice(0, 120));
})"""
# A group of radio buttons is one stop; what a closed dialog or `details` holds is none.
MISSED = """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")]
  .filter((one) => one.checkVisibility() && one.type !== "hidden" && one.type !== "radio" && !window.reached.has(one))
  .map((one) => one.outerHTML.slice(0, 120))"""


@dataclass
class Desk:
    """A browser, the site, and the links that only their readers know."""

    browser: Browser
    context: AppContext
    links: dict[str, str]

    async def opened(self, path: str, language: str, **more: object) -> tuple[Page, list[str]]:
        """A page in a browser of its own, and all that the browser complains of."""
        place = await self.browser.new_context(
            locale=language,
            base_url=self.context.settings.public_url,
            reduced_motion="reduce",
            **more,  # type: ignore[arg-type]
        )
        shown = await place.new_page()
        complaints: list[str] = []
        shown.on("console", lambda said: complaints.append(said.text))
        shown.on("pageerror", lambda error: complaints.append(str(error)))
        await shown.goto(self.links.get(path, path))
        return shown, [one for one in complaints if "status of 404" not in one]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    folder = tmp_path_factory.mktemp("whole")
    async with whole_site(folder) as context, async_playwright() as driver:
        launched = await driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        reader = context.stores.subscribers.welcome(1, Language.EN, NOW - timedelta(days=1))
        links = {CHOICES: choices_link(context, reader), OPEN: open_link(context, reader)}
        yield Desk(launched, context, links)
        await launched.close()


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("path", PAGES)
async def test_a_page_reads_well_everywhere(desk: Desk, path: str, language: str) -> None:
    shown, faults = await desk.opened(path, language)
    for width, scheme in product(WIDTHS, SCHEMES):
        await shown.set_viewport_size({"width": width, "height": WIDTHS[width]})
        await shown.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        # The colours alone differ in the dark, and no width has colours of its own.
        seen = await shown.evaluate(LOOK) if scheme == "light" else []
        if options := AXE.get((width, scheme)):
            seen += await axe(shown, options)
        faults += [f"{width} {scheme}: {fault}" for fault in seen]
    await shown.context.close()

    assert faults == []


async def axe(shown: Page, options: dict[str, object]) -> list[str]:
    """What https://www.deque.com/axe finds, of whatever weight."""
    found = await Axe().run(shown, options=options)
    return [
        f"{fault['id']}: {node['html'][:160]}"
        for fault in found.response["violations"]
        for node in fault["nodes"]
    ]


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_works_without_script(desk: Desk, path: str) -> None:
    size = {"width": 360, "height": 740}
    shown, faults = await desk.opened(path, "zh", java_script_enabled=False, viewport=size)
    faults += await shown.evaluate(LOOK)
    folded = await shown.locator(".filters :is(select, input, button)").count()
    visible = await shown.locator(".filters :is(select, input, button):visible").count()
    dead = await shown.locator(":is(#theme, #keys-open, .fold):visible").count()
    await shown.context.close()

    assert faults == []
    assert (visible, dead) == (folded, 0)


@pytest.mark.parametrize("path", PAGES)
async def test_the_keyboard_reaches_everything_and_shows_where_it_is(desk: Desk, path: str) -> None:
    shown, _ = await desk.opened(path, "en")
    await shown.evaluate(FOCUS)
    stops = await shown.locator("a, button, input, select, summary, [tabindex]").count()
    # A box that scrolls is a stop, too.
    for _ in range(stops + 12):
        await shown.keyboard.press("Tab")
    missed, unseen = await shown.evaluate(MISSED), await shown.evaluate("window.unseen")
    first = await shown.evaluate("[...window.reached][0].className")
    await shown.context.close()

    assert (missed, unseen, first) == ([], [], "skip")


FAULTS = {
    "the page is": '<div style="width: 2000px">wide</div>',
    "8 px": '<p style="font-size: 8px">small</p>',
    "broken: Trademark": '<p style="width: 40px; overflow-wrap: anywhere">Trademark</p>',
    "a time in two lines": '<p style="width: 100px"><time>2026-11-28 10:00</time></p>',
    "wider than its box": '<p style="width: 40px">Trademark</p>',
    "labels touch": '<svg><text x="0" y="20">One label</text><text x="20" y="20">Two</text></svg>',
    "6 px": '<svg viewBox="0 0 200 10" width="100"><text y="9" font-size="12">shrunk</text></svg>',
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_what_troubles_a_reader_is_seen(desk: Desk, fault: str) -> None:
    shown = await desk.browser.new_page()
    await shown.set_content(f"<!doctype html><body>{FAULTS[fault]}</body>")
    seen = await shown.evaluate(LOOK)
    await shown.close()

    assert any(one.startswith(fault) for one in seen), seen
