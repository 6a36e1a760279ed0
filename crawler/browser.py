"""Run a browser for pages that need scripts: an optional extra with the system's Chromium."""

import asyncio
import os
import shutil
import socket
from importlib.util import find_spec
from typing import Any

from crawler.fetch_errors import PRIVATE_NAMES
from monitor.network import is_public
from monitor.parsing.urls import split_url

_HANDLER = "scrapy_playwright.handler.ScrapyPlaywrightDownloadHandler"
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_NAVIGATION_MS = 45_000
# How long a loaded page may take to fill in its content; the gate checks the result.
_FILLING_MS = 12_000
_UNSEEN = frozenset({"image", "media", "font"})


def missing() -> str:
    """Return what is missing to run a browser, as one sentence; '' when nothing is."""
    if find_spec("scrapy_playwright") is None:
        return "this page needs a browser: pip install 'forewarn[browser]'"
    if executable() is None:
        return "this page needs a browser: install Chromium (Debian: apt-get install chromium)"
    return ""


def settings(proxy: str) -> dict[str, Any]:
    """Return Scrapy's settings for a crawl with the browser, which connects through `proxy`.

    '' means no proxy: the browser then reaches every address, this machine included.
    """
    return {
        "DOWNLOAD_HANDLERS": {
            "http": _HANDLER, "https": _HANDLER, "data": None, "file": None, "ftp": None, "s3": None,
        },
        "PLAYWRIGHT_BROWSER_TYPE": "chromium",
        "PLAYWRIGHT_LAUNCH_OPTIONS": {
            "executable_path": executable(),
            "args": [*sandbox_args(), *proxy_args(proxy)],
        },
        "PLAYWRIGHT_MAX_PAGES_PER_CONTEXT": 2,
        "PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT": _NAVIGATION_MS,
        "PLAYWRIGHT_ABORT_REQUEST": _abort_private if proxy else _abort,
    }  # fmt: skip


def sandbox_args() -> list[str]:
    """Return the arguments that Chromium needs of root, to whom it refuses its own sandbox."""
    return ["--no-sandbox"] if os.geteuid() == 0 else []


def proxy_args(proxy: str) -> list[str]:
    """Return the arguments that send all traffic, loopback included, through the proxy."""
    if not proxy:
        return []
    return [
        f"--proxy-server={proxy}",
        "--proxy-bypass-list=<-loopback>",
        "--disable-quic",
        "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    ]


def meta(select: str) -> dict[str, Any]:
    """Return the request meta that opens a page in the browser and waits for `select`."""
    from scrapy_playwright.page import PageMethod  # noqa: PLC0415 - an optional extra

    return {"playwright": True, "playwright_page_methods": [PageMethod(_filled, select)]}


async def _filled(page: Any, select: str) -> None:
    """Wait for the content, or for an idle network; a page that never gets idle is taken as it is."""
    from playwright.async_api import TimeoutError as Slow  # noqa: PLC0415 - an optional extra

    try:
        if select:
            await page.wait_for_selector(select, state="attached", timeout=_FILLING_MS)
        else:
            await page.wait_for_load_state("networkidle", timeout=_FILLING_MS)
    except Slow:
        return


def _abort(request: Any) -> bool:
    """Abort requests for images, media and fonts: they hold no text."""
    return request.resource_type in _UNSEEN


async def _abort_private(request: Any) -> bool:
    """Abort requests to private addresses too; the proxy enforces this, here the host is recorded."""
    return _abort(request) or not await _is_public_url(request.url)


async def _is_public_url(url: str) -> bool:
    parts = split_url(url)
    if parts.scheme in {"data", "blob", "about"}:
        return True
    host = parts.hostname or ""
    try:
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(host, None, family=socket.AF_INET)
    except (OSError, UnicodeError):
        return False
    public = bool(found) and all(is_public(str(info[4][0])) for info in found)
    if not public:
        PRIVATE_NAMES.add(host)
    return public


def executable() -> str | None:
    """Return the path of the system's Chromium; None where there is none."""
    return next((path for name in _NAMES if (path := shutil.which(name))), None)
