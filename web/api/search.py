"""`/search`: rules as they stand, and what changed, by words."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query

from storage.browsing import Wanted
from web import asking
from web.api import shapes, telling
from web.api.asking import Cursor, Filters, Limit, before
from web.site import Site

Words = Annotated[str, Query(min_length=1, max_length=200, description="All of them must occur")]


def router(site: Site) -> APIRouter:
    """The endpoint."""
    routes = APIRouter(tags=["search"])

    @routes.get("/search")
    def search(q: Words, wanted: Filters, limit: Limit = 20, cursor: Cursor = "") -> shapes.Found:
        """Find words in the rules as they stand and in what changed. Chinese needs no spaces."""
        asked = replace(wanted, words=asking.words(q))
        page = site.stores.browsing.changes(asked, limit, before(cursor))
        return shapes.Found(
            rules=[] if cursor else _rules(site, asked, limit),
            changes=[telling.change(one) for one in page.changes],
            next=str(page.next) if page.next else None,
        )

    return routes


def _rules(site: Site, asked: Wanted, limit: int) -> list[shapes.Rule]:
    chosen = asking.sources_of(asked, site.directory)
    return [
        telling.rule(line)
        for line in site.stores.browsing.rules(replace(asked, sources=chosen), limit)
    ]
