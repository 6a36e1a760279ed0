"""The browser that pages with scripts need: an optional extra on the system's Chromium."""

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
# What a page may take to fill itself once it is there; the gate judges what came.
_FILLING_MS = 12_000
_UNSEEN = frozenset({"image", "media", "font"})


def missing() -> str:
    """What stands in the way of a browser, as one sentence; '' when nothing does."""
    if find_spec("scrapy_playwright") is None:
        return "this page needs a browser: pip install 'forewarn[browser]'"
    if _executable() is None:
        return "this page needs a browser: install Chromium (Debian: apt-get install chromium)"
    return ""


def settings(proxy: str) -> dict[str, Any]:
    """Scrapy's settings for a crawl with the browser, which reaches the net through `proxy`.

    '' for no proxy: then it reaches everything, this machine too.
    """
    return {
        "DOWNLOAD_HANDLERS": {
            "http": _HANDLER, "https": _HANDLER, "data": None, "file": None, "ftp": None, "s3": None,
        },
        "PLAYWRIGHT_BROWSER_TYPE": "chromium",
        "PLAYWRIGHT_LAUNCH_OPTIONS": {
            "executable_path": _executable(),
            # Chromium refuses its own sandbox to root.
            "args": [*(["--no-sandbox"] if os.geteuid() == 0 else []), *_outlet(proxy)],
        },
        "PLAYWRIGHT_MAX_PAGES_PER_CONTEXT": 2,
        "PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT": _NAVIGATION_MS,
        "PLAYWRIGHT_ABORT_REQUEST": _abort_private if proxy else _abort,
    }  # fmt: skip


def _outlet(proxy: str) -> list[str]:
    """Everything through the proxy, loopback addresses too, and nothing beside it."""
    if not proxy:
        return []
    return [
        f"--proxy-server={proxy}",
        "--proxy-bypass-list=<-loopback>",
        "--disable-quic",
        "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    ]


def meta(select: str) -> dict[str, Any]:
    """A request's meta: open it in the browser, and wait until `select` is there."""
    from scrapy_playwright.page import PageMethod  # noqa: PLC0415 - an optional extra

    return {"playwright": True, "playwright_page_methods": [PageMethod(_filled, select)]}


async def _filled(page: Any, select: str) -> None:
    """Wait for the content, or for silence on the network; a page that never rests is taken."""
    from playwright.async_api import TimeoutError as Slow  # noqa: PLC0415 - an optional extra

    try:
        if select:
            await page.wait_for_selector(select, state="attached", timeout=_FILLING_MS)
        else:
            await page.wait_for_load_state("networkidle", timeout=_FILLING_MS)
    except Slow:
        return


def _abort(request: Any) -> bool:
    """Pictures and fonts say nothing; they are not fetched."""
    return request.resource_type in _UNSEEN


async def _abort_private(request: Any) -> bool:
    """Every address that the page asks for must be public; the proxy holds it, this names it."""
    return _abort(request) or not await _leads_outside(request.url)


async def _leads_outside(url: str) -> bool:
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


def _executable() -> str | None:
    return next((path for name in _NAMES if (path := shutil.which(name))), None)
