"""What the next page says of an act: a signed cookie that is shown once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from itsdangerous import BadData, URLSafeTimedSerializer
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from monitor.language import Language, message
from monitor.wording import failure_name, source_name
from web.context import WebContext
from web.locale import language_for
from web.rendering import page
from web.sessions import Sessions
from web.source_acts import ActResult

COOKIE = "flash"
_SECONDS = 300
# A cookie has room for no more; the rest is counted.
_MOST_LINES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Flash:
    """One line. `key`: of the texts `operator`; `source_id`, `why`: become words when it is shown.

    `undo`: the acts that its button takes back. `link`: where to go on.
    """

    key: str
    is_done: bool = True
    source_id: str = ""
    why: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    undo: tuple[int, ...] = ()
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A line as the page shows it."""

    text: str
    is_done: bool
    undo: Sequence[int]
    link: str


def redirect(context: WebContext, to: str, flashes: Iterable[Flash]) -> Response:
    """Go on to a page of ours, which says these lines."""
    lines = list(flashes)
    if len(lines) > _MOST_LINES:
        more = len(lines) - _MOST_LINES + 1
        lines = [
            *lines[: _MOST_LINES - 1],
            Flash(key="said_more", is_done=False, values={"count": more}),
        ]
    response = RedirectResponse(to, 303)
    signed = str(_signer(context).dumps([asdict(one) for one in lines]))
    response.set_cookie(
        COOKIE,
        signed,
        max_age=_SECONDS,
        path="/operator",
        httponly=True,
        samesite="strict",
        secure=context.public_url.startswith("https://"),
    )
    return response


def flash_of(source_id: str, result: ActResult) -> Flash:
    """Say what an act on a source came to."""
    link = f"/changes/{result.change}" if result.change else ""
    if result.job is not None:
        link = f"/operator/checks/{result.job}"
    return Flash(
        key=f"said_{result.code}",
        is_done=result.is_done,
        source_id=source_id,
        why=result.reason.code,
        values={"version": result.version or 0},
        undo=(result.act_id,) if result.act_id and result.can_undo else (),
        link=link,
    )


def operator_page(
    context: WebContext, sessions: Sessions, request: Request, template: str, **values: Any
) -> Response:
    """Render a page of an operator, with what is to be said of the last act."""
    language = language_for(request)
    said = [_said(one, context, language) for one in _read(context, request)]
    csrf = sessions.form_token(request)
    response = page(request, template, csrf=csrf, said=said, **values)
    if COOKIE in request.cookies:
        response.delete_cookie(COOKIE, path="/operator", httponly=True, samesite="strict")
    return response


def _said(line: dict[str, Any], context: WebContext, language: Language) -> Said:
    source_id = line["source_id"]
    source = context.sources.get(source_id)
    words = {
        **line["values"],
        "source": source_name(source, source_id, language),
        "why": failure_name(line["why"], language),
    }
    return Said(
        text=message("operator", language, line["key"], **words),
        is_done=line["is_done"],
        undo=line["undo"],
        link=line["link"],
    )


def _read(context: WebContext, request: Request) -> list[dict[str, Any]]:
    try:
        found = _signer(context).loads(request.cookies.get(COOKIE, ""), max_age=_SECONDS)
    except BadData:
        return []
    return found if isinstance(found, list) else []


def _signer(context: WebContext) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(context.session_key, salt="flash")
