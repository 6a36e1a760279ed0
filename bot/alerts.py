"""The bot's messages on one change, as Telegram HTML in the subscriber's language. Pure."""

from collections.abc import Sequence

from bot import markup, own_names
from bot.alert_buttons import AlertState, alert_buttons, page_url
from bot.messages import MARKS, Buttons, say
from bot.next_steps import first_steps
from monitor.alert_card import AlertCard, EditCard, card_of
from monitor.audience import (
    NOTHING_MORE,
    AlertContext,
    ChannelName,
    Message,
    NotifiedNotice,
)
from monitor.cases import Stage
from monitor.cases.wording import case_line
from monitor.fact_lines import FactLine
from monitor.language import Language, texts
from monitor.model import Change, Op, Severity
from monitor.source import Source
from monitor.tasks import ChangeTask
from monitor.vocabulary import name_of
from monitor.wording import brief_parts, follows_line, stage_line, why

_EXCERPT_CHARS = 350
_FULL_EXCERPT_CHARS = 1_200
_MOST_IN_FULL = 10_000
# A longer address is behind its button only.
_URL_CHARS = 200


def alert(
    change: Change,
    source: Source | None,
    language: Language,
    context: AlertContext = NOTHING_MORE,
) -> Message:
    """Make an alert: level and source, facts, dates, whom it concerns, before and after, steps.

    It shows as many edits as fit. A short one, as a reply, if it follows an earlier notice of the
    same event.
    """
    if context.earlier:
        return _follow_up(change, source, language, context, context.earlier)
    card = card_of(change, source, language, context, limit=_EXCERPT_CHARS)
    opening = ["\n".join(_opening(language, context))]
    head = "\n".join([*_head(change, card, language), *_case(context, language)])
    above = [*opening, head, *_brief(context, language)]
    end = _end(change, source, card, language, context)
    html = _with_edits(above, card, language, end)
    return Message(
        text=markup.plain(html),
        html=html,
        buttons=_alert_buttons(change, source, language, context),
    )


def reminder(
    change: Change,
    source: Source | None,
    language: Language,
    state: AlertState,
    reply_to: str,
    context: AlertContext = NOTHING_MORE,
) -> Message:
    """Remind of an alert, as a reply to it: its head, its first steps, its address."""
    card = card_of(change, source, language, context, limit=_EXCERPT_CHARS, most=0)
    parts = ["\n".join([say(language, "reminder"), *_head(change, card, language)])]
    parts += [first_steps(change, language), _addresses(change, source, language, state.link)]
    html = "\n\n".join(filter(None, parts))
    buttons = alert_buttons(change, source, language, state)
    return Message(text=markup.plain(html), html=html, buttons=buttons, reply_to=reply_to)


