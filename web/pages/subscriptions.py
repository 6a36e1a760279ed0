"""A reader's choices, by a signed link from the bot or a mail: the same ones as in Telegram."""

from collections.abc import Mapping, Sequence
from functools import partial
from urllib.parse import urlencode
from zoneinfo import available_timezones

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from monitor.audience import Rhythm, Subscriber
from monitor.language import Language, codes
from monitor.model import Severity
from monitor.quiet import parse_quiet
from monitor.vocabulary import categories, topics
from storage.subscribers import Subscribers
from web import asking
from web.pages.mailed import note
from web.rendering import rendered
from web.site import Site
from web.speech import language_for

_MOST = 200
_OFF = "off"
_WANT, _UNMUTE = "want:", "unmute:"
Fields = Mapping[str, list[str]]


def routes(site: Site) -> list[Route]:
    """`/subscriptions/TOKEN`: a look, and what a press on the button stores."""
    path = "/subscriptions/{token}"
    return [
        Route(path, partial(_show, site), methods=["GET"]),
        Route(path, partial(_store, site), methods=["POST"]),
    ]


def _show(site: Site, request: Request) -> Response:
    reader = _reader(site, request)
    if reader is None:
        return note("choices_expired", language_for(request), status=410)
    language = reader.language
    kept = site.stores.subscribers.subscriptions(reader.id)
    offered = [("categories", list(categories())), ("topics", [t.id for t in topics()])]
    shown = {target for _, targets in offered for target in targets}
    page = rendered(
        "subscriptions.html.j2",
        language,
        path="",
        query="",
        reader=reader,
        offered=offered,
        others=[one for one in kept if one.target not in shown],
        chosen={one.target: one for one in kept},
        rhythms=_rhythms(reader),
        mutes=site.stores.mutes.of(reader.id, site.clock()),
        directory=site.directory,
        saved="saved" in request.query_params,
        unknown=request.query_params.get("unknown", "")[:80],
    )
    return Response(page, media_type="text/html")


async def _store(site: Site, request: Request) -> Response:
    reader = await run_in_threadpool(_reader, site, request)
    if reader is None:
        return note("choices_expired", language_for(request), status=410)
    fields = await asking.form(request)
    unknown = await run_in_threadpool(_keep, site, reader, fields)
    said = urlencode({"unknown": unknown} if unknown else {"saved": 1})
    # A reload asks for the page again, not for the storing.
    return RedirectResponse(f"{request.url.path}?{said}", 303)


def _keep(site: Site, reader: Subscriber, fields: Fields) -> str:
    """Store what the form says; '' or what names nothing that could be wanted."""
    subscribers = site.stores.subscribers
    for target, rhythm in _wishes(fields):
        if site.directory.has(target):
            _subscribe(subscribers, reader, target, rhythm)
    for name in fields:
        if name.startswith(_UNMUTE):
            site.stores.mutes.unmute(reader.id, name.removeprefix(_UNMUTE))
    named = _one(fields, "add").strip()
    added = site.directory.find(named) if named else None
    if added:
        _subscribe(subscribers, reader, added, _rhythms(reader)[0])
    _settings(site, reader, fields)
    return named if named and not added else ""


def _subscribe(subscribers: Subscribers, reader: Subscriber, target: str, wish: str) -> None:
    """Want it so, or no more; a rhythm may say `:major` behind it."""
    rhythm, _, least = wish.partition(":")
    kept = {one.target for one in subscribers.subscriptions(reader.id)}
    if rhythm not in set(Rhythm):
        subscribers.unsubscribe(reader.id, target)
    elif target in kept or len(kept) < _MOST:
        only = Severity.MAJOR if least == Severity.MAJOR.label else None
        subscribers.subscribe(reader.id, target, Rhythm(rhythm), only)


def _settings(site: Site, reader: Subscriber, fields: Fields) -> None:
    """Severity, quiet hours, digest, zone and language; what is not understood stays as it is."""
    subscribers = site.stores.subscribers
    if (least := _one(fields, "severity")) in {"minor", "major"}:
        subscribers.set_least(reader.id, Severity.parse(least))
    hours = _one(fields, "quiet").strip()
    passes = _one(fields, "quiet_passes") == "on"
    quiet = parse_quiet(hours, major_passes=passes)
    if quiet or hours in {"", _OFF}:
        subscribers.set_quiet(reader.id, quiet, site.clock())
    _digest(subscribers, reader, fields)
    if (zone := _one(fields, "timezone")) in available_timezones():
        subscribers.set_timezone(reader.id, zone)
    if (language := _one(fields, "language")) in codes():
        subscribers.set_language(reader.id, Language(language))


def _digest(subscribers: Subscribers, reader: Subscriber, fields: Fields) -> None:
    rhythm, hour = _one(fields, "digest"), _one(fields, "digest_hour")
    is_hour = hour.isascii() and hour.isdecimal() and int(hour[:3]) < 24
    is_new = rhythm in {Rhythm.DAILY, Rhythm.WEEKLY} and rhythm != reader.digest_rhythm
    subscribers.set_digest(
        reader.id,
        rhythm=Rhythm(rhythm) if is_new else None,
        hour=int(hour) if is_hour else None,
        empty=_one(fields, "digest_empty") == "on",
    )


def _wishes(fields: Fields) -> list[tuple[str, str]]:
    """Target and rhythm, for each field `want:TARGET`."""
    return [
        (name.removeprefix(_WANT), values[-1])
        for name, values in fields.items()
        if name.startswith(_WANT)
    ]


def _rhythms(reader: Subscriber) -> Sequence[Rhythm]:
    """A mail is never instant."""
    instant = reader.chat_id is not None or bool(reader.relay)
    return list(Rhythm) if instant else [Rhythm.DAILY, Rhythm.WEEKLY]


def _one(fields: Fields, name: str) -> str:
    return fields.get(name, [""])[-1]


def _reader(site: Site, request: Request) -> Subscriber | None:
    number = site.links.read_choices(str(request.path_params["token"]))
    return site.stores.subscribers.get(number) if number is not None else None
