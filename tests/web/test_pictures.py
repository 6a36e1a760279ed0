"""Ten pages still look as they did when their pictures were drawn (tests/web/pictures.py)."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, async_playwright

from tests.web.pictures import FOLDER, PICTURES, difference, picture, shown
from tests.web.test_in_chromium import CHROMIUM
from tests.web.whole_site import whole_site

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
    pytest.mark.sqlite,
    pytest.mark.slow,
]
# Another face with the same layout stays below these; a page without its style is far above.
MEAN, MUCH = 0.02, 0.06
FACES = (
    "* { font-family: 'DejaVu Sans Condensed', 'Liberation Sans Narrow', sans-serif !important }"
)


async def apart(browser: Browser, base: str, drawing: Page, *, style: str = "", bare: bool = False) -> dict[str, tuple[float, float]]:  # fmt: skip
    """How far each page is from its picture; with another style, or with none."""
    found = {}
    for name, *_ in PICTURES:
        async with shown(browser, base, name) as page:
            if bare:
                await page.evaluate(
                    "[...document.styleSheets].forEach((one) => { one.disabled = true; })"
                )
            if style:
                await page.evaluate(
                    "(style) => { const own = new CSSStyleSheet(); own.replaceSync(style); document.adoptedStyleSheets = [own]; }",
                    style,
                )
            stored = (FOLDER / f"{name}.png").read_bytes()
            found[name] = await difference(await picture(page, drawing), stored, drawing)
    return found


def differing(found: dict[str, tuple[float, float]]) -> list[str]:
    return [
        f"{name}: {mean:.3f} on the mean, {much:.3f} of it much"
        for name, (mean, much) in found.items()
        if mean > MEAN or much > MUCH
    ]


async def test_pages_look_as_they_did(tmp_path: Path) -> None:
    """Where a page is meant to look otherwise: python -m tests.web.pictures."""
    async with whole_site(tmp_path) as context, async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        drawing, base = await browser.new_page(), context.settings.public_url
        now = differing(await apart(browser, base, drawing))
        in_other_faces = differing(await apart(browser, base, drawing, style=FACES))
        without_style = differing(await apart(browser, base, drawing, bare=True))
        await browser.close()

    assert (now, in_other_faces) == ([], [])
    assert len(without_style) == len(PICTURES)
