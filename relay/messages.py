"""Messages of a relay: plain text for a team chat, and the same as JSON for a webhook. Pure."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Any

from monitor.alert_card import AlertCard, EditCard, card_of, glossed, local_day, title_of
from monitor.audience import NOTHING_MORE, AlertContext, Digest, Message, Subscriber
from monitor.cases.wording import case_line
from monitor.checklists import checklist_for
from monitor.digest_wording import (
    digest_introduction,
    digest_subject,
    digest_title,
    earlier_line,
    earlier_links,
    item_headline,
    merged_notes,
    week_lines,
)
from monitor.export import case_row
from monitor.hyperlink import safe_link
from monitor.language import Language, in_brackets, message, texts
from monitor.model import Change, Op
from monitor.source import Source
from monitor.text import clean, sha256, shorten
from monitor.vocabulary import name_of
from monitor.watchlist import NameMatch
from monitor.watchlist.wording import named_lines, named_title
from monitor.wording import (
    brief_in_a_line,
    brief_parts,
    coverage,
    digest_count,
    follows_line,
    headline,
    in_force,
    numbered,
    reading_step,
    remainders,
    severity_name,
    source_name,
    stage_line,
    upcoming_date,
)

_EXCERPT_CHARS = 300
_FIRST_STEPS = 2
# A longer address would leave no room for the text.
_URL_CHARS = 500
_TITLE_CHARS = 120
_LINE_CHARS = 220
# The most changes of one message that are shown as lines, and as JSON.
_MAX_LINES = 10
_MAX_JSON_CHANGES = 100
# WeCom has the lowest limit: 2,048 bytes in a message, title included.
_MAX_BYTES = 1_600
# Some chats accept a bot's messages only if they contain a configured keyword.
_NAME = "Forewarn"

Sources = Mapping[str, Source]
Named = Mapping[int, tuple[NameMatch, ...]]


def alerts(
    changes: Sequence[Change],
    sources: Sources,
    subscriber: Subscriber,
    context: AlertContext = NOTHING_MORE,
    link: str = "",
    named: Named = MappingProxyType({}),
) -> Message:
    """Show one change in full, or several in a line each.

    `context`: of a single change; an earlier notice of its event makes it a short follow-up.
    `link`: the address that lists all of several changes. `named`: the own names in each of them.
    """
    language, earlier = subscriber.language, context.earlier
    ordered = sorted(changes, key=lambda c: (c.rank, c.id))
    first = ordered[0]
    level = stage_line(context.stage, language) if context.stage else severity_name(first, language)
    untold = replace(first, stage=None) if context.stage else first
    today = local_day(first, replace(context, timezone=subscriber.timezone))
    title = f"{level} · {title_of(untold, sources.get(first.source_id), language)}"
    named = named or ({first.id: context.matches} if context.matches else {})
    if len(ordered) > 1:
        title = message("relay", language, "many", count=len(ordered), first=title)
        titles = [named_title(matches, language) for matches in named.values()]
        lines = [*titles, *(_line(change, sources, language, today) for change in ordered)]
        lines = _bounded(lines[: _MAX_LINES + len(titles)], len(lines), [], link)
    else:
        lines = _single(first, sources.get(first.source_id), subscriber, context)
    if named:
        title = named_title(next(iter(named.values())), language)
    ids = "-".join(str(change.id) for change in ordered)
    facts: dict[str, object] = {"follow_up_of": earlier.change_id} if earlier else {}
    facts |= {"case": case_row(context.case)} if context.case else {}
    if len(ordered) > _MAX_JSON_CHANGES:
        facts = {"count": len(ordered), "rest": link}
    if named:
        facts["names"] = [_match_json(change, one) for change in named for one in named[change]]
    return _message(
        "alert", title, lines, ordered, sources, f"change {ids} {subscriber.id}", **facts
    )


def _brief(context: AlertContext, language: Language) -> list[str]:
    """Show a model's brief, marked as what it is."""
    return [label + line for label, line in brief_parts(context.brief, language)]


