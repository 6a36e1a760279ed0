"""Formats names, dates and reasons for messages of all channels. Plain text, never escaped."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from monitor.assess.rules import rule_title
from monitor.audience import Coverage, Digest, Failing, UpcomingDate
from monitor.briefs import Brief
from monitor.cases import Stage
from monitor.excerpt import most_significant
from monitor.fact_lines import fact_line, fact_lines, facts_of
from monitor.language import Language, about, in_brackets, message, texts
from monitor.model import Assessment, Change, ChangeKind, Reason, Severity
from monitor.notices.signs import title as sign_title
from monitor.organisations import organisation_name
from monitor.source import Source
from monitor.text import shorten
from monitor.vocabulary import name_of
from monitor.written_days import written_day, written_time

_MOST_REASONS = 4
_MOST_WORDS = 3
_WORD_CHARS = 30
_MOST_FAILING = 8
_MOST_DEADLINES = 3
_TITLE = 200
_NAME = 160
_EVENT_TITLE = 120
_MOST_REMAINDERS = 20


def source_name(source: Source | None, source_id: str, language: Language) -> str:
    """Return organisation and title; the id if the catalogue no longer has the source."""
    if source is None:
        return source_id
    organisation = organisation_name(source.organisation, language)
    title = source.title_in(language)
    return message("news", language, "source_name", organisation=organisation, title=title)


def change_source(change: Change, source: Source | None, language: Language) -> str:
    """Return whose text changed, and whether it is a new notice."""
    name = shorten(source_name(source, change.source_id, language), _NAME)
    is_notice = change.kind is ChangeKind.NOTICE
    return f"{name} · {texts('news', language)['notice']}" if is_notice else name


def headline(change: Change, language: Language) -> str:
    """Return the strongest fact and how many other edits there are; a notice's title.

    All entries of a docket have one title: the stage that one reports comes first. The stored
    summary where no fact says more: a new wording, a change of an older release.
    """
    if change.stage:
        name = texts("cases", language)[f"stage_{change.stage.key}"]
        return shorten(f"{name} · {change.title}", _TITLE)
    if change.kind is ChangeKind.NOTICE:
        return shorten(change.title, _TITLE)
    strongest = next(iter(fact_lines(change, language)), None)
    if not strongest:
        return _with_others(*_parted(change.summary), language) or shorten(change.title, _TITLE)
    others = len(most_significant(change.edits)) - strongest.count
    return _with_others(strongest.text(language), others, language)


def _parted(summary: str) -> tuple[str, int]:
    """Part a stored summary from the number of other edits at its end."""
    counted = re.search(r" \(\+(\d{1,9})\)$", summary)
    return (summary[: counted.start()], int(counted[1])) if counted else (summary, 0)


def _with_others(text: str, others: int, language: Language) -> str:
    """Say after a text how many other edits there are, if any."""
    return text + message("news", language, "headline_more", count=others) if others > 0 else text


def page_title(change: Change, source: Source | None, language: Language) -> str:
    """Return whose text changed and the strongest fact, as the page of a change is titled."""
    names = (organisation_name(source.organisation, language), source.title_in(language)) if source else ()  # fmt: skip
    name = shorten(" · ".join(names) or change.source_id, _NAME)
    gist = shorten(headline(change, language), _EVENT_TITLE)
    return f"{name}{texts('news', language)['colon']}{gist}" if gist else name


def follows_line(title: str, language: Language) -> str:
    """Name the earlier notice of the same event that this one follows."""
    return message("news", language, "follows", title=shorten(title, _EVENT_TITLE))


def brief_lines(brief: Brief, language: Language) -> list[tuple[str, str]]:
    """Return the three lines of a brief, each with its label."""
    words = texts("news", language)
    labels = ("brief_changed", "brief_concerns", "brief_act")
    return [
        (words[label] + words["colon"], line)
        for label, line in zip(labels, brief.lines, strict=True)
    ]


def brief_parts(brief: Brief | None, language: Language) -> list[tuple[str, str]]:
    """Return the lines of a brief with their labels, and last, without one, that a model wrote it."""
    if brief is None:
        return []
    return [*brief_lines(brief, language), ("", texts("news", language)["machine_brief"])]


def brief_in_a_line(brief: Brief, language: Language) -> str:
    """Return what changed and what to do in a line, for lists, with the mark of a model's words."""
    words = texts("news", language)
    said = words["semicolon"].join((brief.changed, brief.act))
    return said + in_brackets(words["machine_brief"], language)


def stage_line(stage: Stage, language: Language) -> str:
    """State that a lawsuit moves on to a stage, or that it ends."""
    key = "case_ends" if stage is Stage.DISMISSAL else "case_moves_on"
    name = texts("cases", language)[f"stage_{stage.key}"]
    return message("news", language, key, stage=name)


def digest_count(made: Digest, language: Language) -> str:
    """State how many items a digest has, of how many changes, and how many were sent as alerts."""
    if made.count == len(made.alerted):
        return message("news", language, f"digest_all_alerted_{made.frequency}", count=made.items)
    text = message("news", language, "digest_count", count=made.items)
    has_steps = made.items < made.count
    if has_steps:
        text += message("news", language, "digest_steps", count=made.count)
    if made.alerted:
        key = "digest_alerted_steps" if has_steps else "digest_alerted"
        text += message("news", language, key, count=len(made.alerted))
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
    """Return the level of the severity in words."""
    return name_of("severities", change.assessment.severity.level, language)


def in_force(change: Change, language: Language, today: date | None = None) -> str:
    """Return from when the change applies; '' if the text does not say, or if it did already.

    `today`: the reader's; None: the day when it was found, and each day has its year.
    """
    day = change.assessment.effective_date
    if day is None or day < (today or change.detected_at.date()):
        return ""
    return message("news", language, "effective", date=written_day(day, language, today))


