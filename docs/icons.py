"""Draws the icons and the card of shared links into web/static, from its icon.svg.

python docs/icons.py        (needs Chromium)
"""

import asyncio
import shutil
import struct
from pathlib import Path

from playwright.async_api import Browser, async_playwright

STATIC = Path(__file__).parents[1] / "web" / "static"
CHROMIUM = shutil.which("chromium")
BLUE = "#0b57d0"
# File, size, whether the picture fills the square (launchers cut their own shape out of it), share
# of the square that the icon takes.
ICONS = (
    ("icon-192.png", 192, False, 1.0),
    ("icon-512.png", 512, False, 1.0),
    ("icon-maskable-512.png", 512, True, 0.8),
    ("apple-touch-icon.png", 180, True, 1.0),
)
FAVICON = 32
CARD = f"""<!doctype html><meta charset="utf-8"><style>
body {{ margin: 0; width: 1200px; height: 630px; box-sizing: border-box; padding: 84px 92px; background: {BLUE}; color: #fff;
  font-family: "Noto Sans", Arial, "Noto Sans CJK SC", sans-serif; display: flex; flex-direction: column; justify-content: space-between; }}
h1 {{ font-size: 104px; margin: 0; letter-spacing: -2px; line-height: 1; }}
p {{ margin: 0; font-size: 46px; line-height: 1.35; }}
.terms {{ font-size: 54px; display: flex; gap: 30px; align-items: center; }}
.terms span {{ border-radius: 14px; padding: 10px 28px; background: #fff; color: #0d4f1c; font-weight: 600; }}
.terms .old {{ color: #7d1610; text-decoration: line-through; background: #ffdedb; }}
.terms .new {{ background: #d3f3d8; }}
</style><h1>Forewarn</h1><div class="terms"><span class="old">30 days</span>→<span class="new">7 days</span></div>
<p>What changed for cross-border sellers<br>跨境卖家的规则变化，修改前后对照</p>"""


async def main() -> None:
    """Draw them."""
    svg = (STATIC / "icon.svg").read_text("utf-8")
    async with async_playwright() as driver:
        launched = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        async with await launched as browser:
            for name, size, fills, share in ICONS:
                (STATIC / name).write_bytes(await icon(browser, svg, size, share, fills=fills))
            small = await icon(browser, svg, FAVICON, 1.0, fills=False)
            (STATIC / "favicon.ico").write_bytes(ico(small))
            (STATIC / "social-card.png").write_bytes(await drawn(browser, CARD, 1_200, 630))


async def icon(browser: Browser, svg: str, size: int, share: float, *, fills: bool) -> bytes:
    """The icon as a square picture."""
    ground = BLUE if fills else "transparent"
    inner = round(size * share)
    page = (
        f"<!doctype html><style>body {{ margin: 0; height: {size}px; display: grid; place-items: center; background: {ground} }}"
        f" svg {{ width: {inner}px; height: {inner}px }}</style>{svg}"
    )
    return await drawn(browser, page, size, size)


async def drawn(browser: Browser, content: str, width: int, height: int) -> bytes:
    """A page as a picture of that size."""
    page = await browser.new_page(viewport={"width": width, "height": height})
    await page.set_content(content)
    picture = await page.screenshot(omit_background=True)
    await page.close()
    return picture


def ico(png: bytes) -> bytes:
    """An icon file that holds one PNG (https://learn.microsoft.com/windows/win32/menurc/newheader)."""
    head = struct.pack("<HHH", 0, 1, 1)
    entry = struct.pack("<BBBBHHII", FAVICON, FAVICON, 0, 0, 1, 32, len(png), 6 + 16)
    return head + entry + png


if __name__ == "__main__":
    asyncio.run(main())
