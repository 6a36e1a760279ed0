"""The list of lawsuits with its filters, one lawsuit, and their feed."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from monitor.cases import Stage
from monitor.cases.courts import courts
from monitor.cases.facts import goods_of
from monitor.language import texts
from monitor.text import clean
from monitor.vocabulary import topics
from storage.queries.cases import CaseFilter
from web import query_params
from web.context import WebContext
from web.feeds.cases import entries_of_cases
from web.feeds.entries import Feed
from web.feeds.serving import site_of, start_of_day, written
from web.locale import language_for
from web.query_params import UnknownFilter
from web.rendering import page, understood, with_query

_A_PAGE = 30
_ENTRIES = 50
_STAGES = {stage.key: stage for stage in Stage}
_OPEN = "1"
_CASE_PARAMS = ("stage", "court", "goods", "open", "q")
_FEED_PARAMS = (*_CASE_PARAMS, "lang")


def cases(context: WebContext, request: Request) -> Response:
    """List the cases that the filters select."""
    filters = _filter(request)
    found = context.stores.cases.listed(filters, query_params.cursor(request), _A_PAGE)
    unknown = _unknown_filters(request)
    return page(
        request,
        "cases.html.j2",
        found=found.cases,
        next=found.next,
        filters=filters,
        stages=list(Stage),
        courts=courts(),
        goods=_goods(),
        unknown=unknown,
        feed=with_query("/feeds/cases.atom", understood(request.url.query, unknown), before=None),
        today=context.clock().date(),
    )


def case(context: WebContext, request: Request) -> Response:
    """Show one case: what is known, and its stages with every notice."""
    found = context.stores.cases.get(query_params.number(request.path_params["number"]))
    if found is None:
        raise HTTPException(404)
    return page(
        request,
        "case.html.j2",
        case=found,
        entries=context.stores.cases.entries(found.id),
        sources=context.sources,
        today=context.clock().date(),
    )


def feed(context: WebContext, request: Request) -> Response:
    """Serve the feed of the cases that the filters select; 400 names an invalid filter."""
    if invalid := _unknown_filters(request):
        raise HTTPException(400, f"{invalid[0].name}: {invalid[0].typed[:80]}")
    strange = [name for name in request.query_params if name not in _FEED_PARAMS]
    if strange:
        raise HTTPException(400, f"{strange[0][:80]}? {', '.join(_CASE_PARAMS)}")
    language, site = language_for(request), site_of(context, request)
    sent = request.query_params
    params = {name: sent[name] for name in _CASE_PARAMS if sent.get(name)}
    now = context.clock()
    found = context.stores.cases.updated(_filter(request), _ENTRIES)
    made = Feed(
        id=site.id_of(f"cases {language} {sorted(params.items())}"),
        title=f"Forewarn · {texts('web', language)['nav_cases']}",
        language=language,
        address=site.address(request.url.path, **params),
        page=site.address("/cases", **params),
        next="",
        updated=start_of_day(now),
        entries=entries_of_cases(found, language, site, now.date()),
    )
    return written(made, request)


def _filter(request: Request) -> CaseFilter:
    params = request.query_params
    court, goods = params.get("court", ""), params.get("goods", "")
    return CaseFilter(
        stage=_STAGES.get(params.get("stage", "")),
        court=court if court in courts() else "",
        goods=goods if goods in _goods() else "",
        words=query_params.words(params.get("q", "")),
        is_open=params.get("open") == _OPEN,
    )


def _unknown_filters(request: Request) -> tuple[UnknownFilter, ...]:
    choices = {"stage": _STAGES, "court": courts(), "goods": _goods(), "open": (_OPEN,)}
    return tuple(
        UnknownFilter(name, clean(typed), "unknown_choice")
        for name, known in choices.items()
        if (typed := request.query_params.get(name)) and typed not in known
    )


def _goods() -> tuple[str, ...]:
    return goods_of(topic.id for topic in topics())
