"""`/events`: enforcement events that several notices report."""

from fastapi import APIRouter
from starlette.exceptions import HTTPException

from web.api import schemas, serializers
from web.api.query_params import Cursor, Limit, Number, before
from web.context import WebContext


def router(context: WebContext) -> APIRouter:
    """Route the endpoints."""
    routes = APIRouter(tags=["events"])

    @routes.get("/events")
    def events(limit: Limit = 50, cursor: Cursor = "") -> schemas.PageSchema[schemas.EventSchema]:
        """List the events, the newest first."""
        found = context.stores.events.latest(limit + 1, before(cursor))
        next_cursor = str(found[limit - 1].id) if len(found) > limit else None
        return schemas.PageSchema(
            items=[serializers.event(one) for one in found[:limit]], next=next_cursor
        )

    @routes.get("/events/{number}")
    def event(number: Number) -> schemas.EventSchema:
        """One event with its notices."""
        found = context.stores.events.get(number)
        if found is None:
            raise HTTPException(404)
        return serializers.event(found)

    return routes
