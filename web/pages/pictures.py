"""Pictures of the captures of a change: the figures on its page, and the pictures themselves."""

from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from monitor.model import Change
from monitor.pictures import MEDIA_TYPE, PictureFault, PictureMark, PicturePart, PictureSide
from storage.archive.pictures import Pictured, StoredPicture
from web import query_params
from web.context import WebContext

# The address of a picture names its hash, and a picture never changes.
_CACHED = "public, max-age=31536000, immutable"
# A place is drawn twice as sharp as it is shown.
_SHARPNESS = {PicturePart.PLACE: 2, PicturePart.PAGE: 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureFigure:
    """One side of a change: what is shown, and the address of the whole page."""

    side: PictureSide
    version: int | None
    shown: str
    page: str
    width: int
    height: int
    mark: PictureMark


def figures_of(change: Change, pictured: Pictured) -> list[PictureFigure]:
    """Return the figures of a change, the old side first."""
    found = {(one.side, one.part): one for one in pictured.pictures}
    figures = []
    for side, version in (
        (PictureSide.BEFORE, change.from_version),
        (PictureSide.AFTER, change.to_version),
    ):
        if whole := found.get((side, PicturePart.PAGE)):
            shown = found.get((side, PicturePart.PLACE), whole)
            figures.append(_figure(change.id, shown, whole, version))
    return figures


def fault_of(pictured: Pictured) -> PictureFault | None:
    """Return why there are no pictures, if a reader may expect some."""
    return None if pictured.fault is PictureFault.NO_PAGE else pictured.fault


def picture(context: WebContext, request: Request) -> Response:
    """Serve one picture."""
    number = query_params.number(request.path_params["number"])
    side, part = _named(request.path_params["name"])
    found = context.stores.pictures.body(number, side, part)
    if found is None:
        raise HTTPException(404)
    tag = f'"{found.picture.sha256}"'
    headers = {"etag": tag, "cache-control": _CACHED}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(found.body, media_type=MEDIA_TYPE, headers=headers)


def _named(name: str) -> tuple[PictureSide, PicturePart]:
    """Return what `before` or `before-page` names; 404 for any other name."""
    side, dash, part = name.partition("-")
    try:
        return PictureSide(side), PicturePart(part) if dash else PicturePart.PLACE
    except ValueError:
        raise HTTPException(404) from None


def _figure(
    change_id: int, shown: StoredPicture, whole: StoredPicture, version: int | None
) -> PictureFigure:
    return PictureFigure(
        side=shown.side,
        version=version,
        shown=_address(change_id, shown),
        page=_address(change_id, whole),
        width=shown.width // _SHARPNESS[shown.part],
        height=shown.height // _SHARPNESS[shown.part],
        mark=shown.mark,
    )


def _address(change_id: int, one: StoredPicture) -> str:
    name = one.side if one.part is PicturePart.PLACE else f"{one.side}-{one.part}"
    return f"/changes/{change_id}/{name}.webp?v={one.sha256[:12]}"
