"""The bot's messages on one change, as Telegram HTML in the subscriber's language. Pure."""

from collections import Counter

from bot import markup, own_names
from bot.alert_buttons import AlertState, alert_buttons, page_url
from bot.messages import MARKS, Buttons, say
from bot.next_steps import first_steps
from monitor.audience import (
    NOTHING_MORE,
    AlertContext,
    ChannelName,
    Message,
    NotifiedNotice,
)
from monitor.cases import Stage
from monitor.cases.wording import case_line
from monitor.excerpt import excerpt, most_significant
from monitor.language import Language, message, texts
from monitor.model import Change, ChangeKind, Edit, Op, Severity
from monitor.source import Source
from monitor.tasks import ChangeTask
from monitor.text import shorten
from monitor.vocabulary import name_of
from monitor.wording import (
    brief_lines,
    change_source,
    deadlines,
    follows_line,
    headline,
    in_force,
    severity_name,
    stage_line,
    topic_names,
    why,
)

_EXCERPT_CHARS = 350
_FULL_EXCERPT_CHARS = 1_200
_MAX_EDITS = 3
_PATH_CHARS = 70
_MAX_PLACES = 3
# A longer address is behind its button only.
_URL_CHARS = 200


def alert(
    change: Change,
    source: Source | None,
    language: Language,
    context: AlertContext = NOTHING_MORE,
) -> Message:
    """Make an alert: headline, level, rule, edits, dates, reasons; with fewer edits if too long.

    A short one, as a reply, if it follows an earlier notice of the same event.
    """
    if context.earlier:
        return _follow_up(change, source, language, context, context.earlier)
    html = next(
        candidate
        for count in range(_MAX_EDITS, -1, -1)
        if markup.units(candidate := _alert(change, source, language, context, count))
        <= markup.MAX_UNITS
    )
    return Message(
        text=markup.plain(html),
        html=html,
        buttons=_alert_buttons(change, source, language, context),
    )


def reminder(
    change: Change, source: Source | None, language: Language, state: AlertState, reply_to: str
) -> Message:
    """Remind of an alert, as a reply to it: its head, its first steps, its address."""
    parts = ["\n".join([say(language, "reminder"), *_head(change, source, language)])]
    parts += [first_steps(change, language), _addresses(change, source, language, state.link)]
    html = "\n\n".join(filter(None, parts))
    buttons = alert_buttons(change, source, language, state)
    return Message(text=markup.plain(html), html=html, buttons=buttons, reply_to=reply_to)


def change_pages(
    change: Change, source: Source | None, language: Language, link: str = ""
) -> list[str]:
    """Show every edit of a change, on as many pages as necessary."""
    parts = ["\n".join(_head(change, source, language))]
    parts += [_edit(edit, change.title, language, _FULL_EXCERPT_CHARS) for edit in change.edits]
    parts.append(
        "\n".join([*_foot(change, language, more=0), _addresses(change, source, language, link)])
    )
    return markup.pages(parts)


def _follow_up(
    change: Change,
    source: Source | None,
    language: Language,
    context: AlertContext,
    earlier: NotifiedNotice,
) -> Message:
    """Make a short message on a later notice of an event, as a reply to the first alert."""
    follows = f"{markup.text(follows_line(earlier.title, language))} /change_{earlier.change_id}"
    head = [*_opening(language, context), *_head(change, source, language)]
    head += [*_case(context, language), follows]
    shown = [
        _edit(edit, change.title, language, _EXCERPT_CHARS)
        for edit in most_significant(change.edits)[:1]
    ]
    shown += filter(None, [first_steps(change, language)])
    foot = [*_foot(change, language, more=0), _addresses(change, source, language, context.link)]
    html = "\n\n".join(["\n".join(head), *_brief(context, language), *shown, "\n".join(foot)])
    is_here = earlier.channel is ChannelName.TELEGRAM
    return Message(
        text=markup.plain(html),
        html=html,
        buttons=_alert_buttons(change, source, language, context),
        reply_to=earlier.receipt if is_here else "",
    )


def _opening(language: Language, context: AlertContext) -> list[str]:
    """Say first which own names it states, and to which stage a lawsuit has moved on."""
    named = own_names.named(context.matches, language)
    return [*named, *_stage(context.stage, language)]


def _brief(context: AlertContext, language: Language) -> list[str]:
    """Show a model's brief, marked as what it is."""
    if context.brief is None:
        return []
    lines = [
        f"<b>{markup.text(label)}</b>{markup.text(line)}"
        for label, line in brief_lines(context.brief, language)
    ]
    mark = markup.text(texts("news", language)["machine_brief"])
    return ["\n".join([*lines, f"<i>{mark}</i>"])]


