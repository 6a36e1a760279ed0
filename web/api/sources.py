"""`/sources`: what is watched, and its versions."""

from fastapi import APIRouter
from starlette.exceptions import HTTPException

from monitor.source import Source
from web.api import schemas, serializers
from web.api.query_params import Category, Cursor, Limit, Number, SourceId, before
from web.context import WebContext


def router(context: WebContext) -> APIRouter:
    """The endpoints."""
    routes = APIRouter(tags=["sources"])

    @routes.get("/sources")
    def sources(
        category: Category = "", limit: Limit = 50, cursor: Cursor = ""
    ) -> schemas.PageSchema[schemas.SourceSchema]:
        """List the sources, by their ids."""
        start = before(cursor) or 0
        chosen = [s for _, s in sorted(context.sources.items()) if category in {"", s.category}]
        found = chosen[start : start + limit]
        more = str(start + limit) if len(chosen) > start + limit else None
        return schemas.PageSchema(items=_told(context, found), next=more)

    @routes.get("/sources/{source_id}")
    def source(source_id: SourceId) -> schemas.SourceSchema:
        """One source."""
        return _told(context, [_source(context, source_id)])[0]

    @routes.get("/sources/{source_id}/versions")
    def versions(
        source_id: SourceId, limit: Limit = 50, cursor: Cursor = ""
    ) -> schemas.PageSchema[schemas.VersionSchema]:
        """List a source's versions, the newest first."""
        _source(context, source_id)
        lines = context.stores.history.last_versions(source_id, limit + 1, before(cursor))
        more = str(lines[limit - 1].number) if len(lines) > limit else None
        told = [serializers.version(source_id, line) for line in lines[:limit]]
        return schemas.PageSchema(items=told, next=more)

    @routes.get("/sources/{source_id}/versions/{number}")
    def version(source_id: SourceId, number: Number) -> schemas.FullVersionSchema:
        """One version with its text."""
        _source(context, source_id)
        found = context.stores.history.version(source_id, number)
        if found is None:
            raise HTTPException(404)
        return serializers.full_version(found)

    return routes


def _source(context: WebContext, source_id: str) -> Source:
    found = context.sources.get(source_id)
    if found is None:
        raise HTTPException(404)
    return found


def _told(context: WebContext, found: list[Source]) -> list[schemas.SourceSchema]:
    known = context.stores.health.of(one.id for one in found)
    return [serializers.source(one, known.get(one.id), context.clock()) for one in found]
