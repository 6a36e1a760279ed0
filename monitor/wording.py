"""Names, dates and reasons as a reader of any channel sees them. Plain text, never escaped."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from monitor.assess.rules import rule_title
from monitor.audience import Coverage, Digest, Failing, UpcomingDate
from monitor.language import Language, about, message, texts
from monitor.model import Assessment, Change, ChangeKind
from monitor.source import Source
from monitor.text import shorten
from monitor.vocabulary import name_of

_REASONS_TOLD = 4
_WORDS_TOLD = 3
_WORD_CHARS = 30
_FAILING_TOLD = 8
_DEADLINES_TOLD = 3
_TITLE = 200
_EVENT_TITLE = 120
_REMAINDERS_TOLD = 20
# A weekday names a day of the last week; older days are told by date.
_WEEK = timedelta(days=6)


def source_name(source: Source | None, source_id: str, language: Language) -> str:
    """Whose rule it is and what it is called; the id when the catalogue lost it."""
    return f"{source.organisation}: {source.title_in(language)}" if source else source_id


def change_title(change: Change, source: Source | None, language: Language) -> str:
    """What changed: the rule's name, or the notice's own title."""
    if change.kind is ChangeKind.NOTICE:
        words = texts("news", language)
        return f"{words['notice']}{words['colon']}{shorten(change.title, _TITLE)}"
    return shorten(source.title_in(language) if source else change.title, _TITLE)


def follows_line(title: str, language: Language) -> str:
    """Which notice, told before, a later one of the same event follows."""
    return message("news", language, "follows", title=shorten(title, _EVENT_TITLE))


def digest_count(made: Digest, language: Language) -> str:
    """How many changes a digest tells, and how many of them were told at once."""
    told = message("news", language, "digest_count", count=made.count)
    if made.alerted:
        told += message("news", language, "digest_alerted", count=len(made.alerted))
    return told


def remainders(
    made: Digest, sources: Mapping[str, Source], language: Language
) -> list[tuple[str, str]]:
    """What a digest counts and does not list, by source, and where it is."""
    found = []
    for rest in made.more[:_REMAINDERS_TOLD]:
        name = source_name(sources.get(rest.source_id), rest.source_id, language)
        found.append((message("news", language, "more_of", count=rest.count, name=name), rest.url))
    return found


def severity_name(change: Change, language: Language) -> str:
    """How much it matters, in words."""
    return name_of("severities", change.assessment.severity.label, language)


def in_force(change: Change, language: Language) -> str:
    """From when it holds; '' when the text does not say."""
    day = change.assessment.effective_date
    return message("news", language, "effective", date=day.isoformat()) if day else ""


def deadlines(change: Change, language: Language) -> list[str]:
    """By when something must be done."""
    days = change.assessment.deadlines[:_DEADLINES_TOLD]
    return [message("news", language, "deadline", date=day.isoformat()) for day in days]


def topic_names(change: Change, language: Language) -> str:
    """The goods and risks that it touches."""
    return " · ".join(name_of("topics", topic, language) for topic in change.assessment.topics[:5])


def reasons(assessment: Assessment, language: Language) -> str:
    """The rules that fired and the words that triggered them; '' for none."""
    words = texts("news", language)
    told = []
    for reason in assessment.reasons[:_REASONS_TOLD]:
        title = rule_title(reason.rule, language)
        quoted = [shorten(word, _WORD_CHARS) for word in reason.words[:_WORDS_TOLD]]
        joined = words["comma"].join(quoted)
        said = message("news", language, "reason", title=title, words=joined)
        told.append(said if quoted else title)
    return words["semicolon"].join(told)


def upcoming_date(coming: UpcomingDate, sources: Mapping[str, Source], language: Language) -> str:
    """One day of the coming weeks: when, what, whose."""
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
    """How much was looked at; silence is never read as no change."""
    watched = watched_sources(seen.watched, language)
    line = message("news", language, "coverage", count=seen.checked, sources=watched)
    today = now.astimezone(ZoneInfo(zone)).date()
    for key, unseen in (("failing", seen.failing), ("overdue", seen.overdue)):
        if unseen:
            names = _names(unseen, sources, language, zone, today)
            line += message("news", language, key, count=len(unseen), names=names)
    return line + (message("news", language, "unread", count=seen.unread) if seen.unread else "")


def watched_sources(count: int, language: Language) -> str:
    """`5 sources`, as every sentence on coverage says it."""
    return message("news", language, "watched_sources", count=count)


def weekday(day: date, language: Language) -> str:
    """The short name of a day of the week."""
    return str(about(language)["weekdays"][day.weekday()])


def _names(
    unseen: tuple[Failing, ...],
    sources: Mapping[str, Source],
    language: Language,
    zone: str,
    today: date,
) -> str:
    """The first of them, and how many more there are."""
    named = [_failing(one, sources, language, zone, today) for one in unseen[:_FAILING_TOLD]]
    told = texts("news", language)["comma"].join(named)
    more = len(unseen) - len(named)
    return told + (message("news", language, "and_more", count=more) if more else "")


def _failing(
    one: Failing, sources: Mapping[str, Source], language: Language, zone: str, today: date
) -> str:
    name = source_name(sources.get(one.source_id), one.source_id, language)
    if one.since is None:
        return name
    day = one.since.astimezone(ZoneInfo(zone)).date()
    told = weekday(day, language) if today - day <= _WEEK else day.isoformat()
    return name + message("news", language, "since", day=told)
