"""Pictures of a change: served to be kept, shown with its words, absent without a trace."""

import shutil
from collections.abc import AsyncIterator

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Locator, Page, async_playwright

from forewarn.wiring import AppContext
from launcher.drawing import Drawer
from monitor.pictures import Picture, PictureFault, PictureMark, PicturePart, PictureSide
from runtime.clock import now
from tests.web.conftest import Visitor

CHROMIUM = shutil.which("chromium")
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
pytestmark = pytest.mark.sqlite
BODY = b"RIFF0000WEBP"


def draw(context: AppContext, *parts: PicturePart, mark: PictureMark) -> None:
    """Store pictures of change 1 without a browser."""
    context.stores.pictures.claim(now())
    context.stores.pictures.claim(now())
    pictures = [
        Picture(side=side, part=part, width=960, height=640, mark=mark, body=BODY)
        for side in PictureSide
        for part in parts
    ]
    context.stores.pictures.drawn(1, pictures, now())


async def test_a_picture_is_served_to_be_kept_for_good(world: AppContext, visitor: Visitor) -> None:
    draw(world, *PicturePart, mark=PictureMark.TEXT)
    found = await visitor.get("/changes/1/before.webp?v=0")
    again = await visitor.get("/changes/1/before.webp", **{"If-None-Match": found.headers["etag"]})

    assert (found.status, found.body, again.status) == (200, BODY, 304)
    assert found.headers["content-type"] == "image/webp"
    assert found.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert found.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in found.headers["content-security-policy"]
    assert found.headers["x-robots-tag"] == "noindex"


@pytest.mark.parametrize(
    "path",
    ["1/before-place-page.webp", "1/none.webp", "1/before-.webp", "2/after.webp", "99/after.webp", "x/after.webp"],
)  # fmt: skip
async def test_there_is_no_other_picture(world: AppContext, visitor: Visitor, path: str) -> None:
    draw(world, *PicturePart, mark=PictureMark.TEXT)

    assert (await visitor.get(f"/changes/{path}")).status == 404


async def test_the_page_shows_both_sides_with_sizes_and_words(
    world: AppContext, visitor: Visitor
) -> None:
    without = (await visitor.get("/changes/1")).text
    draw(world, *PicturePart, mark=PictureMark.TEXT)
    english = (await visitor.get("/changes/1")).text
    chinese = (await visitor.get("/changes/1?lang=zh")).text

    assert "pictures" not in without
    assert english.count('width="480" height="320" loading="lazy"') == 2
    assert "Before: part of the page, with a frame around the changed text" in english
    assert "Drawn by Forewarn from the stored captures" in english
    assert 'href="/changes/1/after-page.webp?v=' in english
    assert "变更后的页面局部，改动的文字已加框" in chinese


async def test_a_place_that_was_not_found_is_told(world: AppContext, visitor: Visitor) -> None:
    draw(world, PicturePart.PAGE, mark=PictureMark.NONE)
    shown = (await visitor.get("/changes/1")).text

    assert shown.count("The changed place was not found in this picture.") == 2
    assert 'src="/changes/1/before-page.webp?v=' in shown


@pytest.mark.parametrize("fault", PictureFault)
async def test_why_nothing_was_drawn_is_told(
    world: AppContext, visitor: Visitor, fault: PictureFault
) -> None:
    for _ in range(2):
        world.stores.pictures.claim(now())
    world.stores.pictures.failed(1, fault, None)
    shown = (await visitor.get("/changes/1?lang=zh")).text

    assert ("这条变更没有图片。" in shown) is (fault is not PictureFault.NO_PAGE)


@pytest.fixture
async def shown(world: AppContext) -> AsyncIterator[Page]:
    """The page of a change that was drawn, on a phone."""
    await Drawer(world).draw_due()
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        place = await browser.new_context(
            base_url=world.settings.public_url, viewport={"width": 360, "height": 740}
        )
        opened = await place.new_page()
        await opened.goto("/changes/1")
        yield opened
        await browser.close()


# How wide a picture is, and how many of its pixels have the colours of frames and of changed words.
MARKED = """async (image) => {
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
  const drawn = canvas.getContext("2d");
  drawn.drawImage(image, 0, 0);
  const { data } = drawn.getImageData(0, 0, canvas.width, canvas.height);
  const count = (...colour) => {
    let found = 0;
    for (let at = 0; at < data.length; at += 4)
      found += colour.reduce((far, one, band) => far + Math.abs(data[at + band] - one), 0) < 60;
    return found;
  };
  return [image.naturalWidth, count(0xc2, 0x18, 0x5b), count(0xff, 0xe0, 0x66)];
}"""


async def box_of(image: Locator) -> dict[str, float]:
    """Where an image stands, which has a size."""
    box = await image.bounding_box()
    assert box
    return {"x": box["x"], "y": box["y"], "width": box["width"], "height": box["height"]}


@needs_chromium
async def test_a_reader_opens_them_on_a_phone(shown: Page) -> None:
    images = shown.locator(".pictures img")
    hidden = await images.first.is_visible()
    await shown.get_by_text("Pictures of the page").click()
    measured = [await one.evaluate(MARKED) for one in await images.all()]
    first, second = [await box_of(one) for one in await images.all()]
    wide = await shown.evaluate("document.documentElement.scrollWidth")
    faults = (await Axe().run(shown)).response["violations"]

    assert not hidden
    assert [width for width, _, _ in measured] == [960, 960]
    assert all(framed > 500 for _, framed, _ in measured)
    assert measured[1][2] > 100
    assert first["y"] + first["height"] < second["y"]
    assert wide <= 360
    assert faults == []


@needs_chromium
async def test_on_a_wide_screen_they_stand_side_by_side(shown: Page) -> None:
    await shown.set_viewport_size({"width": 1_280, "height": 900})
    await shown.get_by_text("Pictures of the page").click()
    first, second = [await box_of(one) for one in await shown.locator(".pictures img").all()]

    assert first["x"] + first["width"] <= second["x"]
    assert first["y"] == second["y"]
