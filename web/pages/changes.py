"""What changed: the list with its filters, one change in full, the events and the calendar."""

from datetime import date

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from monitor import wording
from monitor.audience import Appointment
from monitor.model import Change
from storage.browsing import Wanted
from web import asking
from web.diffing import as_text, parts
from web.feeds.icalendar import calendar_of
from web.rendering import page
from web.site import Site
from web.speech import language_for

_A_PAGE = 30


def changes(site: Site, request: Request) -> Response:
    """The list."""
    wanted = asking.wanted(request, site.directory)
    found = site.stores.browsing.changes(wanted, _A_PAGE, asking.cursor(request))
    return page(
        request,
        "changes.html.j2",
        found=found.changes,
        next=found.next,
        wanted=wanted,
        sources=site.sources,
        jurisdiction=request.query_params.get("jurisdiction", ""),
    )


def change(site: Site, request: Request) -> Response:
    """One change, section by section."""
    found = _change(site, request)
    event = site.stores.events.get(found.event_id) if found.event_id else None
    return page(
        request,
        "change.html.j2",
        change=found,
        source=site.sources.get(found.source_id),
        sources=site.sources,
        parts=parts(found.edits),
        event=event,
        inline=request.query_params.get("view") == "inline",
        permalink=f"{site.public_url}/changes/{found.id}",
    )


def change_text(site: Site, request: Request) -> Response:
    """One change as plain text, to copy."""
    found = _change(site, request)
    language = language_for(request)
    source = site.sources.get(found.source_id)
    lines = [
        wording.source_name(source, found.source_id, language),
        f"{found.detected_at:%Y-%m-%d} · {wording.severity_name(found, language)}",
        wording.in_force(found, language),
        *wording.deadlines(found, language),
        wording.reasons(found.assessment, language),
        found.url,
        f"{site.public_url}/changes/{found.id}",
        as_text(found.edits),
    ]
    return PlainTextResponse("\n".join(line for line in lines if line) + "\n")


def events(site: Site, request: Request) -> Response:
    """Enforcement events that several notices tell of."""
    found = site.stores.events.latest(_A_PAGE + 1, asking.cursor(request))
    more = len(found) > _A_PAGE
    return page(
        request,
        "events.html.j2",
        events=found[:_A_PAGE],
        next=found[_A_PAGE - 1].id if more else None,
        sources=site.sources,
    )


def event(site: Site, request: Request) -> Response:
    """One event with its notices."""
    found = site.stores.events.get(asking.number(request.path_params["number"]))
    if found is None:
        raise HTTPException(404)
    told = site.stores.history.changes_of(number for number, _, _ in found.members)
    return page(request, "event.html.j2", event=found, found=told, sources=site.sources)


def calendar(site: Site, request: Request) -> Response:
    """What takes force, or falls due, in the next 30 days."""
    wanted = asking.wanted(request, site.directory)
    days: dict[date, list[Appointment]] = {}
    for one in _coming(site, wanted):
        days.setdefault(one.day, []).append(one)
    return page(
        request,
        "calendar.html.j2",
        days=days,
        wanted=wanted,
        sources=site.sources,
        today=site.clock().date(),
    )


def calendar_file(site: Site, request: Request) -> Response:
    """The same for a calendar program."""
    wanted, language = asking.wanted(request, site.directory), language_for(request)
    body = calendar_of(_coming(site, wanted), site.sources, language, site.public_url, site.clock())
    return Response(body, media_type="text/calendar; charset=utf-8")


def _coming(site: Site, wanted: Wanted) -> list[Appointment]:
    return [one for one in site.upcoming(site.clock().date()) if _is_wanted(one.change, wanted)]


def _is_wanted(found: Change, wanted: Wanted) -> bool:
    return (
        wanted.category in {"", found.category}
        and (not wanted.topic or wanted.topic in found.assessment.topics)
        and (wanted.sources is None or found.source_id in wanted.sources)
        and found.assessment.severity >= wanted.least
    )


def _change(site: Site, request: Request) -> Change:
    found = site.stores.history.change(asking.number(request.path_params["number"]))
    if found is None:
        raise HTTPException(404)
    return found
