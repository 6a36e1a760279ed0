"""Files that browsers, search engines and installed apps ask for by a fixed address."""

import json
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import partial
from importlib.resources import files

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from monitor.language import texts
from storage.database import Database
from storage.queries.sitemap import changes_between, last_number, newest_cases, newest_events
from web import query_params
from web.context import WebContext
from web.head import tag_of
from web.locale import language_for
from web.pages import Show, route
from web.public_paths import PAGES, PRIVATE
from web.rendering import asset, page

# A file of a sitemap may name 50,000 addresses; https://www.sitemaps.org/protocol.html
_A_FILE = 10_000
_UNINDEXED = ("/api/", "/export/", "/search", "/metrics", "/offline", "/*/translation", "/*/compare", "/*/sections",
              "/*/captures/", "/*/evidence")  # fmt: skip
_DAY = {"cache-control": "public, max-age=86400"}
_SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"
_SECURITY_TXT_HOLDS = timedelta(days=180)
_COLOUR = "#0b57d0"
Newest = Callable[[Database, int], list[tuple[int, datetime]]]


def routes(context: WebContext) -> list[Route]:
    """Route them; `security.txt` only if there is somebody to write to."""
    shown: dict[str, Show] = {
        "/robots.txt": _robots,
        "/sitemap.xml": _sitemap,
        "/sitemaps/pages.xml": _sitemap_of_pages,
        "/sitemaps/cases.xml": partial(_sitemap_of, newest_cases, "cases"),
        "/sitemaps/events.xml": partial(_sitemap_of, newest_events, "events"),
        "/sitemaps/changes-{number}.xml": _sitemap_of_changes,
        "/manifest.webmanifest": _manifest,
        "/favicon.ico": _favicon,
        "/service-worker.js": _service_worker,
        "/offline": _offline,
    }
    if context.contact:
        shown["/.well-known/security.txt"] = _security
    return [route(context, path, show) for path, show in shown.items()]


def _robots(context: WebContext, request: Request) -> Response:
    """Open the public pages to search engines, and nothing else."""
    del request
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in (*PRIVATE, *_UNINDEXED))]
    lines += ["", f"Sitemap: {context.public_url}/sitemap.xml"] if context.public_url else []
    return PlainTextResponse("\n".join(lines) + "\n", headers=_DAY)


def _sitemap(context: WebContext, request: Request) -> Response:
    """List the files of the sitemap."""
    del request
    count = -(-last_number(context.stores.database) // _A_FILE)
    names = ["pages", "cases", "events", *(f"changes-{number}" for number in range(1, count + 1))]
    listed = (f"{context.public_url}/sitemaps/{name}.xml" for name in names)
    return _xml("sitemapindex", "sitemap", ((address, None) for address in listed))


def _sitemap_of_pages(context: WebContext, request: Request) -> Response:
    """List the pages and the sources, with the day of their last change."""
    del request
    last = context.stores.browsing.last_changes(context.sources)
    lists = [("/", None), *((path, None) for path in PAGES if path != "/search")]
    sources = [(f"/sources/{source}", last.get(source)) for source in context.sources]
    listed = ((f"{context.public_url}{path}", at) for path, at in [*lists, *sources])
    return _xml("urlset", "url", listed)


def _sitemap_of(newest: Newest, folder: str, context: WebContext, request: Request) -> Response:
    """List the newest of one kind."""
    del request
    found = newest(context.stores.database, _A_FILE)
    listed = ((f"{context.public_url}/{folder}/{number}", at) for number, at in found)
    return _xml("urlset", "url", listed)


def _sitemap_of_changes(context: WebContext, request: Request) -> Response:
    """List one part of the changes; 404 for a part that there is not."""
    number = query_params.number(request.path_params["number"])
    database = context.stores.database
    first = (number - 1) * _A_FILE + 1
    if not 0 < first <= last_number(database):
        raise HTTPException(404)
    found = changes_between(database, first, first + _A_FILE - 1)
    return _xml("urlset", "url", ((f"{context.public_url}/changes/{n}", at) for n, at in found))


def _xml(root: str, item: str, listed: Iterable[tuple[str, datetime | None]]) -> Response:
    """Write a sitemap; the ids of sources and numbers need no escaping."""
    entries = (
        f"<{item}><loc>{address}</loc>{f'<lastmod>{at:%Y-%m-%d}</lastmod>' if at else ''}</{item}>"
        for address, at in listed
    )
    start = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{_SITEMAPS}">\n'
    body = start + "\n".join(entries) + f"\n</{root}>\n"
    return Response(body, media_type="application/xml", headers=_DAY)


def _manifest(context: WebContext, request: Request) -> Response:
    """Describe the app that browsers install (https://www.w3.org/TR/appmanifest/)."""
    del context
    language = language_for(request)
    words, shell = texts("web", language), texts("shell", language)
    shortcuts = {"nav_changes": "/changes", "nav_calendar": "/calendar", "search": "/search"}
    described = {
        "id": "/",
        "name": shell["app_name"],
        "short_name": "Forewarn",
        "description": shell["description"],
        "lang": tag_of(language),
        "dir": "ltr",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": _COLOUR,
        "categories": ["business", "news"],
        "icons": [
            {"src": asset("icon.svg"), "sizes": "any", "type": "image/svg+xml"},
            _icon("icon-192.png", 192, "any"),
            _icon("icon-512.png", 512, "any"),
            _icon("icon-maskable-512.png", 512, "maskable"),
        ],
        "shortcuts": [{"name": words[key], "url": path} for key, path in shortcuts.items()],
    }
    body = json.dumps(described, ensure_ascii=False)
    headers = {"cache-control": "no-cache", "vary": "Accept-Language, Cookie"}
    return Response(body, media_type="application/manifest+json", headers=headers)


def _icon(name: str, size: int, purpose: str) -> dict[str, str]:
    return {
        "src": asset(name),
        "sizes": f"{size}x{size}",
        "type": "image/png",
        "purpose": purpose,
    }


def _favicon(context: WebContext, request: Request) -> Response:
    """Serve the icon to programs that ask for it without reading a page."""
    del context, request
    return Response(_static("favicon.ico"), media_type="image/x-icon", headers=_DAY)


def _service_worker(context: WebContext, request: Request) -> Response:
    """Serve the service worker from the root, as its scope is where it lies."""
    del context, request
    headers = {"cache-control": "no-cache"}
    return Response(_static("service-worker.js"), media_type="text/javascript", headers=headers)


def _offline(context: WebContext, request: Request) -> Response:
    """Show what an installed app shows without a network."""
    del context
    return page(request, "offline.html.j2")


def _security(context: WebContext, request: Request) -> Response:
    """Say to whom to report a weakness (RFC 9116)."""
    del request
    contact = context.contact if ":" in context.contact else f"mailto:{context.contact}"
    until = (context.clock() + _SECURITY_TXT_HOLDS).replace(hour=0, minute=0, second=0)
    lines = [f"Contact: {contact}", f"Expires: {until:%Y-%m-%dT%H:%M:%SZ}"]
    lines += ["Preferred-Languages: en, zh"]
    return PlainTextResponse("\n".join(lines) + "\n", headers=_DAY)


def _static(name: str) -> bytes:
    return files("web").joinpath("static", name).read_bytes()
