"""Messages of a relay: plain text for a team chat, and the same as JSON for a webhook. Pure."""

import json
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from monitor.audience import NOTHING_MORE, AlertContext, Digest, Message, NotifiedNotice, Subscriber
from monitor.cases.wording import case_line
from monitor.checklists import checklist_for
from monitor.excerpt import excerpt, most_significant
from monitor.export import case_row
from monitor.hyperlink import safe_link
from monitor.language import Language, message, texts
from monitor.model import Change, Edit
from monitor.source import Source
from monitor.text import clean, sha256, shorten
from monitor.vocabulary import name_of
from monitor.watchlist import NameMatch
from monitor.watchlist.wording import named_lines, named_title
from monitor.wording import (
    brief_in_a_line,
    brief_lines,
    change_source,
    coverage,
    deadlines,
    digest_count,
    follows_line,
    headline,
    in_force,
    numbered,
    remainders,
    severity_name,
    source_name,
    stage_line,
    upcoming_date,
    why,
)

_EXCERPT_CHARS = 300
_MAX_EDITS = 3
_FIRST_STEPS = 2
# A longer address would leave no room for the text.
_URL_CHARS = 500
_TITLE_CHARS = 120
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
    title = f"{level} · {headline(first, language)}"
    named = named or ({first.id: context.matches} if context.matches else {})
    if len(ordered) > 1:
        title = message("relay", language, "many", count=len(ordered), first=title)
        titles = [named_title(matches, language) for matches in named.values()]
        lines = [*titles, *(_line(change, sources, language) for change in ordered)]
        lines = _bounded(lines[: _MAX_LINES + len(titles)], len(lines), [], link)
    else:
        lines = [
            *(named_lines(context.matches, language) if context.matches else []),
            *_case(context, language),
            *_brief(context, language),
            *_body(first, sources, language, earlier),
        ]
        lines = _bounded(lines, len(lines), _tail(first, sources, language, context.link))
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
    if context.brief is None:
        return []
    lines = [label + line for label, line in brief_lines(context.brief, language)]
    return [*lines, f"({texts('news', language)['machine_brief']})"]


def digest(made: Digest, sources: Sources, subscriber: Subscriber) -> Message:
    """Make a digest of a day or a week, with a line for each change."""
    language = subscriber.language
    date = made.local_date.isoformat()
    title = message("relay", language, f"digest_{made.frequency}", date=date)
    lines = [digest_count(made, language)] if made.count else []
    for category, changes in made.groups:
        lines.append(f"[{name_of('categories', category, language)}]")
        lines += [_in_digest(change, made, sources, language) for change in changes]
    lines += [f"{text} {url}".rstrip() for text, url in remainders(made, sources, language)]
    if made.coming:
        lines.append(f"[{texts('news', language)['coming']}]")
        lines += [upcoming_date(coming, sources, language) for coming in made.coming]
    tail = [coverage(made.coverage, sources, language, subscriber.timezone, made.until)]
    lines = _bounded(lines, len(lines), tail)
    facts = {"count": made.count, "alerted": sorted(made.alerted & {c.id for c in made.changes})}
    return _message("digest", title, lines, made.changes, sources, f"digest {made.id}", **facts)


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


def _body(
    change: Change, sources: Sources, language: Language, earlier: NotifiedNotice | None
) -> list[str]:
    source = sources.get(change.source_id)
    edits = () if earlier else most_significant(change.edits)[:_MAX_EDITS]
    return [
        change_source(change, source, language),
        *([follows_line(earlier.title, language)] if earlier else []),
        *filter(None, [in_force(change, language), *deadlines(change, language)]),
        *(line for edit in edits for line in _edit(edit, language)),
        *filter(None, [why(change.assessment, language)]),
    ]


def _case(context: AlertContext, language: Language) -> list[str]:
    return [case_line(context.case, language)] if context.case else []


def _tail(change: Change, sources: Sources, language: Language, link: str) -> list[str]:
    """Return the first steps and the addresses, for which longer texts make room."""
    found, words = checklist_for(change), texts("news", language)
    source = sources.get(change.source_id)
    steps = []
    if found:
        steps = [message("news", language, "next_steps_for", title=found.title(language))]
        steps += numbered(found.steps(language)[:_FIRST_STEPS], language)
        steps.append(words["no_legal_advice"])
    own = f"{words['permalink']}{words['colon']}{link}" if link else ""
    page = safe_link(change.url) or (source.url if source else "")
    return [*steps, *filter(None, [own, page if len(page) <= _URL_CHARS else ""])]


def _edit(edit: Edit, language: Language) -> list[str]:
    words = texts("news", language)
    sides = excerpt(edit, _EXCERPT_CHARS)
    label = " › ".join([name_of("ops", edit.op, language), *edit.path[-1:]])
    lines = [shorten(clean(label), 100)]
    if sides.was:
        lines.append(f"{words['was']}{words['colon']}{''.join(piece.text for piece in sides.was)}")
    if sides.now:
        lines.append(f"{words['now']}{words['colon']}{''.join(piece.text for piece in sides.now)}")
    return lines


def _line(change: Change, sources: Sources, language: Language) -> str:
    force = in_force(change, language)
    head = f"{severity_name(change, language)} · {_name(change, sources, language)}"
    line = f"{head}: {headline(change, language)}"
    return shorten(line + (f" ({force})" if force else ""), 220)


def _in_digest(change: Change, made: Digest, sources: Sources, language: Language) -> str:
    """Show a change in a digest, with marks for a follow-up and for an alert sent at once."""
    mark = "↪ " if change.id in made.follows else ""
    if matches := made.matches.get(change.id):
        mark = f"{named_title(matches, language)}\n{mark}"
    at_once = f" ✓ {texts('news', language)['at_once']}" if change.id in made.alerted else ""
    brief = made.briefs.get(change.id)
    said = f"\n{brief_in_a_line(brief, language)}" if brief else ""
    return f"{mark}{_line(change, sources, language)}{said}{at_once}"


def _name(change: Change, sources: Sources, language: Language) -> str:
    return source_name(sources.get(change.source_id), change.source_id, language)


def _message_id(identity: str) -> str:
    """Return a stable message id, so that a receiver recognizes a message sent twice."""
    return f"msg_{sha256(identity)[:24]}"
