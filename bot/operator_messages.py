"""What operators read: sources that broke and healed, proposals for the catalogue."""

from collections.abc import Iterator, Sequence

from bot import markup
from bot.messages import say
from monitor.discovery import Proposal, ProposalKind
from monitor.health import Health, News, grouped
from monitor.language import texts
from monitor.model import Language, Message
from monitor.text import shorten
from monitor.vocabulary import name_of

_TOLD = 15
# From so many on, the sources of one cause are one line.
_GROUP = 5
_NAMED = 3


def operator_news(heard: News, proposed: Sequence[Proposal], language: Language) -> Message:
    """Which sources broke, by cause, which healed, what is proposed; many are one message."""
    parts = [
        *_section("operator_broken", len(heard.broken), _broken(heard, language), language),
        *_section(
            "operator_healed", len(heard.healed), [h.source_id for h in heard.healed], language
        ),
    ]
    for kind in ProposalKind:
        of_kind = [_proposed(p) for p in proposed if p.kind is kind]
        parts += _section(f"operator_{kind}", len(of_kind), of_kind, language)
    names = [h.source_id for h in (*heard.broken, *heard.healed)] + [p.url for p in proposed]
    return Message(text=shorten("; ".join(names), 300), html="\n\n".join(parts))


def _section(key: str, count: int, lines: Sequence[str], language: Language) -> Iterator[str]:
    if not lines:
        return
    more = ["…"] if len(lines) > _TOLD else []
    told = [markup.text(shorten(line, 240)) for line in lines[:_TOLD]]
    yield "\n".join([say(language, key, count=count), *told, *more])


def _broken(heard: News, language: Language) -> list[str]:
    lines = []
    for cause, members in grouped(heard.broken):
        if len(members) < _GROUP:
            lines += [f"{health.source_id}: {health.reason}" for health in members]
        else:
            lines.append(_wave(cause, members, language))
    return lines


def _wave(cause: str, members: Sequence[Health], language: Language) -> str:
    names = ", ".join(health.source_id for health in members[:_NAMED])
    told = name_of("failures", cause, language)
    # Made inert with the line that it becomes.
    wave = texts("bot", language)["operator_wave"]
    return wave.format(count=len(members), cause=told, names=names)


def _proposed(proposal: Proposal) -> str:
    return f"{proposal.source_id}: {proposal.title} → {proposal.url}"
