"""Search over the rules as they stand, and over what changed."""

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from monitor.search import snippet
from storage.queries.browsing import ChangeFilter, RuleLine
from web import query_params
from web.context import WebContext
from web.rendering import page

_RULES = 10
_CHANGES = 30


def search(context: WebContext, request: Request) -> Response:
    """What is found, or how to look."""
    wanted = query_params.wanted(request, context.directory)
    rules = _rules(context, wanted) if wanted.words else []
    changes = (
        context.stores.browsing.changes(wanted, _CHANGES, query_params.cursor(request))
        if wanted.words
        else None
    )
    return page(
        request,
        "search.html.j2",
        words=request.query_params.get("q", ""),
        wanted=wanted,
        jurisdiction=request.query_params.get("jurisdiction", ""),
        unknown=query_params.unknown_filters(request, context.directory),
        rules=rules,
        found=changes.changes if changes else (),
        next=changes.next if changes else None,
        sources=context.sources,
        is_first_page=query_params.cursor(request) is None,
    )


def _rules(context: WebContext, wanted: ChangeFilter) -> list[tuple[RuleLine, str]]:
    """The documents, each with the passage that holds the words."""
    chosen = query_params.sources_of(wanted, context.directory)
    lines = context.stores.browsing.rules(replace(wanted, sources=chosen), _RULES)
    said = context.stores.browsing.passages(lines)
    return [(line, snippet(texts, wanted.words)) for line, texts in zip(lines, said, strict=True)]
