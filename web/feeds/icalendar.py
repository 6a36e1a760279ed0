"""Effective dates, deadlines and court dates as a calendar (https://www.rfc-editor.org/rfc/rfc5545)."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from icalendar import Alarm, Calendar, Event

from monitor.language import Language, message, texts
from monitor.model import Change
from monitor.source import Source
from monitor.text import shorten
from monitor.vocabulary import name_of
from web.calendar_entries import CalendarEntry, entries_of

# The alarm rings on the morning three days before.
_ALARM_DAYS = 3
_ALARM_HOUR = timedelta(hours=9)
# How often a calendar program should ask again.
_REFRESH = timedelta(hours=6)
_TITLE = 120


def calendar_of(
    entries: Iterable[CalendarEntry],
    sources: Mapping[str, Source],
    language: Language,
    public_url: str,
    address: str,
) -> bytes:
    """Build a calendar to subscribe to, of all-day events; an event keeps its uid across requests.

    `address`: where this calendar is served.
    """
    calendar = _calendar(language)
    # https://www.rfc-editor.org/rfc/rfc7986 and what Outlook and Apple ask for.
    calendar.add("refresh-interval", _REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    calendar.add("source", address, parameters={"VALUE": "URI"})
    for entry in entries:
        event = _event(entry, sources, language, public_url)
        if entry.is_urgent:
            event.add_component(_alarm(event, language))
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def change_calendar(
    change: Change, sources: Mapping[str, Source], language: Language, public_url: str
) -> bytes:
    """Build the dates of one change, each with an alarm; the uids are those of the whole calendar."""
    calendar = _calendar(language)
    for entry in entries_of(change):
        event = _event(entry, sources, language, public_url)
        event.add_component(_alarm(event, language))
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _calendar(language: Language) -> Calendar:
    words = texts("calendar", language)
    calendar = Calendar()
    calendar.add("prodid", "-//Forewarn//calendar//EN")
    calendar.add("version", "2.0")
    for name in ("name", "x-wr-calname"):
        calendar.add(name, words["file_name"])
    for name in ("description", "x-wr-caldesc"):
        calendar.add(name, words["file_lead"])
    return calendar


def _alarm(event: Event, language: Language) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    in_days = message("news", language, "calendar_alarm", count=_ALARM_DAYS)
    alarm.add("description", f"{in_days}{texts('news', language)['colon']}{event['summary']}")
    alarm.add("trigger", _ALARM_HOUR - timedelta(days=_ALARM_DAYS))
    return alarm


def _event(
    entry: CalendarEntry, sources: Mapping[str, Source], language: Language, public_url: str
) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", entry.revised_at)
    event.add("last-modified", entry.revised_at)
    event.add("dtstart", entry.day)
    event.add("dtend", entry.day + timedelta(days=1))
    title, origin = entry.title(language), entry.origin(sources, language)
    address = public_url + entry.path
    event.add("summary", _summary(entry, title, origin, language))
    event.add("description", f"{origin if entry.case else title}\n{address}")
    event.add("url", address)
    event.add("transp", "TRANSPARENT")
    if entry.change:
        event.add("categories", [name_of("categories", entry.change.category, language)])
    return event


def _summary(entry: CalendarEntry, title: str, origin: str, language: Language) -> str:
    """State what the day means and of whose text: the day itself is that of the event."""
    kind = texts("calendar", language)[f"kind_{entry.kind}"]
    name = shorten(title, _TITLE)
    name = name if entry.case else f"{origin} – {name}"
    return f"{kind}{texts('news', language)['colon']}{name}"
