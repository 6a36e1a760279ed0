"""The bot's messages on changes, as Telegram HTML in the subscriber's language. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import islice

from bot import markup
from bot.next_steps import urgent_first_step
from monitor.alert_card import glossed, title_of
from monitor.audience import (
    Button,
    Digest,
    Subscriber,
    UpcomingDate,
)
from monitor.digest_wording import (
    EARLIER,
    digest_introduction,
    digest_subject,
    digest_title,
    earlier_line,
    item_headline,
    item_notes,
    week_lines,
)
from monitor.events import EventMember
from monitor.language import Language, message, texts
from monitor.model import Change, Outcome, Severity
from monitor.ports import CheckResult
from monitor.source import Source
from monitor.tasks import ChangeTask
from monitor.text import shorten
from monitor.vocabulary import name_of
from monitor.watchlist.wording import named_title
from monitor.wording import (
    brief_in_a_line,
    coverage,
    deadlines,
    digest_count,
    failure_name,
    in_force,
    remainders,
    source_name,
    upcoming_date,
)

MARKS = {
    Severity.URGENT: "🔴",
    Severity.MAJOR: "🟠",
    Severity.MINOR: "🟡",
    Severity.COSMETIC: "⚪",
}
_EXCERPT_CHARS = 350
_FULL_EXCERPT_CHARS = 1_200
_MAX_EDITS = 3
_PATH_CHARS = 70
_MAX_PLACES = 3
_SUMMARY_CHARS = 140
_MAX_COMING = 10
# Open changes on one page, each with a button.
_OPEN_LINES = 6

Buttons = tuple[tuple[Button, ...], ...]


def say(language: Language, key: str, **values: object) -> str:
    """Format a message of bot.yaml with its values escaped; a number picks the plural form."""
    escaped = {
        name: value if isinstance(value, int) else markup.text(value)
        for name, value in values.items()
    }
    return message("bot", language, key, **escaped)


def pager(kind: str, item: int, page: int, pages: int) -> Buttons:
    """Make the buttons that turn the pages of one item; none for a single page."""
    if pages < 2:
        return ()
    steps = ((page - 1, "◀"), (page, f"{page + 1}/{pages}"), (page + 1, "▶"))
    return (
        tuple(
            Button(label=label, data=f"{kind}:{item}:{number}")
            for number, label in steps
            if 0 <= number < pages
        ),
    )


def other_notices(
    others: Iterable[EventMember], sources: Mapping[str, Source], language: Language
) -> list[str]:
    """List the other notices of an event, on as many pages as necessary."""
    lines = [
        markup.text(source_name(sources.get(one.source_id), one.source_id, language))
        + texts("news", language)["colon"]
        + f"{markup.text(shorten(one.title, 120))} /change_{one.change_id}"
        for one in others
    ]
    return markup.pages([say(language, "other_notices"), *lines])


def latest(
    changes: Iterable[Change],
    sources: Mapping[str, Source],
    language: Language,
    today: date,
    head: str = "latest",
) -> str:
    """List changes in a line or two each. `head`: the text above them."""
    shown = list(changes)
    if not shown:
        return say(language, "nothing_yet")
    return listed(shown, sources, language, today, say(language, head))


def listed(
    changes: Iterable[Change],
    sources: Mapping[str, Source],
    language: Language,
    today: date,
    head: str,
) -> str:
    """List changes in a line or two each, below a head."""
    lines = [line(change, sources.get(change.source_id), language, today) for change in changes]
    return markup.pages([head, *lines])[0]


def nothing_followed(
    newest: Change, sources: Mapping[str, Source], language: Language, today: date
) -> str:
    """State that nothing changed that the reader follows, and what the newest change of all is."""
    text = line(newest, sources.get(newest.source_id), language, today)
    return f"{say(language, 'latest_none')}\n\n{text}"


def latest_buttons(page: int, language: Language, *, is_all: bool, has_more: bool) -> Buttons:
    """Make the buttons that turn the pages, and the one for all changes or only the reader's."""
    kind = "all" if is_all else "mine"
    steps = [*([(page - 1, "◀")] if page else []), *([(page + 1, "▶")] if has_more else [])]
    turns = tuple(Button(label=label, data=f"latest:{kind}:{number}") for number, label in steps)
    other = "mine" if is_all else "all"
    switch = Button(label=button_label(language, f"latest_{other}"), data=f"latest:{other}:0")
    return (*([turns] if turns else []), (switch,))


def open_page(
    found: Sequence[tuple[Change, ChangeTask]],
    sources: Mapping[str, Source],
    language: Language,
    today: date,
    page: int,
    link: str = "",
) -> tuple[str, Buttons]:
    """Make a page of what is open, with a button that marks each as done.

    `link`: the address of the same list on the web, or ''.
    """
    if not found:
        return say(language, "open_none"), ()
    last = (len(found) - 1) // _OPEN_LINES
    page = min(max(page, 0), last)
    shown = found[page * _OPEN_LINES : (page + 1) * _OPEN_LINES]
    lines = [_open_line(change, task, sources, language, today) for change, task in shown]
    done = button_label(language, "done")
    buttons = [
        Button(label=f"{done} {one.id}", data=f"open_done:{one.id}:{page}") for one, _ in shown
    ]
    rows = tuple(tuple(buttons[start : start + 2]) for start in range(0, len(buttons), 2))
    on_web = ((Button(label=button_label(language, "on_web"), url=link),),) if link else ()
    head = say(language, "open_title", count=len(found))
    return "\n\n".join([head, *lines]), (*rows, *pager("open", 0, page, last + 1), *on_web)


