"""`/changes`: the recorded changes."""

from fastapi import APIRouter
from starlette.exceptions import HTTPException

from web.api import schemas, serializers
from web.api.query_params import Cursor, Filters, Limit, Number, before
from web.context import WebContext


def router(context: WebContext) -> APIRouter:
    """Route the endpoints."""
    routes = APIRouter(tags=["changes"])

    @routes.get("/changes")
    def changes(
        filters: Filters, limit: Limit = 50, cursor: Cursor = ""
    ) -> schemas.PageSchema[schemas.ChangeSchema]:
        """List what changed, the newest first."""
        page = context.stores.browsing.changes(
            filters.within(context.directory), limit, before(cursor)
        )
        return schemas.PageSchema(
            items=[serializers.change(one) for one in page.changes],
            next=str(page.next) if page.next else None,
        )

    @routes.get("/changes/{number}")
    def change(number: Number) -> schemas.FullChangeSchema:
        """One change with its edits and reasons."""
        found = context.stores.history.change(number)
        if found is None:
            raise HTTPException(404)
        return serializers.full_change(found)

    return routes
