"""`/sources`: what is watched, and its versions."""

from fastapi import APIRouter
from starlette.exceptions import HTTPException

from monitor.source import Source
from web.api import shapes, telling
from web.api.asking import Category, Cursor, Limit, Number, SourceId, before
from web.site import Site


def router(site: Site) -> APIRouter:
    """The endpoints."""
    routes = APIRouter(tags=["sources"])

    @routes.get("/sources")
    def sources(
        category: Category = "", limit: Limit = 50, cursor: Cursor = ""
    ) -> shapes.Page[shapes.Source]:
        """List the sources, by their ids."""
        start = before(cursor) or 0
        chosen = [s for _, s in sorted(site.sources.items()) if category in {"", s.category}]
        found = chosen[start : start + limit]
        more = str(start + limit) if len(chosen) > start + limit else None
        return shapes.Page(items=_told(site, found), next=more)

    @routes.get("/sources/{source_id}")
    def source(source_id: SourceId) -> shapes.Source:
        """One source."""
        return _told(site, [_source(site, source_id)])[0]

    @routes.get("/sources/{source_id}/versions")
    def versions(
        source_id: SourceId, limit: Limit = 50, cursor: Cursor = ""
    ) -> shapes.Page[shapes.Version]:
        """List a source's versions, the newest first."""
        _source(site, source_id)
        lines = site.stores.history.last_versions(source_id, limit + 1, before(cursor))
        more = str(lines[limit - 1].number) if len(lines) > limit else None
        told = [telling.version(source_id, line) for line in lines[:limit]]
        return shapes.Page(items=told, next=more)

    @routes.get("/sources/{source_id}/versions/{number}")
    def version(source_id: SourceId, number: Number) -> shapes.FullVersion:
        """One version with its text."""
        _source(site, source_id)
        found = site.stores.history.version(source_id, number)
        if found is None:
            raise HTTPException(404)
        return telling.full_version(found)

    return routes


def _source(site: Site, source_id: str) -> Source:
    found = site.sources.get(source_id)
    if found is None:
        raise HTTPException(404)
    return found


def _told(site: Site, found: list[Source]) -> list[shapes.Source]:
    known = site.stores.health.of(one.id for one in found)
    return [telling.source(one, known.get(one.id), site.clock()) for one in found]
