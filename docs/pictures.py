"""Draws what people see: docs/alert.png (a phone), docs/web-*.png (the site), mails into a folder.

python docs/pictures.py [FOLDER]        (needs Chromium)

Without a folder the alert and the site are drawn. With one, the demo's digest as a mail is drawn
there, in each language, 360 and 1200 pixels wide, light and dark, and every page of the site, on a
desk and on a phone.
"""

import asyncio
import html
import shutil
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from playwright.async_api import Browser, async_playwright

from bot.alerts import alert
from forewarn.demo.tour import crawled, jewellery_change, serving, the_digest
from mailer.messages import digest
from monitor.audience import Button, Message
from monitor.language import Language, languages

HERE = Path(__file__).parent
PHONES = """<!doctype html><meta charset="utf-8"><style>
body {{ margin: 0; padding: 20px; background: #d7e3ec; display: flex; gap: 20px; align-items: flex-start;
  font: 15px/1.4 "Noto Sans CJK SC", "Noto Sans", Roboto, Arial, sans-serif; }}
.phone {{ width: 388px; }}
.text {{ background: #fff; border-radius: 14px; padding: 12px 14px; white-space: pre-wrap; overflow-wrap: anywhere;
  box-shadow: 0 1px 2px #0003; }}
.row {{ display: flex; gap: 4px; margin-top: 4px; }}
.row span {{ flex: 1; background: #7893a8; color: #fff; border-radius: 8px; text-align: center; padding: 8px 2px; }}
blockquote {{ margin: 4px 0; padding: 2px 8px; border-left: 3px solid #2678b6; background: #eef4f9; }}
a {{ color: #2678b6; text-decoration: none; }}
</style>{bubbles}"""
# A frame has its own width; a window of Chromium is never narrower than 500 pixels.
FRAME = (
    '<!doctype html><meta charset="utf-8"><body style="margin:0">'
    '<iframe style="border:0;width:{width}px;height:{height}px" srcdoc="{mail}"></iframe>'
)
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --hide-scrollbars "
    "--disable-background-networking --disable-component-update --disable-sync"
)
CHROMIUM = shutil.which("chromium")
# Language, scheme, width, file, page.
README_PAGES = (
    ("en", "light", 1_120, "web-today.png", "/"),
    ("zh", "dark", 1_120, "web-change.png", "/changes/3"),
)
LOOKS = (("zh", "light", 390), ("en", "light", 1_280), ("zh", "dark", 1_280))
SOURCE = "/sources/demo-jewellery-rule"
PAGES = (
    "/", "/changes", "/changes/3", "/changes/4?view=inline", "/calendar", "/events", "/cases", "/sources",
    SOURCE, f"{SOURCE}/versions/2", f"{SOURCE}/compare", "/search?q=trademark", "/charts", "/feeds",
)  # fmt: skip
STOP = "https://forewarn.example.org/unsubscribe/token"
SENDER = "Forewarn <news@example.org>"


def main() -> None:
    """Draw them."""
    change, source = asyncio.run(jewellery_change())
    phones = [alert(change, source, language) for language in (Language.ZH, Language.EN)]
    shots = PHONES.format(bubbles="".join(map(phone, phones)))
    draw(shots, HERE / "alert.png", 836, 960, scale=2)
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    if folder:
        mails(folder)
    asyncio.run(site(folder))


def phone(message: Message) -> str:
    """A message with its buttons, as a phone shows it."""
    rows = "".join(
        f'<div class="row">{"".join(map(_button, row))}</div>' for row in message.buttons
    )
    return f'<div class="phone"><div class="text">{message.html}</div>{rows}</div>'


def mails(folder: Path) -> None:
    """The mail and the page of its link."""
    folder.mkdir(parents=True, exist_ok=True)
    made, sources, subscriber = asyncio.run(the_digest())
    for language in languages():
        mail = digest(made, sources, replace(subscriber, language=language), SENDER, STOP)
        for width, height in ((360, 2_600), (1_200, 1_900)):
            for scheme in ("light", "dark"):
                shown = FRAME.format(width=width, height=height, mail=html.escape(mail.html))
                name = f"mail-{language}-{width}-{scheme}.png"
                draw(shown, folder / name, max(width, 500), height, dark=scheme == "dark")


async def site(folder: Path | None) -> None:
    """The pages of the README; with a folder all pages, as a phone and as a desk shows them."""
    async with crawled() as context, serving(context) as address, async_playwright() as driver:
        launched = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        async with await launched as browser:
            for language, scheme, width, name, path in README_PAGES:
                await shoot(browser, f"{address}{path}", HERE / name, language, scheme, width)
            for path in PAGES if folder else ():
                name = path.strip("/").replace("/", "-").partition("?")[0] or "today"
                for language, scheme, width in LOOKS:
                    file = (folder or HERE) / f"web-{name}-{language}-{width}.png"
                    await shoot(browser, f"{address}{path}", file, language, scheme, width)


async def shoot(
    browser: Browser, address: str, to: Path, language: str, scheme: str, width: int
) -> None:
    """One page as a browser of that language, scheme and width shows it."""
    context = await browser.new_context(
        viewport={"width": width, "height": 760},
        locale=language,
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page = await context.new_page()
    await page.goto(address)
    await page.screenshot(path=to, full_page=width < 500)
    await context.close()


def draw(
    shown: str, to: Path, width: int, height: int, *, scale: int = 1, dark: bool = False
) -> None:
    """A page as Chromium draws it."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "page.html"
        file.write_text(shown, "utf-8")
        command = ["chromium", *FLAGS.split(), f"--user-data-dir={folder}/profile"]
        command += [f"--window-size={width},{height}", f"--force-device-scale-factor={scale}"]
        command += ["--blink-settings=preferredColorScheme=0"] if dark else []
        command += [f"--screenshot={to}", file.as_uri()]
        subprocess.run(command, check=True, capture_output=True, timeout=60)


def _button(button: Button) -> str:
    return f"<span>{html.escape(button.label)}</span>"


if __name__ == "__main__":
    main()
