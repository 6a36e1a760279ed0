"""Draws docs/alert.png: the alert of the demo's jewellery rule, as a phone shows it.

python docs/pictures.py        (needs Chromium)
"""

import asyncio
import subprocess
import tempfile
from pathlib import Path

from bot.messages import alert
from forewarn.demo.tour import jewellery_change
from monitor.language import Language

HERE = Path(__file__).parent
PAGE = """<!doctype html><meta charset="utf-8"><style>
body {{ margin: 0; padding: 20px; background: #d7e3ec; display: flex; gap: 20px; align-items: flex-start;
  font: 15px/1.4 "Noto Sans CJK SC", "Noto Sans", Roboto, Arial, sans-serif; }}
.phone {{ width: 360px; background: #fff; border-radius: 14px; padding: 12px 14px; white-space: pre-wrap;
  overflow-wrap: anywhere; box-shadow: 0 1px 2px #0003; }}
a {{ color: #2678b6; text-decoration: none; }}
</style>{bubbles}"""
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --hide-scrollbars "
    "--disable-background-networking --disable-component-update --disable-sync"
)


def main() -> None:
    """Draw it."""
    change, source = asyncio.run(jewellery_change())
    bubbles = "".join(
        f'<div class="phone">{alert(change, source, language).html}</div>'
        for language in (Language.ZH, Language.EN)
    )
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "alert.html"
        page.write_text(PAGE.format(bubbles=bubbles), "utf-8")
        command = ["chromium", *FLAGS.split(), f"--user-data-dir={folder}/profile"]
        command += ["--window-size=836,520", "--force-device-scale-factor=2"]
        command += [f"--screenshot={HERE / 'alert.png'}", page.as_uri()]
        subprocess.run(command, check=True, capture_output=True, timeout=60)


if __name__ == "__main__":
    main()