def change_pages(
    change: Change,
    source: Source | None,
    language: Language,
    context: AlertContext = NOTHING_MORE,
) -> list[str]:
    """Show every edit of a change, on as many pages as necessary."""
    card = card_of(change, source, language, context, limit=_FULL_EXCERPT_CHARS, most=_MOST_IN_FULL)
    parts = ["\n".join([*_head(change, card, language), *_silence(change, language)])]
    parts += [_edit(edit, language, is_notice=card.is_notice) for edit in card.edits]
    parts.append(
        "\n".join([markup.text(card.found_at), _addresses(change, source, language, context.link)])
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
    card = card_of(change, source, language, context, limit=_EXCERPT_CHARS, most=1)
    follows = f"{markup.text(follows_line(earlier.title, language))} /change_{earlier.change_id}"
    head = [*_opening(language, context), *_head(change, card, language)]
    head += [*_case(context, language), follows]
    above = ["\n".join(head), *_brief(context, language)]
    html = _with_edits(above, card, language, _end(change, source, card, language, context))
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
    lines = [
        f"<b>{markup.text(label)}</b>{markup.text(line)}" if label else markup.italic(line)
        for label, line in brief_parts(context.brief, language)
    ]
    return ["\n".join(lines)] if lines else []


def _stage(stage: Stage | None, language: Language) -> list[str]:
    if stage is None:
        return []
    # The level below has the red mark.
    mark = "🟢" if stage is Stage.DISMISSAL else "⚖"
    return [f"{mark} <b>{markup.text(stage_line(stage, language))}</b>"]


def _with_edits(above: Sequence[str], card: AlertCard, language: Language, end: str) -> str:
    """Put as many edits as fit into an alert, folded, between its head and its end."""
    edits = [_edit(edit, language, is_notice=card.is_notice) for edit in card.edits]
    for count in range(len(edits), -1, -1):
        more = "" if count and not card.is_notice else card.more(count, language)
        parts = [*above, _folded(edits[:count], card, language), more, end]
        html = "\n\n".join(filter(None, parts))
        if markup.units(html) <= markup.MAX_UNITS:
            break
    return html


def _folded(edits: Sequence[str], card: AlertCard, language: Language) -> str:
    """Fold edits into a quotation that a tap opens."""
    if not edits:
        return ""
    title = card.quotation(len(edits), language)
    return markup.folded("\n".join([f"<b>{markup.text(title)}</b>", *edits]))


def _end(
    change: Change,
    source: Source | None,
    card: AlertCard,
    language: Language,
    context: AlertContext,
) -> str:
    steps = first_steps(change, language)
    foot = "\n".join(
        [markup.text(card.found_at), _addresses(change, source, language, context.link)]
    )
    return "\n\n".join(filter(None, [steps, foot]))


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


def _head(change: Change, card: AlertCard, language: Language) -> list[str]:
    mark = MARKS[change.assessment.severity]
    lines = [f"{mark} <b>{markup.text(card.level)} \u00b7 {markup.text(card.source)}</b>"]
    lines += [_fact(line, language) for line in card.lines]
    lines += [markup.italic(card.explained)] if card.explained else []
    lines += [f"<b>{markup.text(day)}</b>" for day in card.dates]
    return lines + [markup.text(line) for line in (card.concerns, card.goods) if line]


def _fact(line: FactLine, language: Language) -> str:
    """Mark up the value of a fact."""
    value = f"<b>{markup.text(line.value)}</b>"
    colon = texts("news", language)["colon"]
    return f"{markup.text(line.label)}{colon}{value}" if line.label else value


def _silence(change: Change, language: Language) -> list[str]:
    """Say why a change was not sent."""
    is_silent = change.assessment.severity is Severity.COSMETIC
    return [markup.text(line)] if is_silent and (line := why(change.assessment, language)) else []


def _case(context: AlertContext, language: Language) -> list[str]:
    """Name the lawsuit that a notice belongs to, and the command that shows it."""
    if context.case is None:
        return []
    return [f"⚖ {markup.text(case_line(context.case, language))} /case_{context.case.id}"]


def _edit(edit: EditCard, language: Language, *, is_notice: bool) -> str:
    """Show an edit; the text of a notice, which is new as a whole, without a label."""
    words = texts("news", language)
    colon = words["colon"]
    lines = [markup.italic(edit.place)] if edit.place else []
    if edit.op is Op.ADDED and is_notice:
        return "\n".join([*lines, "".join(markup.text(piece.text) for piece in edit.now)])
    if edit.op is Op.ADDED:
        return "\n".join([*lines, f"{words['added_side']}{colon}{markup.bold(edit.now)}"])
    if edit.op is Op.REMOVED:
        return "\n".join([*lines, f"{words['removed_side']}{colon}{markup.struck(edit.was)}"])
    if edit.op is Op.MOVED:
        moved = name_of("ops", edit.op, language)
        return "\n".join([*lines, f"{moved}{colon}{markup.bold(edit.now)}"])
    was, now = markup.struck(edit.was), markup.bold(edit.now)
    return "\n".join([*lines, f"{words['was']}{colon}{was}", f"{words['now']}{colon}{now}"])


def _addresses(change: Change, source: Source | None, language: Language, link: str) -> str:
    """Name the change's own address and that of its page, for whom the message is passed on to."""
    page, news = page_url(change, source), texts("news", language)
    own = (
        f"{markup.text(news['permalink'])} {markup.text(link) if link else f'/change_{change.id}'}"
    )
    if not 0 < len(page) <= _URL_CHARS:
        return own
    return f"{own}\n{markup.text(news['original_page'])} {markup.text(page)}"
