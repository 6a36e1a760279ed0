"""What programs write into the catalogue: sources of the overlay, as operators do on the pages."""

from fastapi import APIRouter
from starlette.exceptions import HTTPException

from monitor.catalogue.write import SourceEntry
from monitor.errors import ConfigurationError, EditConflictError
from monitor.operators import key_name
from storage.api_keys import ProgramKey
from web.api import schemas, serializers
from web.api.keys import SourcesKey
from web.api.query_params import SourceId
from web.api.write_schemas import SourceEntrySchema
from web.context import WebContext

_REASONS = 5


def router(context: WebContext) -> APIRouter:
    """Route the endpoints."""
    routes = APIRouter(tags=["acts"])

    @routes.put("/sources/{source_id}")
    def put_source(
        source_id: SourceId, body: SourceEntrySchema, key: SourcesKey
    ) -> schemas.SourceSchema:
        """Write a source into the overlay. One of the catalogue with this id is replaced."""
        entry = SourceEntry(organisation=body.organisation, source_id=source_id, keys=body.settings)
        known = source_id in context.sources
        _write(context, entry)
        _record(context, key, "source-edited" if known else "source-added", source_id)
        health = context.stores.health.of([source_id]).get(source_id)
        return serializers.source(context.sources[source_id], health, context.clock())

    @routes.delete("/sources/{source_id}", status_code=204)
    def delete_source(source_id: SourceId, key: SourcesKey) -> None:
        """Remove a source from the overlay. A shipped one with this id is watched again."""
        _remove(context, source_id)
        _record(context, key, "source-removed", source_id)

    return routes


def _write(context: WebContext, entry: SourceEntry) -> None:
    """Write a valid entry; 422 says what is wrong with it, 409 why it cannot be written."""
    known = context.sources.get(entry.source_id)
    if known and known.organisation != entry.organisation:
        raise HTTPException(409, f"The source is of {known.organisation}. Send that organisation.")
    read = context.editor.read(entry)
    if isinstance(read, tuple):
        raise HTTPException(422, "; ".join(one.reason for one in read[:_REASONS])[:500])
    try:
        stamp = context.editor.stamp(entry.organisation, entry.source_id)
        context.editor.save(entry, stamp)
    except EditConflictError:
        raise HTTPException(409, "The source was changed at the same time. Try again.") from None
    except ConfigurationError as error:
        raise HTTPException(409, str(error)) from None


def _remove(context: WebContext, source_id: str) -> None:
    source = context.sources.get(source_id)
    if source is None:
        raise HTTPException(404)
    editor, organisation = context.editor, source.organisation
    try:
        if not editor.place(organisation, source_id).file:
            detail = "The source is of the shipped catalogue. Put it with enabled: false instead."
            raise HTTPException(409, detail)
        editor.remove(organisation, source_id, editor.stamp(organisation, source_id))
    except EditConflictError:
        raise HTTPException(409, "The source was changed at the same time. Try again.") from None
    except ConfigurationError as error:
        raise HTTPException(409, str(error)) from None


def _record(context: WebContext, key: ProgramKey, act: str, source_id: str) -> None:
    context.stores.operator_acts.record(
        by=key_name(key.name), act=act, subject=source_id, at=context.clock()
    )
