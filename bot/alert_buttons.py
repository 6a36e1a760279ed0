"""The buttons under an alert, by what became of it; each has a typed command, too. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot import markup
from bot.messages import Buttons, button_label
from monitor.audience import Button
from monitor.briefs import is_foreign
from monitor.checklists import checklist_for
from monitor.hyperlink import share_url
from monitor.language import Language, message
from monitor.model import Change
from monitor.source import Source
from monitor.tasks import ChangeTask, Reminder, dates_of
from monitor.text import shorten
from monitor.vocabulary import goods, name_of
from monitor.wording import headline
from monitor.written_days import written_day

_TOPIC_CHARS = 20
# What the data of an alert's own buttons begins with; a tap on another button may replace its message.
OF_AN_ALERT = ("done:", "undo:", "remind:", "not_useful:", "useful:")


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertState:
    """What became of an alert in a chat. `link`: the address of the change on the web, or ''.

    `is_refused`: the subscriber called it not for them. `muted`: what they muted from it, or ''.
    `translates`: a model is set up that translates it on demand.
    """

    task: ChangeTask
    in_group: bool = False
    is_refused: bool = False
    muted: str = ""
    link: str = ""
    translates: bool = False


def alert_buttons(
    change: Change, source: Source | None, language: Language, state: AlertState
) -> Buttons:
    """Make the buttons under an alert."""
    page = page_url(change, source)
    rows = (
        _task_row(change, language, state, state.link or page),
        _taking_row(change, language, state),
        _reading_row(change, language, page),
        _translation_row(change, source, language, state),
        *_refusal_rows(change, language, state),
    )
    return tuple(row for row in rows if row)


def reminder_buttons(
    change: Change, language: Language, offered: Iterable[Reminder], *, is_set: bool
) -> Buttons:
    """Make a button for each day on which to be reminded, one for no reminder and one to go back."""
    choices = tuple(
        Button(label=_reminder_label(one, language), data=f"remind_on:{change.id}:{one.day}")
        for one in offered
    )
    off = _button(language, "no_reminder", f"remind_on:{change.id}:off")
    back = _button(language, "back", f"remind_on:{change.id}:back")
    return (*((one,) for one in choices), (off, back) if is_set else (back,))


def full_buttons(
    change: Change, source: Source | None, language: Language, link: str = ""
) -> Buttons:
    """Make the buttons below a full change: its page, its history, its dates as a calendar file."""
    row = [_page_button(page_url(change, source), language)]
    row.append(_button(language, "history", f"history:{change.id}"))
    if link and dates_of(change):
        row.append(Button(label=button_label(language, "calendar"), url=f"{link}.ics"))
    return (tuple(one for one in row if one),)


def page_url(change: Change, source: Source | None) -> str:
    """Return the web address of the changed page or notice, or of its source; or ''."""
    urls = (change.url, source.url if source else "")
    return next((url for url in urls if markup.is_web(url)), "")


def done_label(task: ChangeTask, language: Language) -> str:
    """Say that a task is done, and by whom in a group."""
    if not task.done_by:
        return button_label(language, "finished")
    return message("bot", language, "button_finished_by", name=task.done_by)


def _task_row(
    change: Change, language: Language, state: AlertState, address: str
) -> tuple[Button, ...]:
    if state.task.is_done:
        finished = Button(label=done_label(state.task, language), data=f"done:{change.id}")
        return (finished, _button(language, "undo", f"undo:{change.id}"))
    done = _button(language, "done", f"done:{change.id}")
    return (done, _remind_button(change, language, state), *_forward(change, language, address))


def _remind_button(change: Change, language: Language, state: AlertState) -> Button:
    at = state.task.remind_at
    label = f"⏰ {written_day(at, language, at.date())}" if at else button_label(language, "remind")
    return Button(label=label, data=f"remind:{change.id}")


def _forward(change: Change, language: Language, address: str) -> tuple[Button, ...]:
    """Share an address rather than the message: a keyboard does not travel with a forward."""
    if not address:
        return ()
    url = share_url(address, headline(change, language))
    return (Button(label=button_label(language, "forward"), url=url),)


def _taking_row(change: Change, language: Language, state: AlertState) -> tuple[Button, ...]:
    if not state.in_group or state.task.is_done:
        return ()
    name = state.task.taken_by
    label = message("bot", language, "button_taken", name=name) if name else ""
    return (Button(label=label or button_label(language, "take"), data=f"take:{change.id}"),)


def _reading_row(change: Change, language: Language, page: str) -> tuple[Button, ...]:
    steps = (_button(language, "steps", f"steps:{change.id}"),) if checklist_for(change) else ()
    full = _button(language, "full", f"change:{change.id}:0")
    opened = _page_button(page, language)
    return (*steps, full, *((opened,) if opened else ()))


def _translation_row(
    change: Change, source: Source | None, language: Language, state: AlertState
) -> tuple[Button, ...]:
    """Offer a translation of a text in another language than the reader's."""
    if not state.translates or not is_foreign(source.language if source else "", language):
        return ()
    return (_button(language, "translate", f"translate:{change.id}"),)


def _refusal_rows(change: Change, language: Language, state: AlertState) -> Buttons:
    """Offer to refuse an alert; once refused, to mute where it came from, and to undo it."""
    if state.muted:
        return ((_button(language, "unmute", f"unmute:{change.id}:{state.muted}"),),)
    mute = _button(language, "mute", f"mute:{change.id}")
    if not state.is_refused:
        return ((_button(language, "not_useful", f"not_useful:{change.id}"), mute),)
    topics = [topic for topic in change.assessment.topics if topic in goods()][:2]
    return (
        (_button(language, "undo", f"useful:{change.id}"), mute),
        *((_no_goods(change, topic, language),) for topic in topics),
    )


def _no_goods(change: Change, topic: str, language: Language) -> Button:
    name = shorten(name_of("topics", topic, language), _TOPIC_CHARS)
    label = message("bot", language, "button_no_goods", topic=name)
    return Button(label=label, data=f"no_goods:{change.id}:{topic}")


def _reminder_label(one: Reminder, language: Language) -> str:
    if one.before is None:
        return written_day(one.day, language)
    day = written_day(one.day, language)
    return message("bot", language, "button_remind_before", count=one.before, day=day)


def _page_button(url: str, language: Language) -> Button | None:
    return Button(label=button_label(language, "page"), url=url) if url else None


def _button(language: Language, key: str, data: str) -> Button:
    return Button(label=button_label(language, key), data=data)