def deadlines(change: Change, language: Language, today: date | None = None) -> list[str]:
    """Return the deadlines that are ahead, in words; `today` as for `in_force`."""
    since = today or change.detected_at.date()
    days = [day for day in change.assessment.deadlines if day >= since]
    written = (written_day(day, language, today) for day in days[:_MOST_DEADLINES])
    return [message("news", language, "deadline", date=day) for day in written]


def numbered(steps: Iterable[str], language: Language) -> list[str]:
    """Return the steps of a checklist with their numbers."""
    return [
        message("news", language, "step", number=number, step=step)
        for number, step in enumerate(steps, 1)
    ]


def reading_step(change: Change, language: Language) -> str:
    """Return what to do about a change that has no checklist; '' for one that is only information."""
    keys = {Severity.URGENT: "read_and_check", Severity.MAJOR: "read_affects"}
    key = keys.get(change.assessment.severity, "")
    return texts("news", language)[key] if key else ""


def topic_names(change: Change, language: Language) -> str:
    """Return the names of the change's topics."""
    return " · ".join(name_of("topics", topic, language) for topic in change.assessment.topics[:5])


def reasons(assessment: Assessment, language: Language) -> str:
    """Return what changed, and the rules that fired with their words; '' for none."""
    facts = facts_of(assessment)
    # A new text or wording is named only where no fact says what it changes.
    lines = [line for fact in facts if (line := fact_line(fact, language))]
    lines = lines or [reason_title(fact.rule, language) for fact in facts]
    lines += [_reason(reason, language) for reason in assessment.reasons[len(facts) :]]
    return texts("news", language)["semicolon"].join([*dict.fromkeys(lines)][:_MOST_REASONS])


def why(assessment: Assessment, language: Language) -> str:
    """Return the line with the reasons: of the severity, or of the silence; '' for none."""
    if not assessment.reasons:
        return ""
    if assessment.severity is Severity.COSMETIC:
        return silent_because((reason.rule for reason in assessment.reasons), language)
    return message("news", language, "why", reasons=reasons(assessment, language))


def silent_because(proofs: Iterable[str], language: Language) -> str:
    """Name what proves that an edit or a change says nothing new."""
    titles = (reason_title(proof, language) for proof in proofs)
    joined = texts("news", language)["semicolon"].join(titles)
    return message("news", language, "silent_because", reasons=joined)


def _reason(reason: Reason, language: Language) -> str:
    title = reason_title(reason.rule, language)
    quoted = [shorten(word, _WORD_CHARS) for word in reason.words[:_MOST_WORDS] if word]
    if not quoted:
        return title
    joined = texts("news", language)["comma"].join(quoted)
    return message("news", language, "reason", title=title, words=joined)


def reason_title(rule_id: str, language: Language) -> str:
    """Return the name of a reason: of a fact, a proof of silence, a rule or a notice's sign."""
    title = rule_title(rule_id, language)
    return sign_title(rule_id, language) if title == rule_id else title


def upcoming_date(
    coming: UpcomingDate,
    sources: Mapping[str, Source],
    language: Language,
    today: date | None = None,
) -> str:
    """Format an upcoming date with its source, and the title of a notice."""
    key = "deadline" if coming.by else "effective"
    day = message("news", language, key, date=written_day(coming.day, language, today))
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
    """State how many pages were checked, so that silence is not mistaken for no change."""
    words = texts("news", language)
    parts = [_checked(seen, language)]
    for key, unseen in (("failing", seen.failing), ("overdue", seen.overdue)):
        if unseen:
            names = _names(unseen, sources, language, zone, now)
            parts.append(message("news", language, key, count=len(unseen), names=names))
    if seen.unread:
        parts.append(message("news", language, "unread", count=seen.unread))
    return words["coverage_join"].join(parts) + words["coverage_end"]


def _checked(seen: Coverage, language: Language) -> str:
    """State how many pages were checked; not all of them are due each day."""
    is_all = seen.checked == seen.watched and not seen.slow
    return message(
        "news",
        language,
        "coverage_slow" if seen.slow else "coverage_all" if is_all else "coverage",
        count=seen.checked,
        recent=seen.checked - seen.slow,
        pages=message("news", language, "watched_pages", count=seen.watched),
    )


def failure_name(code: str, language: Language) -> str:
    """Return why a page could not be read, in words; '' for no reason."""
    status = code.removeprefix("http-")
    if status != code:
        return message("news", language, "failure_http", status=status)
    return name_of("failures", code, language) if code else ""


def watched_sources(count: int, language: Language) -> str:
    """Return `5 sources`."""
    return message("news", language, "watched_sources", count=count)


def weekday(day: date, language: Language) -> str:
    """Return the short name of a day of the week."""
    return str(about(language)["weekdays"][day.weekday()])


def _names(
    unseen: tuple[Failing, ...],
    sources: Mapping[str, Source],
    language: Language,
    zone: str,
    now: datetime,
) -> str:
    """List the first sources, and count the others."""
    named = [_failing(one, sources, language, zone, now) for one in unseen[:_MOST_FAILING]]
    text = texts("news", language)["comma"].join(named)
    more = len(unseen) - len(named)
    return text + (message("news", language, "and_more", count=more) if more else "")


def _failing(
    one: Failing, sources: Mapping[str, Source], language: Language, zone: str, now: datetime
) -> str:
    """Name a source, and the local time since when."""
    name = source_name(sources.get(one.source_id), one.source_id, language)
    if one.since is None:
        return name
    local, today = one.since.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone))
    shown = written_time(local, language, today.date())
    return name + message("news", language, "since", day=shown)
