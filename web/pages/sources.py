"""The catalogue, and one source: its versions, its health, its captures, its sections."""

from datetime import date, timedelta
from functools import partial

from babel.dates import format_date
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from monitor import sections
from monitor.health import State, state_of
from monitor.language import Language, message, texts
from monitor.model import Document, VersionReason
from monitor.source import Source
from monitor.wording import source_name
from storage.queries.browsing import ChangeFilter
from storage.queries.history import VersionLine
from web import query_params
from web.charts import Chart, columns
from web.context import WebContext
from web.locale import language_for
from web.rendering import page
from web.responses import attachment
from web.sessions import sessions_of
from web.strips import strip_of

STRIP = timedelta(days=89)
_LISTED = 500
_VERSIONS = 60
_CAPTURES = 12
_CHANGES = 10
_COMPARED = 40


def sources(context: WebContext, request: Request) -> Response:
    """List the sources that the filters select."""
    params = request.query_params
    now = context.clock()
    known = {one.source_id: one for one in context.stores.health.everything()}
    states = {s.id: state_of(s, known.get(s.id), now) for s in context.sources.values()}
    filters, language = (
        query_params.change_filter(request, context.directory),
        language_for(request),
    )
    state = params["state"] if params.get("state") in set(State) else ""
    found = [
        s
        for s in context.sources.values()
        if state in {"", states[s.id]} and _matches(s, filters, language)
    ]
    return page(
        request,
        "sources.html.j2",
        found=sorted(found, key=lambda s: (s.category, s.organisation, s.title))[:_LISTED],
        count=len(found),
        states=states,
        known=known,
        last=context.stores.browsing.last_changes(s.id for s in found),
        filters=filters,
        jurisdiction=params.get("jurisdiction", ""),
        unknown=query_params.unknown_filters(request, context.directory),
        state=state,
        all_states=list(State),
        words=params.get("q", ""),
    )


def source(context: WebContext, request: Request) -> Response:
    """Show one source."""
    found = query_params.source(request, context.directory)
    now = context.clock()
    language, since = language_for(request), (now - STRIP).date()
    days = context.stores.days.of(found.id, since)
    versions = context.stores.history.versions(found.id)
    health = context.stores.health.of([found.id]).get(found.id)
    recent = context.stores.browsing.changes(ChangeFilter(sources=frozenset({found.id})), _CHANGES)
    return page(
        request,
        "source.html.j2",
        source=found,
        state=state_of(found, health, now),
        health=health,
        days=days,
        strip=strip_of(days, since, now.date(), language),
        versions=versions[::-1][:_VERSIONS],
        more=max(0, len(versions) - _VERSIONS),
        pages=[one.number for one in versions[::-1] if not one.key],
        per_month=_per_month(versions, context, request),
        sizes=_sizes(context, found, language),
        recent=recent.changes,
        snapshots=context.stores.snapshots.of(found.id, _CAPTURES),
        headings=_headings(context, found),
        sources=context.sources,
        csrf=_csrf(request),
    )


def _csrf(request: Request) -> str:
    """Return the token of an operator's form; '' for other visitors."""
    sessions = sessions_of(request)
    return "" if sessions.operator(request) is None else sessions.form_token(request)


def section(context: WebContext, request: Request) -> Response:
    """Show the history of one section."""
    found = query_params.source(request, context.directory)
    words = request.query_params.get("q", "")[:200]
    steps = sections.history(_documents(context, found), words)
    return page(request, "section.html.j2", source=found, words=words, steps=steps[::-1])


def capture(context: WebContext, request: Request) -> Response:
    """Download what the server sent, as a file that no browser runs."""
    found = query_params.source(request, context.directory)
    number = query_params.number(request.path_params["number"])
    stored = context.stores.snapshots.get(found.id, number)
    if stored is None:
        raise HTTPException(404)
    return attachment(stored.body, f"{found.id}-{stored.sha256[:12]}.capture")


def _matches(found: Source, filters: ChangeFilter, language: Language) -> bool:
    names = f"{found.id} {source_name(found, found.id, language)} {found.title_zh}"
    return (
        filters.category in {"", found.category}
        and (filters.sources is None or found.id in filters.sources)
        and all(word.casefold() in names.casefold() for word in filters.words)
    )


def _per_month(versions: list[VersionLine], context: WebContext, request: Request) -> Chart:
    """Chart the last year's versions by month, those that alert apart from the silent ones."""
    now = context.clock()
    months = [_month(now.date(), back) for back in range(11, -1, -1)]
    alerting = {VersionReason.CONTENT, VersionReason.NOTICE}
    values: dict[tuple[str, str], int] = {}
    for version in versions:
        kind = "notified" if version.reason in alerting else "silent"
        cell = f"{version.recorded_at:%Y-%m}", kind
        values[cell] = values.get(cell, 0) + 1
    language = language_for(request)
    words = texts("web", language)
    kinds = {"notified": words["notified"], "silent": words["silent"]}
    return columns(months, kinds, values, short=lambda month: _short_month(month, language))


def _short_month(month: str, language: Language) -> str:
    first = date.fromisoformat(f"{month}-01")
    return format_date(first, texts("web", language)["short_month"], locale=language)


def _month(day: date, back: int) -> str:
    month = day.year * 12 + day.month - 1 - back
    return f"{month // 12:04}-{month % 12 + 1:02}"


def _sizes(context: WebContext, found: Source, language: Language) -> Chart:
    """Chart the compressed size of each version of a page."""
    lines = context.stores.history.sizes(found.id, _VERSIONS)
    name = partial(message, "web", language, "version_number")
    values = {(name(number=number), "size"): size for number, size in lines}
    numbers = {name(number=number): str(number) for number, _ in lines}
    kinds = {"size": ""}
    return columns(list(numbers), kinds, values, short=numbers.__getitem__, written=_kilobytes)


def _kilobytes(size: int) -> str:
    return f"{size / 1_000:.3g} KB" if size else "0"


def _headings(context: WebContext, found: Source) -> list[str]:
    if found.has_entries:
        return []
    newest = context.stores.history.version(found.id)
    found_sections = sections.sections(newest.document) if newest else ()
    return list(dict.fromkeys(section.heading for section in found_sections if section.heading))


def _documents(context: WebContext, found: Source) -> list[tuple[int, Document]]:
    recent = context.stores.archive.recent(found.id, "", _COMPARED)
    return [(version.number, version.document) for version in reversed(recent)]
