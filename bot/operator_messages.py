"""What operators read: sources that broke and healed, what waits, proposals for the catalogue."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from bot import markup
from bot.messages import Buttons, say
from bot.reader_messages import local
from monitor.audience import Button, Subscriber
from monitor.discovery import Proposal, ProposalKind
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
from monitor.source import Source
from monitor.targets import key_of
from monitor.text import shorten
from monitor.vocabulary import name_of
from storage.delivery.outbox import Parked

_TOLD = 15
# From so many on, the sources of one cause are one line.
_GROUP = 5
_NAMED = 3
_REVIEWED = 10


def report_message(
    report: OperatorReport,
    undelivered: Sequence[Undelivered],
    proposed: Sequence[Proposal],
    language: Language,
) -> str:
    """Which sources broke, by cause, which healed, what is not taken, what is proposed."""
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


def health(
    sources: Mapping[str, Source],
    known: Mapping[str, Health],
    waiting: Sequence[PendingVersion],
    parked: Sequence[Parked],
    reader: Subscriber,
    now: datetime,
) -> str:
    """All sources counted by state, the unwell ones, what waits, what cannot be sent."""
    language = reader.language
    counts = Counter(state_of(source, known.get(source.id), now) for source in sources.values())
    states = say(language, "operator_states", **{state.value: counts[state] for state in State})
    parts = [f"{say(language, 'operator_health')}\n{states}", broken(sources, known, reader, now)]
    if waiting:
        parts.append(pending(waiting, reader))
    lines = [f"{one.outbox_id} ({one.channel}): {one.error}" for one in parked]
    parts += _section("operator_parked", len(lines), lines, language)
    return markup.pages(parts)[0]


def broken(
    sources: Mapping[str, Source], known: Mapping[str, Health], reader: Subscriber, now: datetime
) -> str:
    """The sources that are not well, by cause."""
    language = reader.language
    unwell = [
        found
        for source in sources.values()
        if (found := known.get(source.id)) and state_of(source, found, now) in UNWELL
    ]
    if not unwell:
        return say(language, "operator_all_well")
    told = _section("operator_broken", len(unwell), _by_cause(unwell, language), language)
    return "".join(told)


def pending(waiting: Sequence[PendingVersion], reader: Subscriber) -> str:
    """The versions that wait for their confirmation."""
    language = reader.language
    lines = [_pending(one, reader) for one in waiting]
    told = "".join(_section("operator_pending", len(lines), lines, language))
    return told or say(language, "operator_no_pending")


def _pending(one: PendingVersion, reader: Subscriber) -> str:
    # Made inert with the line that it becomes.
    return message(
        "bot",
        reader.language,
        "operator_pending_line",
        source=one.source_id,
        since=local(one.since, reader),
        reason=one.reason,
    )


def pending_buttons(waiting: Sequence[PendingVersion], language: Language) -> Buttons:
    """True or not, for each version that waits."""
    words = texts("bot", language)
    return tuple(
        (
            Button(label=f"{words['button_accept']}: {one.source_id[:40]}", data=f"accept:{key}"),
            Button(label=words["button_refuse"], data=f"refuse:{key}"),
        )
        for one in waiting[:_REVIEWED]
        for key in (key_of(one.source_id),)
    )


def _section(key: str, count: int, lines: Sequence[str], language: Language) -> Iterator[str]:
    if not lines:
        return
    more = ["…"] if len(lines) > _TOLD else []
    told = [markup.text(shorten(line, 240)) for line in lines[:_TOLD]]
    yield "\n".join([say(language, key, count=count), *told, *more])


def _by_cause(unwell: Sequence[Health], language: Language) -> list[str]:
    lines = []
    for cause, members in grouped(unwell):
        if len(members) < _GROUP:
            lines += [f"{one.source_id}: {one.reason}" for one in members]
        else:
            lines.append(_wave(cause, members, language))
    return lines


def _wave(cause: str, members: Sequence[Health], language: Language) -> str:
    names = ", ".join(one.source_id for one in members[:_NAMED])
    told = name_of("failures", cause, language)
    # Made inert with the line that it becomes.
    return message("bot", language, "operator_wave", count=len(members), cause=told, names=names)


def _proposed(proposal: Proposal) -> str:
    return f"{proposal.source_id}: {proposal.title} → {safe_link(proposal.url)}"
