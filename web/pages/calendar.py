"""The calendar: a month, all dates ahead, and the same as a file to subscribe to."""

from calendar import Calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response

from monitor.language import Language, about
from web import query_params
from web.calendar_entries import CalendarEntry, FoundDate, dates_between, loaded
from web.context import WebContext
from web.feeds.icalendar import calendar_of
from web.filter_chips import chips
from web.locale import COOKIE, language_for
from web.query_params import UnknownFilter
from web.rendering import page, understood, with_query

_MONDAY = 0
_MONTHS = 12
_FIRST_YEAR, _LAST_YEAR = 2000, 2099
# How far back a calendar file reaches, so that its entries do not vanish on the day.
_BACK = timedelta(days=183)
_MOST_LISTED = 500
# A file may hold fewer of a long year: programs fetch it again and again.
_MOST_PAST, _MOST_AHEAD = 200, 800
_LIST = "list"
# How many dates ahead a month without any shows first.
_NEXT = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarDay:
    """A day of the table. `is_outside`: it belongs to the month before or after."""

    day: date
    entries: tuple[CalendarEntry, ...]
    is_outside: bool
    is_today: bool


def calendar(context: WebContext, request: Request) -> Response:
    """Show a month, or the list of all dates ahead."""
    language = language_for(request)
    today = today_in(context, language)
    shown = month_of(request.query_params.get("month", "")) or today.replace(day=1)
    is_list = request.query_params.get("view") == _LIST
    first, last = (today, date(_LAST_YEAR, 12, 31)) if is_list else (shown, _last_day(shown))
    found = _found(context, request, first, last)
    entries = loaded(context, found[:_MOST_LISTED])
    params = request.query_params
    unknown = _unknown(context, request)
    return page(
        request,
        "calendar.html.j2",
        weeks=() if is_list else weeks_of(shown, entries, today),
        days=by_date(entries) if is_list else (),
        more=len(found) - len(entries),
        found_any=bool(entries),
        ahead=() if entries or is_list else by_date(_next(context, request, today)),
        is_list=is_list,
        shown=shown,
        before=_neighbour(shown, -1),
        after=_neighbour(shown, 1),
        today=today,
        chips=chips(request, context.directory, language),
        filters=query_params.change_filter(request, context.directory),
        jurisdiction=params.get("jurisdiction", ""),
        organisation=params.get("organisation", ""),
        kept={name: params[name] for name in ("view", "month", "targets") if params.get(name)},
        marketplaces=context.directory.marketplaces(),
        directory=context.directory,
        unknown=unknown,
        sources=context.sources,
        file=_file(request, unknown, language),
        public_url=context.public_url,
        host=context.public_url.partition("://")[2],
    )


def calendar_file(context: WebContext, request: Request) -> Response:
    """Serve the dates of the last half year and all dates ahead as an iCalendar file."""
    query_params.change_filter_of_file(request, context.directory)
    language = language_for(request)
    today = today_in(context, language)
    past = _found(context, request, today - _BACK, today - timedelta(days=1))
    ahead = _found(context, request, today, date(_LAST_YEAR, 12, 31))
    entries = loaded(context, [*past[-_MOST_PAST:], *ahead[:_MOST_AHEAD]])
    query = request.url.query
    address = context.public_url + request.url.path + (f"?{query}" if query else "")
    body = calendar_of(entries, context.sources, language, context.public_url, address)
    return Response(body, media_type="text/calendar; charset=utf-8")


def today_in(context: WebContext, language: Language) -> date:
    """Return the day that it is for most readers of a language."""
    return context.clock().astimezone(ZoneInfo(about(language)["zone"])).date()


def month_of(typed: str) -> date | None:
    """Parse `2026-12` to the first day of the month; None for anything else."""
    try:
        first = date.fromisoformat(f"{typed}-01")
    except ValueError:
        return None
    return first if len(typed) == 7 and _FIRST_YEAR <= first.year <= _LAST_YEAR else None


def weeks_of(month: date, entries: Iterable[CalendarEntry], today: date) -> list[list[CalendarDay]]:
    """Return the weeks of a month, from Monday to Sunday."""
    found: Mapping[date, list[CalendarEntry]] = dict(by_date(entries))
    weeks = Calendar(_MONDAY).monthdatescalendar(month.year, month.month)
    return [
        [
            CalendarDay(
                day=day,
                entries=tuple(found.get(day, ())),
                is_outside=day.month != month.month,
                is_today=day == today,
            )
            for day in week
        ]
        for week in weeks
    ]


def by_date(entries: Iterable[CalendarEntry]) -> list[tuple[date, list[CalendarEntry]]]:
    """Group entries, which are in order, by their day."""
    return [(day, [*found]) for day, found in groupby(entries, lambda entry: entry.day)]


def _found(context: WebContext, request: Request, first: date, last: date) -> list[FoundDate]:
    filters = query_params.change_filter(request, context.directory)
    place = request.query_params.get("jurisdiction", "")
    return dates_between(context, first, last, filters, place=place)


def _next(context: WebContext, request: Request, today: date) -> list[CalendarEntry]:
    """Return the first dates ahead, for a month that has none."""
    ahead = _found(context, request, today, date(_LAST_YEAR, 12, 31))
    return loaded(context, ahead[:_NEXT])


def _unknown(context: WebContext, request: Request) -> tuple[UnknownFilter, ...]:
    invalid = query_params.unknown_filters(request, context.directory)
    typed = request.query_params.get("month", "")
    if typed and month_of(typed) is None:
        return (*invalid, UnknownFilter("month", typed, "unknown_month"))
    return invalid


def _file(request: Request, unknown: Iterable[UnknownFilter], language: Language) -> str:
    """Return the path of the file with the same filters; a calendar program sends no language."""
    query = understood(request.url.query, unknown)
    path = with_query("/calendar.ics", query, view=None, month=None)
    return f"{path}{'&' if '?' in path else '?'}{COOKIE}={language}"


def _last_day(month: date) -> date:
    following = _neighbour(month, 1) or date(_LAST_YEAR + 1, 1, 1)
    return following - timedelta(days=1)


def _neighbour(month: date, step: int) -> date | None:
    """Return the month before or after; None beyond what is shown."""
    number = month.year * _MONTHS + month.month - 1 + step
    year, index = divmod(number, _MONTHS)
    return date(year, index + 1, 1) if _FIRST_YEAR <= year <= _LAST_YEAR else None