def digest(made: Digest, sources: Sources, subscriber: Subscriber, site: str = "") -> Message:
    """Make a digest of a day or a week, with a line for each change.

    `site`: the public address of the web pages, or ''.
    """
    language = subscriber.language
    week = week_lines(made, sources, language, subscriber.timezone)
    introduction = filter(None, [digest_introduction(made, subscriber)])
    lines = [digest_title(made, language), *introduction, *week]
    lines += [digest_count(made, language)] if made.count else []
    for category, changes in made.groups:
        lines.append(f"[{name_of('categories', category, language)}]")
        lines += [_in_digest(change, made, sources, language, site) for change in changes]
    lines += [f"{text} {url}".rstrip() for text, url in remainders(made, sources, language)]
    if made.coming:
        lines.append(f"[{texts('news', language)['coming']}]")
        lines += [
            upcoming_date(coming, sources, language, made.local_date) for coming in made.coming
        ]
    tail = [coverage(made.coverage, sources, language, subscriber.timezone, made.until)]
    lines = _bounded(lines, len(lines), [] if week else tail)
    title = digest_subject(made, sources, language)
    return _message(
        "digest", title, lines, made.changes, sources, f"digest {made.id}", **_digest_facts(made)
    )


def _digest_facts(made: Digest) -> dict[str, object]:
    """Return a digest's count, what was sent at once, and what stands for several changes."""
    listed = {number for change in made.changes for number in made.ids_of(change)}
    merged = {str(c.id): list(made.ids_of(c)) for c in made.changes if c.id in made.merged}
    facts = {"count": made.count, "alerted": sorted(made.alerted & listed)}
    return facts | ({"merged": merged} if merged else {})


def confirmation(code: str, subscriber: Subscriber) -> Message:
    """Make the message that confirms an address."""
    text = message("relay", subscriber.language, "confirm", code=code)
    payload = json.dumps({"type": "confirmation", "code": code, "text": text}, ensure_ascii=False)
    return Message(
        text=text,
        subject=texts("relay", subscriber.language)["confirm_title"],
        payload=payload,
        message_id=_message_id(f"confirm {subscriber.id} {code}"),
    )


def change_json(change: Change, source: Source | None) -> dict[str, Any]:
    """Convert a change to JSON, with the field names of `forewarn changes --json`."""
    assessment = change.assessment
    effective = assessment.effective_date
    return {
        "id": change.id,
        "source": change.source_id,
        "organisation": source.organisation if source else "",
        "title": change.title,
        "category": change.category,
        "kind": change.kind,
        "severity": assessment.severity.label,
        "topics": list(assessment.topics),
        "effective_date": effective.isoformat() if effective else None,
        "deadlines": [day.isoformat() for day in assessment.deadlines],
        "detected_at": change.detected_at.isoformat(),
        "summary": change.summary,
        "url": safe_link(change.url),
        "level": assessment.severity.level,
        "headline": headline(change, Language.EN),
    }


def _match_json(change_id: int, match: NameMatch) -> dict[str, Any]:
    term = match.term
    return {
        "change": change_id,
        "kind": term.kind,
        "name": term.text,
        "place": match.place,
        "quote": match.quote,
    }


def _message(
    kind: str,
    title: str,
    lines: list[str],
    changes: Sequence[Change],
    sources: Sources,
    identity: str,
    **facts: object,
) -> Message:
    payload = {
        "type": kind,
        "changes": [change_json(c, sources.get(c.source_id)) for c in changes[:_MAX_JSON_CHANGES]],
        **facts,
    }
    return Message(
        text="\n".join(lines),
        subject=shorten(clean(f"{_NAME} · {title}"), _TITLE_CHARS),
        payload=json.dumps(payload, ensure_ascii=False),
        message_id=_message_id(identity),
    )


def _bounded(
    lines: Sequence[str], count: int, tail: Sequence[str] = (), link: str = ""
) -> list[str]:
    """Keep as many whole lines as fit in a message, and the tail; show how many of `count` are left."""
    kept: list[str] = []
    for line in lines:
        if len("\n".join([*kept, line, *tail]).encode()) > _MAX_BYTES:
            break
        kept.append(line)
    more = count - len(kept)
    return [*kept, *([f"… (+{more}) {link}".rstrip()] if more else []), *tail]


