"""What a relay says: plain text for a team's chat, the same as JSON for a webhook. Pure."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from monitor.audience import Digest, Message, Subscriber
from monitor.excerpt import excerpt, most_significant
from monitor.language import Language, texts
from monitor.model import Change, Edit
from monitor.source import Source
from monitor.text import clean, sha256, shorten
from monitor.vocabulary import name_of
from monitor.wording import (
    change_title,
    coverage,
    deadlines,
    in_force,
    reasons,
    severity_name,
    source_name,
    upcoming_date,
)

_SIDE = 300
_EDITS_TOLD = 3
_TITLE = 120
# WeCom takes 2,048 bytes in a message, title included, the least of all.
_MOST_BYTES = 1_600
# Some chats let a bot speak only when its messages hold a word that was agreed on.
_NAME = "Forewarn"

Sources = Mapping[str, Source]


def alerts(changes: Sequence[Change], sources: Sources, reader: Subscriber) -> Message:
    """One change in full, or several in a line each."""
    language = reader.language
    ordered = sorted(changes, key=lambda c: (-c.assessment.severity, c.id))
    first = ordered[0]
    title = f"{severity_name(first, language)} · {_name(first, sources, language)}"
    if len(ordered) > 1:
        title = texts("relay", language)["many"].format(count=len(ordered), first=title)
        lines = [_line(change, sources, language) for change in ordered]
    else:
        lines = _body(first, sources, language)
    ids = "-".join(str(change.id) for change in ordered)
    return _message("alert", title, lines, ordered, sources, f"change {ids} {reader.id}")


def digest(made: Digest, sources: Sources, reader: Subscriber) -> Message:
    """A day or a week, a line for each change."""
    language = reader.language
    words = texts("relay", language)
    title = words[f"digest_{made.frequency}"].format(date=made.local_date.isoformat())
    lines = []
    for category, changes in made.groups:
        lines.append(f"[{name_of('categories', category, language)}]")
        lines += [_line(change, sources, language) for change in changes]
    if made.coming:
        lines.append(f"[{texts('news', language)['coming']}]")
        lines += [upcoming_date(coming, sources, language) for coming in made.coming]
    lines.append(coverage(made.coverage, sources, language, reader.timezone, made.until))
    return _message("digest", title, lines, made.changes, sources, f"digest {made.id}")


def confirmation(code: str, reader: Subscriber) -> Message:
    """The message that proves an address."""
    words = texts("relay", reader.language)
    text = words["confirm"].format(code=code)
    payload = json.dumps({"type": "confirmation", "code": code, "text": text}, ensure_ascii=False)
    return Message(
        text=text,
        subject=words["confirm_title"],
        payload=payload,
        message_id=_id(f"confirm {reader.id} {code}"),
    )


def change_json(change: Change, source: Source | None) -> dict[str, Any]:
    """A change as data, as `forewarn changes --json` names its fields."""
    judged = change.assessment
    return {
        "id": change.id,
        "source": change.source_id,
        "organisation": source.organisation if source else "",
        "title": change.title,
        "category": change.category,
        "kind": change.kind,
        "severity": judged.severity.label,
        "topics": list(judged.topics),
        "effective_date": judged.effective_date.isoformat() if judged.effective_date else None,
        "deadlines": [day.isoformat() for day in judged.deadlines],
        "detected_at": change.detected_at.isoformat(),
        "summary": change.summary,
        "url": change.url,
    }


def _message(
    kind: str,
    title: str,
    lines: list[str],
    changes: Sequence[Change],
    sources: Sources,
    identity: str,
) -> Message:
    told = {"type": kind, "changes": [change_json(c, sources.get(c.source_id)) for c in changes]}
    return Message(
        text=_bounded(lines),
        subject=shorten(clean(f"{_NAME} · {title}"), _TITLE),
        payload=json.dumps(told, ensure_ascii=False),
        message_id=_id(identity),
    )


def _bounded(lines: list[str]) -> str:
    """As many whole lines as a message takes; the rest is counted."""
    kept: list[str] = []
    for line in lines:
        if len("\n".join([*kept, line]).encode()) > _MOST_BYTES:
            return "\n".join([*kept, f"… (+{len(lines) - len(kept)})"])
        kept.append(line)
    return "\n".join(kept)


def _body(change: Change, sources: Sources, language: Language) -> list[str]:
    source = sources.get(change.source_id)
    words = texts("news", language)
    edits = most_significant(change.edits)[:_EDITS_TOLD]
    why = reasons(change.assessment, language)
    return [
        change_title(change, source, language),
        *filter(None, [in_force(change, language), *deadlines(change, language)]),
        *(line for edit in edits for line in _edit(edit, language)),
        *([f"{words['why']}{words['colon']}{why}"] if why else []),
        change.url or (source.url if source else ""),
    ]


def _edit(edit: Edit, language: Language) -> list[str]:
    words = texts("news", language)
    sides = excerpt(edit, _SIDE)
    label = " › ".join([name_of("ops", edit.op, language), *edit.path[-1:]])
    lines = [shorten(clean(label), 100)]
    if sides.was:
        lines.append(f"{words['was']}{words['colon']}{''.join(piece.text for piece in sides.was)}")
    if sides.now:
        lines.append(f"{words['now']}{words['colon']}{''.join(piece.text for piece in sides.now)}")
    return lines


def _line(change: Change, sources: Sources, language: Language) -> str:
    force = in_force(change, language)
    told = f"{severity_name(change, language)} · {_name(change, sources, language)}"
    return shorten(f"{told}: {change.summary}" + (f" ({force})" if force else ""), 220)


def _name(change: Change, sources: Sources, language: Language) -> str:
    return source_name(sources.get(change.source_id), change.source_id, language)


def _id(identity: str) -> str:
    """The same news sent twice has one id, so that a receiver can tell."""
    return f"msg_{sha256(identity)[:24]}"
