"""All changes that filters select, as a file."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from monitor.export import Exported, as_excel, as_json_lines
from web import query_params
from web.context import WebContext
from web.locale import language_for

_AT_ONCE = 500
# A table for Excel, and a line of JSON for each change.
_FORMATS = {
    "csv": (as_excel, "text/csv; charset=utf-8"),
    "jsonl": (as_json_lines, "application/jsonl; charset=utf-8"),
}


def export(context: WebContext, request: Request) -> Response:
    """Stream all changes that the filters select, as a file."""
    form = request.path_params["form"]
    if form not in _FORMATS:
        raise HTTPException(404)
    filters = query_params.change_filter_of_file(request, context.directory)
    write, media_type = _FORMATS[form]
    exported = Exported(context.sources, language_for(request), context.public_url)
    lines = write(context.stores.browsing.every(filters, _AT_ONCE), exported)
    headers = {"content-disposition": f'attachment; filename="forewarn-changes.{form}"'}
    return StreamingResponse(lines, headers=headers, media_type=media_type)
