"""One change in full: as a page, as plain text, as a calendar entry, and an edit in its context."""

from functools import partial
from urllib.parse import quote as quoted

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from monitor import wording
from monitor.alert_card import AlertCard, card_of
from monitor.assess.levels import urgent_days
from monitor.audience import AlertContext
from monitor.checklists import checklist_for
from monitor.diff.positions import Position, positions
from monitor.glossary import Glosser
from monitor.hyperlink import safe_link, share_url
from monitor.language import Language, message
from monitor.model import Block, Change, Edit
from monitor.organisations import is_news_site, organisation_name
from monitor.source import Source
from monitor.tasks import dates_of
from monitor.vocabulary import goods, name_of
from web import query_params
from web.context import WebContext
from web.diffing import DiffAddresses, DiffChoice, DiffView, as_text, context_of, quote, view_of
from web.feeds.icalendar import change_calendar
from web.locale import language_for
from web.pages.pictures import fault_of, figures_of
from web.pages.translations import brief_of, is_offered
from web.rendering import page

_MARKETPLACE_RULES = "platform-policy"
# A whole page has more quoted words than a message.
_MOST_GLOSSES = 40


def change(context: WebContext, request: Request) -> Response:
    """Show one change, the strongest edit first."""
    found = _change(context, request)
    source, language = context.sources.get(found.source_id), language_for(request)
    choice = DiffChoice.read(request.query_params)
    pictured = context.stores.pictures.of_change(found.id)
    return page(
        request,
        "change.html.j2",
        change=found,
        checklist=checklist_for(found),
        urgent=wording.reading_step(found, language),
        concerned=_concerned(found, source, language),
        has_dates=bool(dates_of(found)),
        share=share_url(_permalink(context, found), wording.headline(found, language)),
        source=source,
        card=_card(context, found, source, language),
        sources=context.sources,
        view=_view(context, found, language, choice),
        at=_addresses(found, source),
        glossers=_glossers(source, language),
        event=context.stores.events.get(found.event_id) if found.event_id else None,
        case=context.stores.cases.of_change(found.id),
        neighbours=context.stores.history.neighbours(found),
        permalink=_permalink(context, found),
        brief=brief_of(context, found, language),
        translates=is_offered(context, found, language),
        figures=figures_of(found, pictured),
        not_drawn=fault_of(pictured),
    )


def edit_context(context: WebContext, request: Request) -> Response:
    """Show one edit between the blocks that stand before and after it."""
    found = _change(context, request)
    number, edit = _edit(found, request.path_params["edit"])
    source, language = context.sources.get(found.source_id), language_for(request)
    before, after = _blocks(context, found)
    at = positions(found.edits, before, after)[number - 1]
    return page(
        request,
        "edit_context.html.j2",
        back=f"/changes/{found.id}?edit={number}#edit-{number}",
        heading=wording.headline(found, language) or found.source_id,
        number=number,
        around=context_of(edit, at, before, after),
        view=view_of([edit], language, first=number),
        at=DiffAddresses(language=source.language if source else ""),
        versions=f"/sources/{quoted(found.source_id)}/versions/" if source else "",
        numbers=(found.from_version, found.to_version),
    )


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
    """Show one change as plain text, to copy; with `edit`, one edit with its source and address."""
    found = _change(context, request)
    language = language_for(request)
    source = context.sources.get(found.source_id)
    if wanted := request.query_params.get("edit"):
        number, edit = _edit(found, wanted)
        return PlainTextResponse(_quotation(context, found, number, edit, language))
    card = _card(context, found, source, language)
    lines = [
        wording.headline(found, language),
        wording.change_source(found, source, language),
        f"{found.detected_at:%Y-%m-%d} · {wording.severity_name(found, language)}",
        *card.dates,
        *(line.text(language) for line in card.lines[1:]),
        safe_link(found.url),
        _permalink(context, found),
        as_text(found.edits),
    ]
    return PlainTextResponse("\n".join(line for line in lines if line) + "\n")


def _quotation(
    context: WebContext, found: Change, number: int, edit: Edit, language: Language
) -> str:
    """Quote one edit with its source, its date and its address."""
    source = context.sources.get(found.source_id)
    name = wording.change_source(found, source, language)
    said = message(
        "diff", language, "quote_source", source=name, date=f"{found.detected_at:%Y-%m-%d}"
    )
    address = f"{_permalink(context, found)}?edit={number}#edit-{number}"
    lines = [quote(edit), "", f"\u2014 {said}", safe_link(found.url), address]
    return "\n".join(lines) + "\n"


def _card(
    context: WebContext, found: Change, source: Source | None, language: Language
) -> AlertCard:
    return card_of(found, source, language, AlertContext(now=context.clock()), limit=0, most=0)


def _concerned(found: Change, source: Source | None, language: Language) -> list[str]:
    """Name the marketplace, places and goods that a change is about, for a seller to see at once."""
    about = [topic for topic in found.assessment.topics if topic in goods()]
    names = [name_of("topics", topic, language) for topic in about]
    if source is None:
        return names
    places = [
        name_of("jurisdictions", part.casefold(), language)
        for part in source.jurisdiction.split("/")
    ]
    is_own = source.category == _MARKETPLACE_RULES and not is_news_site(source.organisation)
    shop = [organisation_name(source.organisation, language)] if is_own else []
    return [*shop, *places, *names]


def _permalink(context: WebContext, found: Change) -> str:
    return f"{context.public_url}/changes/{found.id}"


def _addresses(found: Change, source: Source | None) -> DiffAddresses:
    own = f"/changes/{found.id}"
    return DiffAddresses(
        language=source.language if source else "",
        versions=f"/sources/{quoted(source.id)}/versions/" if source else "",
        old=found.from_version,
        new=found.to_version,
        context=f"{own}/context/",
        text=f"{own}.txt",
    )


def _glossers(source: Source | None, language: Language) -> tuple[Glosser, Glosser]:
    """Explain the terms of each side by itself, as a narrow screen shows the new side only."""
    spoken = source.language if source else ""
    return (
        Glosser(spoken, language, most=_MOST_GLOSSES),
        Glosser(spoken, language, most=_MOST_GLOSSES),
    )


def _view(context: WebContext, found: Change, language: Language, choice: DiffChoice) -> DiffView:
    urgent = urgent_days(found.assessment, found.detected_at.date())
    locate = partial(_positions, context, found)
    return view_of(found.edits, language, choice, locate, urgent=urgent)


def _positions(context: WebContext, found: Change) -> tuple[Position, ...]:
    return positions(found.edits, *_blocks(context, found))


def _blocks(context: WebContext, found: Change) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
    """Return the blocks of the old and the new version; () for one that is not stored."""
    history = context.stores.history
    numbers = (found.from_version, found.to_version)
    versions = [history.version(found.source_id, number) if number else None for number in numbers]
    old, new = (version.document.blocks if version else () for version in versions)
    return old, new


def _edit(found: Change, text: object) -> tuple[int, Edit]:
    """Return an edit by its number, from 1; 404 when the change has no such edit."""
    number = query_params.number(text)
    if not 1 <= number <= len(found.edits):
        raise HTTPException(404)
    return number, found.edits[number - 1]


def _change(context: WebContext, request: Request) -> Change:
    found = context.stores.history.change(query_params.number(request.path_params["number"]))
    if found is None:
        raise HTTPException(404)
    return found