def _single(
    change: Change, source: Source | None, subscriber: Subscriber, context: AlertContext
) -> list[str]:
    """Show one change as its card: the head and the tail, and as many edits between as fit."""
    language = subscriber.language
    context = replace(context, timezone=subscriber.timezone)
    card = card_of(change, source, language, context, limit=_EXCERPT_CHARS)
    head, tail = _head(card, language, context), _tail(change, source, card, language, context.link)
    edits = () if context.earlier else card.edits
    kept: list[str] = []
    for shown, edit in enumerate(edits, 1):
        lines = [*kept, *_edit(edit, language)]
        more = filter(None, [card.more(shown, language)])
        if len("\n".join([*head, *lines, *more, *tail]).encode()) > _MAX_BYTES:
            more = filter(None, [card.more(shown - 1, language)])
            return [*_bounded([*head, *kept], len(head) + len(kept), [*more, *tail])]
        kept = lines
    more = filter(None, [card.more(len(edits), language)] if edits else [])
    return _bounded([*head, *kept], len(head) + len(kept), [*more, *tail])


def _head(card: AlertCard, language: Language, context: AlertContext) -> list[str]:
    """Return all that stands before the edits; the first fact is in the title already."""
    named = named_lines(context.matches, language) if context.matches else []
    case = [case_line(context.case, language)] if context.case else []
    follows = [follows_line(context.earlier.title, language)] if context.earlier else []
    facts = [line.text(language) for line in card.lines[1:]]
    rest = filter(None, [*facts, card.explained, *card.dates, card.concerns, card.goods])
    return [*named, *case, *_brief(context, language), card.source, *follows, *rest]


def _tail(
    change: Change, source: Source | None, card: AlertCard, language: Language, link: str
) -> list[str]:
    """Return the first steps, when it was found and the addresses, which always fit."""
    words = texts("news", language)
    own = f"{words['permalink']}{words['colon']}{link}" if link else ""
    page = safe_link(change.url) or (source.url if source else "")
    addresses = filter(None, [own, page if len(page) <= _URL_CHARS else ""])
    return [*_steps(change, language), card.found_at, *addresses]


def _steps(change: Change, language: Language) -> list[str]:
    found = checklist_for(change)
    if not found:
        return [step] if (step := reading_step(change, language)) else []
    title = message("news", language, "next_steps_for", title=found.title(language))
    steps = numbered(found.steps(language)[:_FIRST_STEPS], language)
    return [title, *steps, texts("news", language)["no_legal_advice"]]


def _edit(edit: EditCard, language: Language) -> list[str]:
    """Show an edit with marks that a plain text can have: `-` what went, `+` what came."""
    words = texts("news", language)
    only = {Op.ADDED: "added_side", Op.REMOVED: "removed_side"}.get(edit.op, "")
    was, now = ("".join(piece.text for piece in side) for side in (edit.was, edit.now))
    lines = [shorten(edit.place, 100)] if edit.place else []
    lines += [f"- {words[only or 'was']}{words['colon']}{was}"] if was else []
    return lines + ([f"+ {words[only or 'now']}{words['colon']}{now}"] if now else [])


def _line(
    change: Change, sources: Sources, language: Language, today: date | None, title: str = ""
) -> str:
    force = in_force(change, language, today)
    head = f"{severity_name(change, language)} · {_name(change, sources, language)}"
    line = (
        head
        + texts("news", language)["colon"]
        + (title or title_of(change, sources.get(change.source_id), language))
    )
    return shorten(line + in_brackets(force, language), _LINE_CHARS)


def _in_digest(
    change: Change, made: Digest, sources: Sources, language: Language, site: str
) -> str:
    """Show a change in a digest, with marks for a follow-up and for an alert sent at once."""
    mark = "↪ " if change.id in made.follows else ""
    if matches := made.matches.get(change.id):
        mark = f"{named_title(matches, language)}\n{mark}"
    source = sources.get(change.source_id)
    title = glossed(item_headline(change, made, language), source, language)
    line = _line(change, sources, language, made.local_date, title)
    link = f"{site}/changes/{change.id}" if site else ""
    earlier = earlier_line(earlier_links(change, made, site), language)
    notes = merged_notes(change, made, language)
    brief = made.briefs.get(change.id)
    said = f"\n{brief_in_a_line(brief, language)}" if brief else ""
    return " · ".join([mark + line + said, *notes, *filter(None, [link, earlier])])


def _name(change: Change, sources: Sources, language: Language) -> str:
    return source_name(sources.get(change.source_id), change.source_id, language)


def _message_id(identity: str) -> str:
    """Return a stable message id, so that a receiver recognizes a message sent twice."""
    return f"msg_{sha256(identity)[:24]}"
