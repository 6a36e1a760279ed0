"""`/search`: full-text search over current rules and changes."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query

from storage.queries.browsing import ChangeFilter
from web import query_params
from web.api import schemas, serializers
from web.api.query_params import Cursor, Filters, Limit, before
from web.context import WebContext

Words = Annotated[str, Query(min_length=1, max_length=200, description="All of them must occur")]


def router(context: WebContext) -> APIRouter:
    """Route the endpoint."""
    routes = APIRouter(tags=["search"])

    @routes.get("/search")
    def search(
        q: Words, filters: Filters, limit: Limit = 20, cursor: Cursor = ""
    ) -> schemas.SearchPageSchema:
        """Find words in current rules and in changes. Chinese needs no spaces."""
        query = replace(filters.within(context.directory), words=query_params.words(q))
        page = context.stores.browsing.changes(query, limit, before(cursor))
        return schemas.SearchPageSchema(
            rules=[] if cursor else _rules(context, query, limit),
            changes=[serializers.change(one) for one in page.changes],
            next=str(page.next) if page.next else None,
        )

    return routes


def _rules(
    context: WebContext, query: ChangeFilter, limit: int
) -> list[schemas.CurrentDocumentSchema]:
    source_ids = query_params.sources_of(query, context.directory)
    return [
        serializers.rule(line)
        for line in context.stores.browsing.rules(replace(query, sources=source_ids), limit)
    ]
