"""Pictures of pages, small and grey, to see that a page still looks as it did.

python -m tests.web.pictures        draws them anew (needs Chromium); look at them before a commit

Faces differ between machines: pictures are compared by the mean grey of squares of 32 pixels.
"""

import asyncio
import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.async_api import Browser, Page, async_playwright

from tests.web.test_in_chromium import CHROMIUM
from tests.web.whole_site import whole_site

FOLDER = Path(__file__).with_name("pictures")
# File, path, width, scheme, language.
PICTURES = (
    ("today", "/", 1_280, "light", "en"),
    ("changes", "/changes", 360, "light", "zh"),
    ("change", "/changes/8", 1_280, "dark", "zh"),
    ("status", "/status", 360, "light", "zh"),
    ("calendar", "/calendar", 360, "dark", "en"),
    ("cases", "/cases", 768, "light", "en"),
    ("sources", "/sources", 360, "light", "en"),
    ("source", "/sources/ring-rules", 1_280, "light", "zh"),
    ("charts", "/charts", 360, "dark", "zh"),
    ("search", "/search?q=brand", 768, "dark", "en"),
)
HEIGHT = 800
# A quarter of the width and height, in shades of grey.
_SHRINK = """async (picture) => {
  const image = await createImageBitmap(await (await fetch(picture)).blob());
  const canvas = new OffscreenCanvas(image.width / 4, image.height / 4);
  const context = canvas.getContext("2d");
  context.filter = "grayscale(1)";
  context.imageSmoothingQuality = "high";
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: "image/png" })).arrayBuffer());
  return btoa(String.fromCharCode(...bytes));
}"""
# The mean difference of the squares, and the share of those that differ much, both from 0 to 1.
_COMPARE = """async ([one, other]) => {
  const squares = async (picture) => {
    const image = await createImageBitmap(await (await fetch(picture)).blob());
    const [width, height] = [Math.ceil(image.width / 8), Math.ceil(image.height / 8)];
    const context = new OffscreenCanvas(image.width, image.height).getContext("2d");
    context.drawImage(image, 0, 0);
    const sums = new Float64Array(width * height), counts = new Float64Array(width * height);
    const { data } = context.getImageData(0, 0, image.width, image.height);
    for (let at = 0; at < data.length / 4; at += 1) {
      const square = Math.floor(at / image.width / 8) * width + Math.floor((at % image.width) / 8);
      sums[square] += data[at * 4] / 255;
      counts[square] += 1;
    }
    return sums.map((sum, square) => sum / counts[square]);
  };
  const [a, b] = [await squares(one), await squares(other)];
  if (a.length !== b.length) return [1, 1];
  const apart = [...a].map((grey, square) => Math.abs(grey - b[square]));
  return [apart.reduce((sum, one) => sum + one, 0) / apart.length, apart.filter((one) => one > 0.06).length / apart.length];
}"""


@asynccontextmanager
async def shown(browser: Browser, base: str, name: str) -> AsyncIterator[Page]:
    """The page of a picture."""
    [(_, path, width, scheme, language)] = [one for one in PICTURES if one[0] == name]
    place = await browser.new_context(
        base_url=base,
        viewport={"width": width, "height": HEIGHT},
        color_scheme="dark" if scheme == "dark" else "light",
        locale=language,
        reduced_motion="reduce",
        service_workers="block",
    )
    page = await place.new_page()
    await page.goto(path)
    yield page
    await place.close()


async def picture(page: Page, drawing: Page) -> bytes:
    """What a page looks like, small and grey; `drawing`: an empty page, whose canvas shrinks it."""
    return base64.b64decode(await drawing.evaluate(_SHRINK, _address(await page.screenshot())))


async def difference(one: bytes, other: bytes, drawing: Page) -> tuple[float, float]:
    """How far two pictures differ."""
    mean, much = await drawing.evaluate(_COMPARE, [_address(one), _address(other)])
    return mean, much


def _address(png: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(png).decode()}"


async def draw() -> None:
    """Write all pictures."""
    FOLDER.mkdir(exist_ok=True)
    with TemporaryDirectory() as folder:
        async with whole_site(Path(folder)) as context, async_playwright() as driver:
            browser = await driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            drawing = await browser.new_page()
            for name, *_ in PICTURES:
                async with shown(browser, context.settings.public_url, name) as page:
                    file = FOLDER / f"{name}.png"
                    file.write_bytes(await picture(page, drawing))
            await browser.close()


if __name__ == "__main__":
    asyncio.run(draw())
