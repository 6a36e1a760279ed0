"""What the bot says. Pure: values in, Telegram HTML out, in the reader's language."""

from collections.abc import Iterable, Mapping
from zoneinfo import ZoneInfo

from bot import markup
from monitor.excerpt import excerpt, loudest
from monitor.language import texts
from monitor.model import (
    Change,
    ChangeKind,
    Digest,
    Edit,
    Language,
    Message,
    Op,
    Severity,
    Subscriber,
    Subscription,
)
from monitor.ports import Result
from monitor.source import Source
from monitor.text import shorten
from monitor.vocabulary import name_of
from monitor.wording import coverage, reasons, source_name

_MARKS = {Severity.MAJOR: "🔴", Severity.MINOR: "🟡", Severity.COSMETIC: "⚪"}
_SIDE = 350
_FULL_SIDE = 1_200
_EDITS_TOLD = 3
_DEADLINES_TOLD = 3
_PATH_CHARS = 70


def say(language: Language, key: str, **values: object) -> str:
    """A message of the file, its values made inert."""
    inert = {name: markup.text(value) for name, value in values.items()}
    return texts("bot", language)[key].format(**inert)


def alert(change: Change, source: Source | None, language: Language) -> Message:
    """The alert: mark, rule, what changed, from when, why, where to read on."""
    edits = loudest(change.edits)
    parts = ["\n".join(_head(change, source, language))]
    parts += [_edit(edit, change.title, language, _SIDE) for edit in edits[:_EDITS_TOLD]]
    parts.append("\n".join(_foot(change, source, language, len(edits) - _EDITS_TOLD)))
    html = markup.split(parts)[0] if _fits(parts) else _short(parts)
    return Message(text=_plain(change, source, language), html=html)


def change_in_full(change: Change, source: Source | None, language: Language) -> list[str]:
    """Every edit of a change, in as many messages as it takes."""
    parts = ["\n".join(_head(change, source, language))]
    parts += [_edit(edit, change.title, language, _FULL_SIDE) for edit in change.edits]
    parts.append(markup.link(change.url, texts("bot", language)["open_page"]))
    return markup.split(parts)


def also_told(
    others: Iterable[tuple[int, str, str]], sources: Mapping[str, Source], language: Language
) -> str:
    """The other notices of an event: change number, source, title."""
    lines = [
        f"/change {change_id} {markup.text(source_name(sources.get(source_id), source_id, language))}:"
        f" {markup.text(shorten(title, 120))}"
        for change_id, source_id, title in others
    ]
    return markup.split([say(language, "also_told"), *lines])[0]


def latest(changes: Iterable[Change], sources: dict[str, Source], language: Language) -> str:
    """A list of changes, a line or two each."""
    lines = [_line(change, sources.get(change.source_id), language) for change in changes]
    if not lines:
        return say(language, "nothing_yet")
    return markup.split([say(language, "latest"), *lines])[0]


def digest(made: Digest, sources: dict[str, Source], reader: Subscriber) -> Message:
    """A day's changes by category, with what was looked at."""
    language = reader.language
    local = made.until.astimezone(ZoneInfo(reader.timezone)).date()
    parts = [say(language, "digest_title", date=local.isoformat())]
    for category, changes in made.groups:
        lines = [_line(change, sources.get(change.source_id), language) for change in changes]
        parts.append(
            "\n".join(
                [
                    f"<b>{markup.text(name_of('categories', category, language))}</b>",
                    *lines,
                ]
            )
        )
    tail = markup.text(coverage(made.coverage, texts("bot", language), sources, language))
    told = markup.split(parts)
    html = (
        told[0]
        if markup.units(told[0]) + markup.units(tail) + 2 <= markup.MAX_UNITS
        else _short([told[0]])
    )
    return Message(text=tail, html=f"{html}\n\n{tail}")


