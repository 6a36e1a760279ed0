"""One message on many changes: numbered lines, with a button that marks each as done. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot import markup
from bot.messages import Buttons, button_label, line, pager, say
from monitor.alert_card import about_line, title_of, undated
from monitor.audience import Button, Message
from monitor.language import Language
from monitor.model import Change
from monitor.source import Source
from monitor.text import shorten
from monitor.wording import severity_name, source_name

# Changes on one page, and buttons in one row.
_LINES = 10
_IN_A_ROW = 5
_NAME_CHARS = 90
_DONE = "✅"


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Many changes that are shown in one message.

    `today`: the reader's. `number`: the id of the outbox row, by which a button finds the message;
    0 for one without buttons. `done`: the changes that are done. `link`: the address of the list on
    the web, or ''.
    """

    changes: Sequence[Change]
    sources: Mapping[str, Source]
    language: Language
    today: date
    number: int = 0
    done: Collection[int] = ()
    link: str = ""

    @property
    def ordered(self) -> list[Change]:
        """Return the changes, the most severe first."""
        return sorted(self.changes, key=lambda change: (change.rank, change.id))

    @property
    def pages(self) -> int:
        """Count the pages."""
        return max(1, -(-len(self.changes) // _LINES))


def group(made: Group) -> Message:
    """Make the first page of one message on many changes."""
    html, buttons = group_page(made, 0)
    return Message(text=markup.plain(html), html=html, buttons=buttons)


def group_page(made: Group, page: int) -> tuple[str, Buttons]:
    """Make a page of a list of many changes, and the buttons below it."""
    page = min(max(page, 0), made.pages - 1)
    start = page * _LINES
    shown = list(enumerate(made.ordered, 1))[start : start + _LINES]
    lines = [_line(place, change, made) for place, change in shown]
    html = "\n\n".join([_head(made), *lines])
    return html, (*_done_rows(shown, made, page), *_turning(made, page))


def _head(made: Group) -> str:
    head = say(made.language, "group", count=len(made.changes))
    if made.pages > 1 and len({change.source_id for change in made.changes}) == 1:
        first = made.ordered[0].source_id
        name = source_name(made.sources.get(first), first, made.language)
        head += f" · {markup.text(shorten(name, _NAME_CHARS))}"
    return head


def _line(place: int, change: Change, made: Group) -> str:
    source, language = made.sources.get(change.source_id), made.language
    done = f"{_DONE} " if change.id in made.done else ""
    more = [
        severity_name(change, language),
        undated(change, language),
        about_line(change, source, language),
    ]
    said = " · ".join(markup.text(one) for one in more if one)
    text = line(change, source, language, made.today, title_of(change, source, language))
    return f"{place}. {done}{text}\n{said}"


def _done_rows(shown: Sequence[tuple[int, Change]], made: Group, page: int) -> Buttons:
    """Make a button for each line: it marks the change as done, or as open again."""
    if not made.number:
        return ()
    buttons = [
        Button(
            label=f"{place} {'↩' if change.id in made.done else '✓'}",
            data=f"group_done:{made.number}:{page}:{change.id}",
        )
        for place, change in shown
    ]
    return tuple(
        tuple(buttons[start : start + _IN_A_ROW]) for start in range(0, len(buttons), _IN_A_ROW)
    )


def _turning(made: Group, page: int) -> Buttons:
    """Make the buttons for the other pages and for the whole list on the web."""
    if made.pages < 2:
        return ()
    label = button_label(made.language, "whole_list")
    listed = ((Button(label=label, url=made.link),),) if markup.is_web(made.link) else ()
    return (*pager("group", made.number, page, made.pages), *listed)
