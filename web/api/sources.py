"""`/sources`: the watched sources and their versions."""

from fastapi import APIRouter
from starlette.exceptions import HTTPException

from monitor.source import Source
from web.api import schemas, serializers
from web.api.query_params import Category, Cursor, Limit, Number, SourceId, before
from web.context import WebContext


def router(context: WebContext) -> APIRouter:
    """Route the endpoints."""
    routes = APIRouter(tags=["sources"])

    @routes.get("/sources")
    def sources(
        category: Category = "", limit: Limit = 50, cursor: Cursor = ""
    ) -> schemas.PageSchema[schemas.SourceSchema]:
        """List the sources, ordered by id."""
        start = before(cursor) or 0
        matching = [s for _, s in sorted(context.sources.items()) if category in {"", s.category}]
        found = matching[start : start + limit]
        next_cursor = str(start + limit) if len(matching) > start + limit else None
        return schemas.PageSchema(items=_serialized(context, found), next=next_cursor)

    @routes.get("/sources/{source_id}")
    def source(source_id: SourceId) -> schemas.SourceSchema:
        """One source."""
        return _serialized(context, [_source(context, source_id)])[0]

    @routes.get("/sources/{source_id}/versions")
    def versions(
        source_id: SourceId, limit: Limit = 50, cursor: Cursor = ""
    ) -> schemas.PageSchema[schemas.VersionSchema]:
        """List a source's versions, the newest first."""
        _source(context, source_id)
        lines = context.stores.history.last_versions(source_id, limit + 1, before(cursor))
        next_cursor = str(lines[limit - 1].number) if len(lines) > limit else None
        items = [serializers.version(source_id, line) for line in lines[:limit]]
        return schemas.PageSchema(items=items, next=next_cursor)

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


def _serialized(context: WebContext, found: list[Source]) -> list[schemas.SourceSchema]:
    health = context.stores.health.of(one.id for one in found)
    return [serializers.source(one, health.get(one.id), context.clock()) for one in found]
