"""`/changes`: what changed."""

from fastapi import APIRouter
from starlette.exceptions import HTTPException

from web.api import shapes, telling
from web.api.asking import Cursor, Filters, Limit, Number, before
from web.site import Site


def router(site: Site) -> APIRouter:
    """The endpoints."""
    routes = APIRouter(tags=["changes"])

    @routes.get("/changes")
    def changes(
        wanted: Filters, limit: Limit = 50, cursor: Cursor = ""
    ) -> shapes.Page[shapes.Change]:
        """List what changed, the newest first."""
        page = site.stores.browsing.changes(wanted, limit, before(cursor))
        return shapes.Page(
            items=[telling.change(one) for one in page.changes],
            next=str(page.next) if page.next else None,
        )

    @routes.get("/changes/{number}")
    def change(number: Number) -> shapes.FullChange:
        """One change with its edits and reasons."""
        found = site.stores.history.change(number)
        if found is None:
            raise HTTPException(404)
        return telling.full_change(found)

    return routes
