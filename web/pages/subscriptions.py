"""A reader's choices, by a signed link from the bot or a mail: the same ones as in Telegram."""

from collections.abc import Mapping, Sequence
from functools import partial
from urllib.parse import urlencode
from zoneinfo import available_timezones

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from monitor.audience import Frequency, Subscriber
from monitor.language import Language, codes
from monitor.model import Severity
from monitor.quiet import parse_quiet
from monitor.vocabulary import categories, topics
from storage.delivery.subscribers import Subscribers
from web import query_params
from web.context import WebContext
from web.locale import language_for
from web.pages.mailed import note
from web.rendering import rendered

_MOST = 200
_OFF = "off"
_WANT, _UNMUTE = "want:", "unmute:"
Fields = Mapping[str, list[str]]


def routes(context: WebContext) -> list[Route]:
    """`/subscriptions/TOKEN`: a look, and what a press on the button stores."""
    path = "/subscriptions/{token}"
    return [
        Route(path, partial(_show, context), methods=["GET"]),
        Route(path, partial(_store, context), methods=["POST"]),
    ]


def _show(context: WebContext, request: Request) -> Response:
    reader = _reader(context, request)
    if reader is None:
        return note("choices_expired", language_for(request), status=410)
    language = reader.language
    kept = context.stores.subscribers.subscriptions(reader.id)
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
        frequencies=_frequencies(reader),
        mutes=context.stores.mutes.of(reader.id, context.clock()),
        directory=context.directory,
        saved="saved" in request.query_params,
        unknown=request.query_params.get("unknown", "")[:80],
    )
    return Response(page, media_type="text/html")


async def _store(context: WebContext, request: Request) -> Response:
    reader = await run_in_threadpool(_reader, context, request)
    if reader is None:
        return note("choices_expired", language_for(request), status=410)
    fields = await query_params.form(request)
    unknown = await run_in_threadpool(_keep, context, reader, fields)
    said = urlencode({"unknown": unknown} if unknown else {"saved": 1})
    # A reload asks for the page again, not for the storing.
    return RedirectResponse(f"{request.url.path}?{said}", 303)


def _keep(context: WebContext, reader: Subscriber, fields: Fields) -> str:
    """Store what the form says; '' or what names nothing that could be wanted."""
    subscribers = context.stores.subscribers
    for target, frequency in _wishes(fields):
        if context.directory.has(target):
            _subscribe(subscribers, reader, target, frequency)
    for name in fields:
        if name.startswith(_UNMUTE):
            context.stores.mutes.unmute(reader.id, name.removeprefix(_UNMUTE))
    named = _one(fields, "add").strip()
    added = context.directory.find(named) if named else None
    if added:
        _subscribe(subscribers, reader, added, _frequencies(reader)[0])
    _settings(context, reader, fields)
    return named if named and not added else ""


def _subscribe(subscribers: Subscribers, reader: Subscriber, target: str, wish: str) -> None:
    """Want it so, or no more; a frequency may say `:major` behind it."""
    frequency, _, min_severity = wish.partition(":")
    kept = {one.target for one in subscribers.subscriptions(reader.id)}
    if frequency not in set(Frequency):
        subscribers.unsubscribe(reader.id, target)
    elif target in kept or len(kept) < _MOST:
        only = Severity.MAJOR if min_severity == Severity.MAJOR.label else None
        subscribers.subscribe(reader.id, target, Frequency(frequency), only)


def _settings(context: WebContext, reader: Subscriber, fields: Fields) -> None:
    """Severity, quiet hours, digest, zone and language; what is not understood stays as it is."""
    subscribers = context.stores.subscribers
    if (min_severity := _one(fields, "severity")) in {"minor", "major"}:
        subscribers.set_min_severity(reader.id, Severity.parse(min_severity))
    hours = _one(fields, "quiet").strip()
    passes = _one(fields, "quiet_passes") == "on"
    quiet = parse_quiet(hours, major_passes=passes)
    if quiet or hours in {"", _OFF}:
        subscribers.set_quiet(reader.id, quiet, context.clock())
    _digest(subscribers, reader, fields)
    if (zone := _one(fields, "timezone")) in available_timezones():
        subscribers.set_timezone(reader.id, zone)
    if (language := _one(fields, "language")) in codes():
        subscribers.set_language(reader.id, Language(language))


def _digest(subscribers: Subscribers, reader: Subscriber, fields: Fields) -> None:
    frequency, hour = _one(fields, "digest"), _one(fields, "digest_hour")
    is_hour = hour.isascii() and hour.isdecimal() and int(hour[:3]) < 24
    is_new = (
        frequency in {Frequency.DAILY, Frequency.WEEKLY} and frequency != reader.digest_frequency
    )
    subscribers.set_digest(
        reader.id,
        frequency=Frequency(frequency) if is_new else None,
        hour=int(hour) if is_hour else None,
        empty=_one(fields, "digest_empty") == "on",
    )


def _wishes(fields: Fields) -> list[tuple[str, str]]:
    """Target and frequency, for each field `want:TARGET`."""
    return [
        (name.removeprefix(_WANT), values[-1])
        for name, values in fields.items()
        if name.startswith(_WANT)
    ]


def _frequencies(reader: Subscriber) -> Sequence[Frequency]:
    """A mail is never instant."""
    instant = reader.chat_id is not None or bool(reader.relay)
    return list(Frequency) if instant else [Frequency.DAILY, Frequency.WEEKLY]


def _one(fields: Fields, name: str) -> str:
    return fields.get(name, [""])[-1]


def _reader(context: WebContext, request: Request) -> Subscriber | None:
    number = context.links.read_choices(str(request.path_params["token"]))
    return context.stores.subscribers.get(number) if number is not None else None
