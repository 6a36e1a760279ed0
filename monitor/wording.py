"""Formats names, dates and reasons for messages of all channels. Plain text, never escaped."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from monitor.assess.rules import rule_title
from monitor.audience import Coverage, Digest, Failing, UpcomingDate
from monitor.language import Language, about, message, texts
from monitor.model import Assessment, Change, ChangeKind
from monitor.notices.signs import title as sign_title
from monitor.source import Source
from monitor.text import shorten
from monitor.vocabulary import name_of

_MOST_REASONS = 4
_MOST_WORDS = 3
_WORD_CHARS = 30
_MOST_FAILING = 8
_MOST_DEADLINES = 3
_TITLE = 200
_EVENT_TITLE = 120
_MOST_REMAINDERS = 20
# Days of the last week are shown as weekdays, older days as dates.
_WEEK = timedelta(days=6)


def source_name(source: Source | None, source_id: str, language: Language) -> str:
    """Return organisation and title; the id if the catalogue no longer has the source."""
    return f"{source.organisation}: {source.title_in(language)}" if source else source_id


def change_title(change: Change, source: Source | None, language: Language) -> str:
    """Return the source's title, or the notice's own."""
    if change.kind is ChangeKind.NOTICE:
        words = texts("news", language)
        return f"{words['notice']}{words['colon']}{shorten(change.title, _TITLE)}"
    return shorten(source.title_in(language) if source else change.title, _TITLE)


def follows_line(title: str, language: Language) -> str:
    """Name the earlier notice of the same event that this one follows."""
    return message("news", language, "follows", title=shorten(title, _EVENT_TITLE))


def digest_count(made: Digest, language: Language) -> str:
    """State how many changes a digest has, and how many of them were sent as alerts."""
    text = message("news", language, "digest_count", count=made.count)
    if made.alerted:
        text += message("news", language, "digest_alerted", count=len(made.alerted))
    return text


def remainders(
    made: Digest, sources: Mapping[str, Source], language: Language
) -> list[tuple[str, str]]:
    """Return, by source, how many changes a digest does not list, and their URL."""
    found = []
    for rest in made.more[:_MOST_REMAINDERS]:
        name = source_name(sources.get(rest.source_id), rest.source_id, language)
        found.append((message("news", language, "more_of", count=rest.count, name=name), rest.url))
    return found


def severity_name(change: Change, language: Language) -> str:
    """Return the severity in words."""
    return name_of("severities", change.assessment.severity.label, language)


def in_force(change: Change, language: Language) -> str:
    """Return from when the change applies; '' if the text does not say."""
    day = change.assessment.effective_date
    return message("news", language, "effective", date=day.isoformat()) if day else ""


def deadlines(change: Change, language: Language) -> list[str]:
    """Return the deadlines in words."""
    days = change.assessment.deadlines[:_MOST_DEADLINES]
    return [message("news", language, "deadline", date=day.isoformat()) for day in days]


def topic_names(change: Change, language: Language) -> str:
    """Return the names of the change's topics."""
    return " · ".join(name_of("topics", topic, language) for topic in change.assessment.topics[:5])


def reasons(assessment: Assessment, language: Language) -> str:
    """Return the rules that fired and the words that triggered them; '' for none."""
    words = texts("news", language)
    parts = []
    for reason in assessment.reasons[:_MOST_REASONS]:
        title = reason_title(reason.rule, language)
        quoted = [shorten(word, _WORD_CHARS) for word in reason.words[:_MOST_WORDS]]
        joined = words["comma"].join(quoted)
        with_words = message("news", language, "reason", title=title, words=joined)
        parts.append(with_words if quoted else title)
    return words["semicolon"].join(parts)


def reason_title(rule_id: str, language: Language) -> str:
    """Return the name of a reason: of a fact, a proof of silence, a rule or a notice's sign."""
    title = rule_title(rule_id, language)
    return sign_title(rule_id, language) if title == rule_id else title


def upcoming_date(coming: UpcomingDate, sources: Mapping[str, Source], language: Language) -> str:
    """Format an upcoming date with its source, and the title of a notice."""
    key = "deadline" if coming.by else "effective"
    day = message("news", language, key, date=coming.day.isoformat())
    source = sources.get(coming.change.source_id)
    name = source_name(source, coming.change.source_id, language)
    if coming.change.kind is ChangeKind.NOTICE:
        name = f"{name} – {shorten(coming.change.title, 120)}"
    return f"{day}{texts('news', language)['colon']}{name}"


def coverage(
    seen: Coverage,
    sources: Mapping[str, Source],
    language: Language,
    zone: str,
    now: datetime,
) -> str:
    """State how many sources were checked, so that silence is not mistaken for no change."""
    watched = watched_sources(seen.watched, language)
    line = message("news", language, "coverage", count=seen.checked, sources=watched)
    today = now.astimezone(ZoneInfo(zone)).date()
    for key, unseen in (("failing", seen.failing), ("overdue", seen.overdue)):
        if unseen:
            names = _names(unseen, sources, language, zone, today)
            line += message("news", language, key, count=len(unseen), names=names)
    return line + (message("news", language, "unread", count=seen.unread) if seen.unread else "")


def watched_sources(count: int, language: Language) -> str:
    """Return `5 sources`, as used in all sentences on coverage."""
    return message("news", language, "watched_sources", count=count)


def weekday(day: date, language: Language) -> str:
    """Return the short name of a day of the week."""
    return str(about(language)["weekdays"][day.weekday()])


def _names(
    unseen: tuple[Failing, ...],
    sources: Mapping[str, Source],
    language: Language,
    zone: str,
    today: date,
) -> str:
    """List the first sources, and count the others."""
    named = [_failing(one, sources, language, zone, today) for one in unseen[:_MOST_FAILING]]
    text = texts("news", language)["comma"].join(named)
    more = len(unseen) - len(named)
    return text + (message("news", language, "and_more", count=more) if more else "")


def _failing(
    one: Failing, sources: Mapping[str, Source], language: Language, zone: str, today: date
) -> str:
    name = source_name(sources.get(one.source_id), one.source_id, language)
    if one.since is None:
        return name
    day = one.since.astimezone(ZoneInfo(zone)).date()
    text = weekday(day, language) if today - day <= _WEEK else day.isoformat()
    return name + message("news", language, "since", day=text)
