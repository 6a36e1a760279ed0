"""Messages for operators: broken and recovered sources, pending versions, catalogue proposals."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from bot import markup
from bot.messages import Buttons, say
from bot.subscriber_messages import local
from monitor.audience import Button, Subscriber
from monitor.health import (
    UNWELL,
    Health,
    OperatorReport,
    PendingVersion,
    State,
    Undelivered,
    grouped,
    state_of,
)
from monitor.hyperlink import safe_link
from monitor.language import Language, message, texts
from monitor.model import Proposal, ProposalKind
from monitor.source import Source
from monitor.targets import key_of
from monitor.text import shorten
from monitor.wording import failure_name
from storage.delivery.outbox import Parked

_MAX_LINES = 15
# From this many on, sources that fail for the same cause share one line.
_MIN_GROUP = 5
_NAMES_PER_CAUSE = 3
_MAX_REVIEWED = 10


def report_message(
    report: OperatorReport,
    undelivered: Sequence[Undelivered],
    proposed: Sequence[Proposal],
    language: Language,
) -> str:
    """Report broken sources by cause, recovered ones, failing deliveries and proposals."""
    parts = [
        *_section(
            "operator_broken", len(report.broken), _by_cause(report.broken, language), language
        ),
        *_section(
            "operator_healed", len(report.healed), [h.source_id for h in report.healed], language
        ),
        *_section(
            "operator_emptied", len(report.emptied), [h.source_id for h in report.emptied], language
        ),
    ]
    failing = [f"{one.channel}: {one.error} ({one.count})" for one in undelivered]
    count = sum(one.count for one in undelivered)
    parts += _section("operator_undelivered", count, failing, language)
    for kind in ProposalKind:
        of_kind = [_proposed(p) for p in proposed if p.kind is kind]
        parts += _section(f"operator_{kind}", len(of_kind), of_kind, language)
    return markup.pages(parts)[0]


def catalogue_message(problems: Sequence[str], language: Language) -> str:
    """Report what is wrong in files of the catalogue, with file and line."""
    lines = [markup.text(shorten(one, 400)) for one in problems[:_MAX_LINES]]
    more = ["…"] if len(problems) > _MAX_LINES else []
    head = message("editor", language, "wrong_files", count=len(problems))
    return "\n".join([head, *lines, *more])


def health(
    sources: Mapping[str, Source],
    known: Mapping[str, Health],
    waiting: Sequence[PendingVersion],
    parked: Sequence[Parked],
    subscriber: Subscriber,
    now: datetime,
) -> str:
    """Count the sources by state; list broken ones, pending versions and parked messages."""
    language = subscriber.language
    counts = Counter(state_of(source, known.get(source.id), now) for source in sources.values())
    states = say(language, "operator_states", **{state.value: counts[state] for state in State})
    parts = [
        f"{say(language, 'operator_health')}\n{states}",
        broken(sources, known, subscriber, now),
    ]
    if waiting:
        parts.append(pending(waiting, subscriber))
    lines = [f"{one.outbox_id} ({one.channel}): {one.error}" for one in parked]
    parts += _section("operator_parked", len(lines), lines, language)
    return markup.pages(parts)[0]


def broken(
    sources: Mapping[str, Source],
    known: Mapping[str, Health],
    subscriber: Subscriber,
    now: datetime,
) -> str:
    """List the sources that are not healthy, by cause."""
    language = subscriber.language
    unwell = [
        found
        for source in sources.values()
        if (found := known.get(source.id)) and state_of(source, found, now) in UNWELL
    ]
    if not unwell:
        return say(language, "operator_all_well")
    section = _section("operator_broken", len(unwell), _by_cause(unwell, language), language)
    return "".join(section)


def pending(waiting: Sequence[PendingVersion], subscriber: Subscriber) -> str:
    """List the versions that wait for confirmation."""
    language = subscriber.language
    lines = [_pending(one, subscriber) for one in waiting]
    text = "".join(_section("operator_pending", len(lines), lines, language))
    return text or say(language, "operator_no_pending")


def _pending(one: PendingVersion, subscriber: Subscriber) -> str:
    # Not escaped here: _section escapes the whole line.
    return message(
        "bot",
        subscriber.language,
        "operator_pending_line",
        source=one.source_id,
        since=local(one.since, subscriber),
        reason=one.reason,
    )


def pending_buttons(waiting: Sequence[PendingVersion], language: Language) -> Buttons:
    """Make the buttons that accept or refuse each pending version."""
    words = texts("bot", language)
    return tuple(
        (
            Button(label=f"{words['button_accept']}: {one.source_id[:40]}", data=f"accept:{key}"),
            Button(label=words["button_refuse"], data=f"refuse:{key}"),
        )
        for one in waiting[:_MAX_REVIEWED]
        for key in (key_of(one.source_id),)
    )


def _section(key: str, count: int, lines: Sequence[str], language: Language) -> Iterator[str]:
    if not lines:
        return
    more = ["…"] if len(lines) > _MAX_LINES else []
    shown = [markup.text(shorten(line, 240)) for line in lines[:_MAX_LINES]]
    yield "\n".join([say(language, key, count=count), *shown, *more])


def _by_cause(unwell: Sequence[Health], language: Language) -> list[str]:
    lines = []
    for cause, members in grouped(unwell):
        if len(members) < _MIN_GROUP:
            lines += [f"{one.source_id}: {one.reason}" for one in members]
        else:
            lines.append(_shared_cause(cause, members, language))
    return lines


def _shared_cause(cause: str, members: Sequence[Health], language: Language) -> str:
    names = ", ".join(one.source_id for one in members[:_NAMES_PER_CAUSE])
    text = failure_name(cause, language)
    # Not escaped here: _section escapes the whole line.
    return message("bot", language, "operator_wave", count=len(members), cause=text, names=names)


def _proposed(proposal: Proposal) -> str:
    return f"{proposal.source_id}: {proposal.title} → {safe_link(proposal.url)}"
