"""A change beside its translation: GET shows what is stored, POST asks a language model for it."""

from functools import partial

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from monitor.briefs import Brief, BriefKind, is_foreign, translated_edits
from monitor.language import Language
from monitor.model import Change
from web import query_params
from web.context import WebContext
from web.locale import language_for
from web.rendering import page

PATH = "/changes/{number}/translation"


def routes(context: WebContext) -> list[Route]:
    """Route the translation of a change; none without a model."""
    if not context.translates:
        return []
    return [
        Route(PATH, partial(_show, context), methods=["GET"]),
        Route(PATH, partial(_ask, context), methods=["POST"]),
    ]


def is_offered(context: WebContext, change: Change, language: Language) -> bool:
    """Return whether a visitor may have a change translated."""
    source = context.sources.get(change.source_id)
    return context.translates and is_foreign(source.language if source else "", language)


def brief_of(context: WebContext, change: Change, language: Language) -> Brief | None:
    """Return the brief of a change, if it is ready."""
    if not context.translates:
        return None
    return context.stores.briefs.ready([change.id], language).get(change.id)


def _show(context: WebContext, request: Request) -> Response:
    change, language = _change(context, request), language_for(request)
    stored = context.stores.briefs.get(change.id, language, BriefKind.TRANSLATION)
    texts = stored.texts if stored and stored.texts else ()
    return page(
        request,
        "translation.html.j2",
        change=change,
        source=context.sources.get(change.source_id),
        is_offered=is_offered(context, change, language),
        state=stored.state if stored else "",
        fault=stored.fault if stored else "",
        pairs=list(zip(translated_edits(change), texts, strict=False)),
    )


async def _ask(context: WebContext, request: Request) -> Response:
    await run_in_threadpool(_want, context, request)
    # Redirect, so that a reload does not post the form again.
    return RedirectResponse(request.url.path, 303)


def _want(context: WebContext, request: Request) -> None:
    change, language = _change(context, request), language_for(request)
    if is_offered(context, change, language):
        ask = context.stores.briefs.ask
        ask(change.id, language, BriefKind.TRANSLATION, context.clock())


def _change(context: WebContext, request: Request) -> Change:
    found = context.stores.history.change(query_params.number(request.path_params["number"]))
    if found is None:
        raise HTTPException(404)
    return found
