"""Search over the rules as they stand, and over what changed."""

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from monitor.search import snippet
from storage.browsing import RuleLine, Wanted
from web import asking
from web.rendering import page
from web.site import Site

_RULES = 10
_CHANGES = 30


def search(site: Site, request: Request) -> Response:
    """What is found, or how to look."""
    wanted = asking.wanted(request, site.directory)
    rules = _rules(site, wanted) if wanted.words else []
    changes = (
        site.stores.browsing.changes(wanted, _CHANGES, asking.cursor(request))
        if wanted.words
        else None
    )
    return page(
        request,
        "search.html.j2",
        words=request.query_params.get("q", ""),
        wanted=wanted,
        jurisdiction=request.query_params.get("jurisdiction", ""),
        rules=rules,
        found=changes.changes if changes else (),
        next=changes.next if changes else None,
        sources=site.sources,
        is_first_page=asking.cursor(request) is None,
    )


def _rules(site: Site, wanted: Wanted) -> list[tuple[RuleLine, str]]:
    """The documents, each with the passage that holds the words."""
    chosen = asking.sources_of(wanted, site.directory)
    lines = site.stores.browsing.rules(replace(wanted, sources=chosen), _RULES)
    said = site.stores.browsing.passages(lines)
    return [(line, snippet(texts, wanted.words)) for line, texts in zip(lines, said, strict=True)]
