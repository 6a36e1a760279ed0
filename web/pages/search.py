"""Full-text search over the current rules and the changes."""

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from monitor.search import snippet
from monitor.search_words import alternatives
from storage.queries.browsing import ChangeFilter, RuleLine
from web import query_params
from web.context import WebContext
from web.rendering import page

_RULES = 10
_CHANGES = 30


def search(context: WebContext, request: Request) -> Response:
    """Show the results, or how to search when there are no words."""
    filters = query_params.change_filter(request, context.directory)
    rules = _rules(context, filters) if filters.words else []
    changes = (
        context.stores.browsing.changes(filters, _CHANGES, query_params.cursor(request))
        if filters.words
        else None
    )
    return page(
        request,
        "search.html.j2",
        words=request.query_params.get("q", ""),
        filters=filters,
        jurisdiction=request.query_params.get("jurisdiction", ""),
        unknown=query_params.unknown_filters(request, context.directory),
        rules=rules,
        found=changes.changes if changes else (),
        next=changes.next if changes else None,
        sources=context.sources,
        is_first_page=query_params.cursor(request) is None,
    )


def _rules(context: WebContext, filters: ChangeFilter) -> list[tuple[RuleLine, str]]:
    """Find the documents, each with the passage that contains the words."""
    source_ids = query_params.sources_of(filters, context.directory)
    lines = context.stores.browsing.rules(replace(filters, sources=source_ids), _RULES)
    passages = context.stores.browsing.passages(lines)
    words = [one for word in filters.words for one in alternatives(word)]
    return [(line, snippet(texts, words)) for line, texts in zip(lines, passages, strict=True)]
