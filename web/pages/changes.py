"""One change in full, and the events."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from monitor import wording
from monitor.alert_card import AlertCard, card_of
from monitor.audience import AlertContext
from monitor.checklists import checklist_for
from monitor.glossary import Glosser
from monitor.hyperlink import safe_link, share_url
from monitor.language import Language
from monitor.model import Change
from monitor.source import Source
from monitor.tasks import dates_of
from runtime.clock import now
from web import query_params
from web.context import WebContext
from web.diffing import as_text, parts
from web.feeds.icalendar import change_calendar
from web.locale import language_for
from web.pages.translations import brief_of, is_offered
from web.rendering import page

_A_PAGE = 30
# A whole page has more quoted words than a message.
_MOST_GLOSSES = 40


def change(context: WebContext, request: Request) -> Response:
    """Show one change, section by section."""
    found = _change(context, request)
    event = context.stores.events.get(found.event_id) if found.event_id else None
    permalink = f"{context.public_url}/changes/{found.id}"
    source, language = context.sources.get(found.source_id), language_for(request)
    return page(
        request,
        "change.html.j2",
        change=found,
        checklist=checklist_for(found),
        has_dates=bool(dates_of(found)),
        share=share_url(permalink, wording.headline(found, language)),
        source=source,
        card=_card(found, source, language),
        glosser=Glosser(source.language if source else "", language, most=_MOST_GLOSSES),
        sources=context.sources,
        parts=parts(found.edits),
        event=event,
        case=context.stores.cases.of_change(found.id),
        inline=request.query_params.get("view") == "inline",
        permalink=permalink,
        brief=brief_of(context, found, language_for(request)),
        translates=is_offered(context, found, language_for(request)),
    )


def _card(found: Change, source: Source | None, language: Language) -> AlertCard:
    return card_of(found, source, language, AlertContext(now=now()), limit=0, most=0)


def change_file(context: WebContext, request: Request) -> Response:
    """Serve the dates of one change as an iCalendar file; 404 when it states none."""
    found = _change(context, request)
    if not dates_of(found):
        raise HTTPException(404)
    language = language_for(request)
    body = change_calendar(found, context.sources, language, context.public_url)
    name = f'attachment; filename="change-{found.id}.ics"'
    headers = {"content-disposition": name}
    return Response(body, media_type="text/calendar; charset=utf-8", headers=headers)


def change_text(context: WebContext, request: Request) -> Response:
    """Show one change as plain text, to copy."""
    found = _change(context, request)
    language = language_for(request)
    source = context.sources.get(found.source_id)
    card = _card(found, source, language)
    lines = [
        wording.headline(found, language),
        wording.change_source(found, source, language),
        f"{found.detected_at:%Y-%m-%d} · {wording.severity_name(found, language)}",
        *card.dates,
        *(line.text(language) for line in card.lines[1:]),
        safe_link(found.url),
        f"{context.public_url}/changes/{found.id}",
        as_text(found.edits),
    ]
    return PlainTextResponse("\n".join(line for line in lines if line) + "\n")


def events(context: WebContext, request: Request) -> Response:
    """List the enforcement events that several notices report."""
    found = context.stores.events.latest(_A_PAGE + 1, query_params.cursor(request))
    has_more = len(found) > _A_PAGE
    return page(
        request,
        "events.html.j2",
        events=found[:_A_PAGE],
        next=found[_A_PAGE - 1].id if has_more else None,
        sources=context.sources,
    )


def event(context: WebContext, request: Request) -> Response:
    """Show one event with its notices."""
    found = context.stores.events.get(query_params.number(request.path_params["number"]))
    if found is None:
        raise HTTPException(404)
    notices = context.stores.history.changes_of(one.change_id for one in found.members)
    return page(
        request,
        "event.html.j2",
        event=found,
        found=notices,
        case=context.stores.cases.of_event(found.id),
        sources=context.sources,
    )


def _change(context: WebContext, request: Request) -> Change:
    found = context.stores.history.change(query_params.number(request.path_params["number"]))
    if found is None:
        raise HTTPException(404)
    return found
