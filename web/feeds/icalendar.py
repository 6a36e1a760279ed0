"""Upcoming effective dates and deadlines as a calendar (https://www.rfc-editor.org/rfc/rfc5545)."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from icalendar import Alarm, Calendar, Event

from monitor.audience import UpcomingDate
from monitor.language import Language, message, texts
from monitor.model import Change, DateKind
from monitor.source import Source
from monitor.tasks import dates_of
from monitor.wording import headline, upcoming_date

# The alarm rings on the morning three days before.
_ALARM_DAYS = 3
_ALARM_HOUR = timedelta(hours=9)


def calendar_of(
    coming: Iterable[UpcomingDate],
    sources: Mapping[str, Source],
    language: Language,
    public_url: str,
    now: datetime,
) -> bytes:
    """Build a calendar of all-day events, one per date; an event keeps its uid across requests."""
    calendar = _calendar()
    for one in coming:
        calendar.add_component(_event(one, sources, language, public_url, now))
    return bytes(calendar.to_ical())


def change_calendar(
    change: Change, sources: Mapping[str, Source], language: Language, public_url: str
) -> bytes:
    """Build the dates of one change, each with an alarm; the uids are those of the whole calendar."""
    calendar = _calendar()
    for stated in dates_of(change):
        one = UpcomingDate(day=stated.day, by=stated.kind is DateKind.DEADLINE, change=change)
        # A change is never edited, so it was last revised when it was detected (RFC 5545, 3.8.7.2).
        event = _event(one, sources, language, public_url, change.detected_at)
        event.add_component(_alarm(event, language))
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Forewarn//calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("name", "Forewarn")
    calendar.add("x-wr-calname", "Forewarn")
    return calendar


def _alarm(event: Event, language: Language) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    in_days = message("news", language, "calendar_alarm", count=_ALARM_DAYS)
    alarm.add("description", f"{in_days}{texts('news', language)['colon']}{event['summary']}")
    alarm.add("trigger", _ALARM_HOUR - timedelta(days=_ALARM_DAYS))
    return alarm


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
