"""`/events`: enforcement events that several notices tell of."""

from fastapi import APIRouter
from starlette.exceptions import HTTPException

from web.api import shapes, telling
from web.api.asking import Cursor, Limit, Number, before
from web.site import Site


def router(site: Site) -> APIRouter:
    """The endpoints."""
    routes = APIRouter(tags=["events"])

    @routes.get("/events")
    def events(limit: Limit = 50, cursor: Cursor = "") -> shapes.Page[shapes.Event]:
        """List the events, the newest first."""
        found = site.stores.events.latest(limit + 1, before(cursor))
        more = str(found[limit - 1].id) if len(found) > limit else None
        return shapes.Page(items=[telling.event(one) for one in found[:limit]], next=more)

    @routes.get("/events/{number}")
    def event(number: Number) -> shapes.Event:
        """One event with its notices."""
        found = site.stores.events.get(number)
        if found is None:
            raise HTTPException(404)
        return telling.event(found)

    return routes
