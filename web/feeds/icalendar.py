"""Upcoming effective dates and deadlines as a calendar (https://www.rfc-editor.org/rfc/rfc5545)."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from icalendar import Calendar, Event

from monitor.audience import UpcomingDate
from monitor.language import Language
from monitor.source import Source
from monitor.wording import headline, upcoming_date


def calendar_of(
    coming: Iterable[UpcomingDate],
    sources: Mapping[str, Source],
    language: Language,
    public_url: str,
    now: datetime,
) -> bytes:
    """Build a calendar of all-day events, one per date; an event keeps its uid across requests."""
    calendar = Calendar()
    calendar.add("prodid", "-//Forewarn//calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("name", "Forewarn")
    calendar.add("x-wr-calname", "Forewarn")
    for one in coming:
        calendar.add_component(_event(one, sources, language, public_url, now))
    return bytes(calendar.to_ical())


def _event(
    one: UpcomingDate,
    sources: Mapping[str, Source],
    language: Language,
    public_url: str,
    now: datetime,
) -> Event:
    event = Event()
    kind = "due" if one.by else "force"
    event.add("uid", f"{kind}-{one.change.id}-{one.day.isoformat()}@forewarn")
    event.add("dtstamp", now)
    event.add("dtstart", one.day)
    event.add("dtend", one.day + timedelta(days=1))
    event.add("summary", upcoming_date(one, sources, language))
    event.add("description", headline(one.change, language))
    event.add("url", f"{public_url}/changes/{one.change.id}")
    event.add("transp", "TRANSPARENT")
    return event