def _stage(stage: Stage | None, language: Language) -> list[str]:
    if stage is None:
        return []
    mark = "🟢" if stage is Stage.DISMISSAL else MARKS[Severity.URGENT]
    return [f"{mark} <b>{markup.text(stage_line(stage, language))}</b>"]


def _alert(
    change: Change, source: Source | None, language: Language, context: AlertContext, count: int
) -> str:
    edits = most_significant(change.edits)
    shown = edits[:count]
    opening = _opening(language, context)
    parts = ["\n".join(opening)] if opening else []
    head = [*_head(change, source, language), *_case(context, language)]
    parts.append("\n".join([*head, *_overview(change, language)]))
    parts += _brief(context, language)
    parts += [_edit(edit, change.title, language, _EXCERPT_CHARS) for edit in shown]
    parts += filter(None, [first_steps(change, language)])
    foot = _foot(change, language, more=len(edits) - len(shown))
    parts.append("\n".join([*foot, _addresses(change, source, language, context.link)]))
    return "\n\n".join(parts)


def _alert_buttons(
    change: Change, source: Source | None, language: Language, context: AlertContext
) -> Buttons:
    state = AlertState(
        task=ChangeTask(change_id=change.id),
        in_group=context.in_group,
        link=context.link,
        translates=context.translates,
    )
    return alert_buttons(change, source, language, state)


def _head(change: Change, source: Source | None, language: Language) -> list[str]:
    mark = MARKS[change.assessment.severity]
    lines = [f"{mark} <b>{markup.text(headline(change, language))}</b>"]
    told = f"{severity_name(change, language)} · {change_source(change, source, language)}"
    lines.append(markup.text(told))
    if force := in_force(change, language):
        lines.append(f"⏰ <b>{markup.text(force)}</b>")
    return lines + [
        f"⏳ <b>{markup.text(deadline)}</b>" for deadline in deadlines(change, language)
    ]


def _case(context: AlertContext, language: Language) -> list[str]:
    """Name the lawsuit that a notice belongs to, and the command that shows it."""
    if context.case is None:
        return []
    return [f"⚖ {markup.text(case_line(context.case, language))} /case_{context.case.id}"]


def _overview(change: Change, language: Language) -> list[str]:
    """Summarize a change of several edits in one line: how many of each kind, and where."""
    edits = most_significant(change.edits)
    if change.kind is ChangeKind.NOTICE or len(edits) < 2:
        return []
    counts = Counter(edit.op for edit in edits)
    totals = [message("bot", language, f"edits_{op}", count=counts[op]) for op in Op if counts[op]]
    comma = texts("news", language)["comma"]
    paths = (edit.path[-1] for edit in edits if edit.path)
    places = [place for place in dict.fromkeys(paths) if place != change.title]
    named = comma.join(shorten(place, 40) for place in places[:_MAX_PLACES])
    return [markup.text(comma.join(totals) + (f" · {named}" if named else ""))]


def _edit(edit: Edit, title: str, language: Language, limit: int) -> str:
    words = texts("news", language)
    sides = excerpt(edit, limit)
    names = [shorten(name, _PATH_CHARS) for name in edit.path[-2:] if name != title]
    path = " › ".join(names)
    op = name_of("ops", edit.op, language)
    lines = [f"<i>{markup.text(op + words['colon'] + path if path else op)}</i>"]
    if edit.op is Op.ADDED:
        return "\n".join([*lines, "".join(markup.text(piece.text) for piece in sides.now)])
    if sides.was:
        lines.append(f"{words['was']}{words['colon']}{markup.struck(sides.was)}")
    if sides.now:
        lines.append(f"{words['now']}{words['colon']}{markup.bold(sides.now)}")
    return "\n".join(lines)


def _foot(change: Change, language: Language, *, more: int) -> list[str]:
    lines = [say(language, "more", count=more)] if more > 0 else []
    if line_of_reasons := why(change.assessment, language):
        lines.append(markup.text(line_of_reasons))
    if topics := topic_names(change, language):
        lines.append(markup.text(topics))
    return lines


def _addresses(change: Change, source: Source | None, language: Language, link: str) -> str:
    """Name the change's own address and that of its page, for whom the message is passed on to."""
    page = page_url(change, source)
    news = texts("news", language)
    if link:
        own = f"{markup.text(news['permalink'])} {markup.text(link)}"
        return f"{own} · {markup.link(page, news['original_page'])}" if page else own
    number = say(language, "change_number", id=change.id)
    return f"{number} · {markup.text(page)}" if 0 < len(page) <= _URL_CHARS else number