def subscriptions(wanted: Iterable[Subscription], reader: Subscriber, names: dict[str, str]) -> str:
    """What a subscriber chose."""
    language = reader.language
    lines = [
        f"• {markup.text(names.get(s.target, s.target))} – {say(language, f'rhythm_{s.rhythm}')}"
        for s in wanted
    ]
    if not lines:
        return say(language, "no_subscriptions")
    if reader.email:
        lines.append(
            say(
                language,
                "email_line",
                email=reader.email,
                hour=reader.digest_hour,
                zone=reader.timezone,
            )
        )
    return "\n".join([say(language, "subscriptions"), *lines])


def outcome(result: Result, source: Source, language: Language) -> str:
    """What a check on demand came to."""
    why = name_of("failures", result.reason.partition(":")[0], language)
    told = say(language, f"outcome_{result.outcome}", reason=why or "-")
    lines = [f"<b>{markup.text(source_name(source, source.id, language))}</b>", told]
    if result.change:
        lines.append(f"/change {result.change}")
    return "\n".join(lines)


def _head(change: Change, source: Source | None, language: Language) -> list[str]:
    severity = change.assessment.severity
    name = name_of("severities", severity.label, language)
    organisation = source.organisation if source else change.source_id
    lines = [f"{_MARKS[severity]} <b>{markup.text(name)}</b> · {markup.text(organisation)}"]
    title = source.title_in(language) if source else change.title
    if change.kind is ChangeKind.NOTICE:
        title = f"{texts('bot', language)['notice']}: {change.title}"
    lines.append(f"<b>{markup.text(shorten(title, 200))}</b>")
    if change.assessment.effective_date:
        date = change.assessment.effective_date.isoformat()
        lines.append(f"⏰ <b>{say(language, 'effective', date=date)}</b>")
    deadlines = change.assessment.deadlines[:_DEADLINES_TOLD]
    lines += [f"⏳ <b>{say(language, 'deadline', date=day.isoformat())}</b>" for day in deadlines]
    return lines


def _edit(edit: Edit, title: str, language: Language, limit: int) -> str:
    words = texts("bot", language)
    sides = excerpt(edit, limit)
    names = [shorten(name, _PATH_CHARS) for name in edit.path[-2:] if name != title]
    path = " › ".join(names)
    op = name_of("ops", edit.op, language)
    lines = [f"<i>{markup.text(op)}{markup.text(': ' + path if path else '')}</i>"]
    if edit.op is Op.ADDED:
        return "\n".join([*lines, "".join(markup.text(piece.text) for piece in sides.now)])
    if sides.was:
        lines.append(f"{words['was']}: {markup.struck(sides.was)}")
    if sides.now:
        lines.append(f"{words['now']}: {markup.bold(sides.now)}")
    return "\n".join(lines)


def _foot(change: Change, source: Source | None, language: Language, more: int) -> list[str]:
    words = texts("bot", language)
    lines = []
    if more > 0:
        lines.append(
            f"{say(language, 'more', count=more)}, {say(language, 'more_command', id=change.id)}"
        )
    if why := reasons(change.assessment, language):
        lines.append(f"{words['why']}: {markup.text(why)}")
    if change.assessment.topics:
        named = [name_of("topics", topic, language) for topic in change.assessment.topics[:5]]
        lines.append(markup.text(" · ".join(named)))
    url = change.url or (source.url if source else "")
    lines.append(
        f"{markup.link(url, words['open_page'])} · {say(language, 'change_number', id=change.id)}"
    )
    return lines


def _line(change: Change, source: Source | None, language: Language) -> str:
    mark = _MARKS[change.assessment.severity]
    name = source_name(source, change.source_id, language)
    summary = shorten(change.summary, 140)
    return f"{mark} {markup.link(change.url, name)}: {markup.text(summary)} /change {change.id}"


def _fits(parts: list[str]) -> bool:
    return len(markup.split(parts)) == 1


def _short(parts: list[str]) -> str:
    """The head and the foot alone, when what lies between is too long."""
    return markup.split([parts[0], parts[-1]])[0] if len(parts) > 1 else parts[0]


def _plain(change: Change, source: Source | None, language: Language) -> str:
    """The alert without markup, for when Telegram takes none."""
    severity = name_of("severities", change.assessment.severity.label, language)
    name = source_name(source, change.source_id, language)
    return shorten(f"{severity}: {name}\n{change.summary}\n{change.url}", 3_500)
