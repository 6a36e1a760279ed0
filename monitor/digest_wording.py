"""Words a digest for messages of all channels: its title, its subject, its items, its week."""

from collections.abc import Iterable, Mapping
from datetime import date

from monitor.audience import Digest, Frequency, Subscriber
from monitor.fact_lines import fact_line, facts_of
from monitor.language import Language, about, message, texts
from monitor.model import Change, ChangeKind, Severity
from monitor.organisations import organisation_name
from monitor.source import Source
from monitor.text import clean, shorten
from monitor.vocabulary import name_of
from monitor.watchlist.wording import name_level
from monitor.wording import coverage, follows_line, headline, upcoming_date, weekday
from monitor.zone_names import zone_name

_SUBJECT_CHARS = 120
_FACT_CHARS = 48
_NAME_CHARS = 24
# How many facts a subject states.
_FACTS = 2
_MOST_NAMES = 5
# How many earlier changes of a page are named beside the last one.
EARLIER = 5

Sources = Mapping[str, Source]


def digest_title(made: Digest, language: Language) -> str:
    """Return what the digest is and of which day: `Daily digest, Fri 27 Nov 2026`."""
    day = day_name(made.local_date, language)
    return message("news", language, f"digest_title_{made.frequency}", date=day)


def digest_introduction(made: Digest, subscriber: Subscriber) -> str:
    """Say once, in the first digest, what it is, how often it comes and how to change it; or ''."""
    if not made.is_first:
        return ""
    language = subscriber.language
    zone = zone_name(subscriber.timezone, language)
    key = f"digest_first_{made.frequency}"
    return message("news", language, key, hour=subscriber.digest_hour, zone=zone)


def day_name(day: date, language: Language) -> str:
    """Return a day as people write it, with its day of the week."""
    words = about(language)
    return message(
        "news",
        language,
        "day_name",
        weekday=weekday(day, language),
        day=str(day.day),
        month=words["months"][day.month - 1],
        year=str(day.year),
    )


def digest_subject(made: Digest, sources: Sources, language: Language) -> str:
    """Return how many changes demand action, and what the two strongest ones change."""
    if not made.changes:
        key = "subject_coming" if made.coming else "subject_none"
        return message("news", language, key, count=len(made.coming))
    ordered = sorted(made.changes, key=lambda change: (change.id not in made.matches, change.rank))
    shown = ordered[:_FACTS]
    head, tail = _level(made, language), _rest(made, len(shown), language)
    room = _SUBJECT_CHARS - len(head) - len(tail)
    return clean(head + shorten(_facts(shown, made, sources, language), room) + tail)


def item_headline(change: Change, made: Digest, language: Language) -> str:
    """Return the headline of a listed change: of all that it stands for."""
    merged = made.merged.get(change.id)
    if merged and merged.is_undone:
        return message("news", language, "undone", count=len(merged.ids))
    return headline(change, language)


def item_notes(change: Change, made: Digest, language: Language) -> list[str]:
    """Return what a listed change follows and stands for, and whether alerts were sent of it."""
    follows = made.follows.get(change.id, "")
    return [
        *([follows_line(follows, language)] if follows else []),
        *merged_notes(change, made, language),
    ]


def merged_notes(change: Change, made: Digest, language: Language) -> list[str]:
    """Return of how many changes a listed one is made, and whether alerts were sent of them."""
    ids = made.ids_of(change)
    alerted = len(made.alerted.intersection(ids))
    notes = [message("news", language, "merged", count=len(ids))] if len(ids) > 1 else []
    if alerted == len(ids):
        return [*notes, f"✓ {texts('news', language)['at_once']}"]
    some = message("news", language, "at_once_some", count=alerted)
    return [*notes, f"✓ {some}"] if alerted else notes


def earlier_line(addresses: Iterable[str], language: Language) -> str:
    """Name the changes before the last one that a listed one stands for; '' for none."""
    joined = " ".join(addresses)
    words = texts("news", language)
    return f"{words['earlier']}{words['colon']}{joined}" if joined else ""


def earlier_links(change: Change, made: Digest, site: str) -> tuple[str, ...]:
    """Return the addresses of those changes on the web, the newest few; none without a site."""
    numbers = made.ids_of(change)[:-1][-EARLIER:]
    return tuple(f"{site}/changes/{number}" for number in numbers) if site else ()


def week_lines(made: Digest, sources: Sources, language: Language, zone: str) -> list[str]:
    """Return the week in five lines: changed, open, done, coming, looked at; none for a day."""
    week = made.week
    if week is None:
        return []
    return [
        _changed(made, language),
        _count("week_open", week.open, week.taken, language),
        _count("week_done", week.done, week.done_by, language),
        _coming(made, sources, language),
        coverage(made.coverage, sources, language, zone, made.until),
    ]


def _level(made: Digest, language: Language) -> str:
    """Return the beginning of a subject: the highest level, and how many changes have it."""
    highest = max(made.levels, default=Severity.MINOR)
    key = f"subject_{highest.level}"
    head = message("news", language, key, count=made.levels.get(highest, 0))
    if any(change.id in made.matches for change in made.changes):
        head = message("news", language, "subject_named", level=name_level(language))
    is_week = made.frequency is Frequency.WEEKLY
    return (texts("news", language)["subject_week"] if is_week else "") + head


def _rest(made: Digest, shown: int, language: Language) -> str:
    count = made.items - shown
    return message("news", language, "subject_more", count=count) if count > 0 else ""


def _facts(changes: Iterable[Change], made: Digest, sources: Sources, language: Language) -> str:
    """Return what each of the changes comes to, after the organisation where it is another one."""
    parts, said = [], ""
    for change in changes:
        source = sources.get(change.source_id)
        name = (
            shorten(organisation_name(source.organisation, language), _NAME_CHARS) if source else ""
        )
        fact = shorten(_fact(change, made, language), _FACT_CHARS)
        is_new = name and name != said
        told = message("news", language, "subject_of", name=name, fact=fact)
        parts.append(told if is_new else fact)
        said = name
    return texts("news", language)["semicolon"].join(parts)


def _fact(change: Change, made: Digest, language: Language) -> str:
    """Return the strongest fact of a change, in as few signs as possible."""
    if change.kind is ChangeKind.CONTENT:
        for fact in facts_of(change.assessment):
            if line := fact_line(fact, language):
                words = texts("news", language)
                # A subject line has colons enough in Chinese.
                colon = " " if language == Language.ZH else words["colon"]
                return line.replace(words["colon"], colon, 1).replace(" → ", "→")
    return item_headline(change, made, language)


def _changed(made: Digest, language: Language) -> str:
    if not made.items:
        return texts("news", language)["week_unchanged"]
    levels = [
        f"{name_of('severities', severity.level, language)} {made.levels[severity]}"
        for severity in sorted(made.levels, reverse=True)
    ]
    joined = texts("news", language)["comma"].join(levels)
    return message("news", language, "week_changed", count=made.items, levels=joined)


def _count(key: str, count: int, names: Iterable[tuple[str, int]], language: Language) -> str:
    named = [f"{name} {number}" for name, number in list(names)[:_MOST_NAMES]]
    joined = texts("news", language)["comma"].join(named)
    who = message("news", language, "week_names", names=joined) if joined else ""
    return message("news", language, key, count=count, names=who)


def _coming(made: Digest, sources: Sources, language: Language) -> str:
    if not made.coming:
        return texts("news", language)["week_no_dates"]
    first = shorten(upcoming_date(made.coming[0], sources, language, made.local_date), 160)
    return message("news", language, "week_coming", count=len(made.coming), first=first)