def _open_line(
    change: Change, task: ChangeTask, sources: Mapping[str, Source], language: Language, today: date
) -> str:
    """Show an open change, all its dates and who takes it."""
    text = line(change, sources.get(change.source_id), language, today)
    marks = [f"⏳ {markup.text(one)}" for one in deadlines(change, language, today)]
    if task.taken_by:
        marks.append(say(language, "open_taken", name=task.taken_by))
    return "\n".join([text, *filter(None, [" ".join(marks)])])


def digest_pages(made: Digest, sources: Mapping[str, Source], subscriber: Subscriber) -> list[str]:
    """Make a digest: the week in lines, the changes by category, upcoming dates, the coverage."""
    language = subscriber.language
    parts = [_digest_head(made, sources, language)]
    if introduction := digest_introduction(made, subscriber):
        parts.append(markup.italic(introduction))
    week = week_lines(made, sources, language, subscriber.timezone)
    parts += ["\n".join(f"• {markup.text(one)}" for one in week)] if week else []
    parts.append(
        markup.text(digest_count(made, language)) if made.count else say(language, "digest_none")
    )
    for category, changes in made.groups:
        name = markup.text(name_of("categories", category, language))
        lines = [_in_digest(change, made, sources, language) for change in changes]
        parts += [f"<b>{name}</b>\n{lines[0]}", *lines[1:]]
    parts += [markup.link(url, text) for text, url in remainders(made, sources, language)]
    if made.coming:
        parts.append(coming_dates(made.coming, sources, language, made.local_date))
    if not week:
        checked = coverage(made.coverage, sources, language, subscriber.timezone, made.until)
        parts.append(markup.text(checked))
    return markup.pages(parts)


def _digest_head(made: Digest, sources: Mapping[str, Source], language: Language) -> str:
    """Show what the digest is, and what its mail would have as its subject."""
    title = f"<b>{markup.text(digest_title(made, language))}</b>"
    subject = markup.text(digest_subject(made, sources, language))
    return f"{title}\n{subject}" if made.changes else title


def line(
    change: Change, source: Source | None, language: Language, today: date, title: str = ""
) -> str:
    """Show a change in two lines, for lists. `title`: instead of its headline, or ''."""
    mark = MARKS[change.assessment.severity]
    name = shorten(source_name(source, change.source_id, language), 90)
    force = in_force(change, language, today)
    head = f"{mark} <b>{markup.text(name)}</b>" + (f" ⏰ {markup.text(force)}" if force else "")
    title = shorten(title or title_of(change, source, language), _SUMMARY_CHARS)
    return f"{head}\n{markup.text(title)} /change_{change.id}"


def _in_digest(
    change: Change, made: Digest, sources: Mapping[str, Source], language: Language
) -> str:
    """Show a change in a digest, with what it follows and stands for, and what was sent of it."""
    source = sources.get(change.source_id)
    title = glossed(item_headline(change, made, language), source, language)
    text = line(change, source, language, made.local_date, title)
    if matches := made.matches.get(change.id):
        text = f"<b>{markup.text(named_title(matches, language))}</b>\n{text}"
    notes = [step] if (step := urgent_first_step(change, language)) else []
    notes += [f"<i>{markup.text(note)}</i>" for note in item_notes(change, made, language)]
    if brief := made.briefs.get(change.id):
        notes.append(markup.text(brief_in_a_line(brief, language)))
    numbers = made.ids_of(change)[:-1][-EARLIER:]
    earlier = earlier_line((f"/change_{number}" for number in numbers), language)
    return "\n".join([text, *notes, *filter(None, [earlier])])


def outcome(
    result: CheckResult,
    source: Source,
    language: Language,
    kept: str = "",
    *,
    change: Change | None = None,
    link: str = "",
) -> str:
    """Report the result of a check on demand.

    `kept`: when what stays was read, in local time. `change`: what the check found; `link`: its
    address on the web, or ''.
    """
    why = failure_name(result.reason.code, language)
    text = say(language, f"outcome_{result.outcome}", reason=why or "-")
    if result.outcome in {Outcome.FAILED, Outcome.REJECTED} and kept:
        text += say(language, "outcome_kept", when=kept)
    lines = [f"<b>{markup.text(source_name(source, source.id, language))}</b>", text]
    lines += [markup.text(title_of(change, source, language))] if change else []
    if result.change:
        lines.append(markup.text(link) or f"/change_{result.change}")
    return "\n".join(lines)


def button_label(language: Language, key: str) -> str:
    """Return the label of a button."""
    return texts("bot", language)[f"button_{key}"]


def coming_dates(
    found: Iterable[UpcomingDate],
    sources: Mapping[str, Source],
    language: Language,
    today: date,
) -> str:
    """List what takes effect or falls due, the soonest first."""
    head = f"<b>{markup.text(texts('news', language)['coming'])}</b>"
    lines = [
        f"{markup.text(shorten(upcoming_date(coming, sources, language, today), 200))}"
        f" /change_{coming.change.id}"
        for coming in islice(found, _MAX_COMING)
    ]
    return "\n".join([head, *lines])
