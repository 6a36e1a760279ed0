"""What the bot says of own names, as Telegram HTML: in alerts, in lists, and under `/me`. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from bot import markup
from bot.messages import Buttons, button_label, say
from monitor.audience import Button, Message, Subscriber
from monitor.language import Language, texts
from monitor.targets import Directory
from monitor.text import shorten
from monitor.watchlist import NameMatch, TermKind
from monitor.watchlist.entry import is_everyday_name
from monitor.watchlist.terms import PROFILE_KINDS
from monitor.watchlist.wording import explain, kind_name, named_lines, named_title
from monitor.wording import source_name
from monitor.written_days import written_day
from storage.delivery.sightings import Sighting
from storage.delivery.watchlists import OwnName

_LABEL_CHARS = 40
_COLUMNS = 3
# Telegram shows a hundred buttons at most; the typed form removes the others.
_MOST_BUTTONS = 60
_TITLE_CHARS = 100
_MOST_NAMED = 3
_PAGE_CHARS = 3_000


def named(matches: Sequence[NameMatch], language: Language) -> list[str]:
    """Tell first where a change states names of the reader, and what to do; nothing without any."""
    if not matches:
        return []
    lines = [markup.text(line) for line in named_lines(matches, language)]
    return [f"<b>{markup.text(named_title(matches, language))}</b>", *lines]


def above(
    made: Message, matches: Mapping[int, tuple[NameMatch, ...]], language: Language
) -> Message:
    """Tell above a list of changes which of them state names of the reader."""
    lines = [
        f"<b>{markup.text(named_title(found, language))}</b> /change_{change_id}"
        for change_id, found in sorted(matches.items())
    ]
    if not lines:
        return made
    html = markup.cut("\n".join([*lines[:_MOST_NAMED], "", made.html]), markup.MAX_UNITS)[0]
    return replace(made, text=markup.plain(html), html=html)


def listed(names: Sequence[OwnName], subscriber: Subscriber) -> str:
    """List a reader's own names by kind, and whether they pass the quiet hours."""
    language = subscriber.language
    head, words = say(language, "me" if names else "me_none"), texts("news", language)
    lines = [
        f"• {markup.text(kind_name(kind, language) + words['colon'] + words['comma'].join(of_kind))}"
        for kind in TermKind
        if (of_kind := [name.term.text for name in names if name.term.kind is kind])
    ]
    passes = say(language, "me_quiet_on" if subscriber.names_pass_quiet else "me_quiet_off")
    parts = [head, *lines, passes, say(language, "me_usage")]
    return markup.pages(["\n".join(parts)] if len("".join(parts)) < _PAGE_CHARS else parts)[0]


def list_buttons(names: Sequence[OwnName], subscriber: Subscriber, link: str) -> Buttons:
    """Make a button that removes each name, one that adds a name of each kind, and the switch."""
    language = subscriber.language
    removing = [
        Button(label=f"✕ {shorten(name.term.text, _LABEL_CHARS)}", data=f"me_remove:{name.id}")
        for name in names[:_MOST_BUTTONS]
    ]
    adding = [
        Button(label=f"＋ {kind_name(kind, language)}", data=f"me_add:{kind}") for kind in TermKind
    ]
    key = "me_quiet_off" if subscriber.names_pass_quiet else "me_quiet_on"
    switch = Button(label=button_label(language, key), data="me_quiet:")
    on_web = (Button(label=button_label(language, "on_web"), url=link),) if link else ()
    return (*_rows(removing, 2), *_rows(adding, _COLUMNS), (switch, *on_web))


def kind_buttons(language: Language) -> Buttons:
    """Make a button for each kind that the last typed name may be."""
    buttons = [Button(label=kind_name(kind, language), data=f"me_kind:{kind}") for kind in TermKind]
    return _rows(buttons, _COLUMNS)


def added(
    name: OwnName, found: Sequence[Sighting], subscriber: Subscriber, directory: Directory
) -> str:
    """Say that a name is watched for, and where the last twelve months have it."""
    language, term = subscriber.language, name.term
    kind = kind_name(term.kind, language)
    if term.kind in PROFILE_KINDS:
        return say(language, "me_noted", kind=kind, name=term.text)
    parts = [say(language, "me_added", kind=kind, name=term.text)]
    if is_everyday_name(term):
        parts.append(markup.text(explain("everyday", term, language)))
    if not found:
        return "\n".join([*parts, say(language, "me_nowhere")])
    parts.append(say(language, "me_found", count=len(found)))
    parts += [_sighting(one, subscriber, directory) for one in found]
    return markup.pages(parts)[0]


def _sighting(one: Sighting, subscriber: Subscriber, directory: Directory) -> str:
    """Show where a stored text states a name: source, day, quote, and the change or the page."""
    source = directory.sources.get(one.source_id)
    name = source_name(source, one.source_id, subscriber.language)
    there = one.at.astimezone(ZoneInfo(subscriber.timezone))
    day = written_day(there, subscriber.language)
    title = shorten(one.title, _TITLE_CHARS)
    link = f"/change_{one.change_id}" if one.change_id else markup.link(one.url, title)
    return f"🟣 {day} · {markup.text(name)}\n“{markup.text(one.match.quote)}”\n{link}"


def _rows(buttons: list[Button], columns: int) -> Buttons:
    return tuple(tuple(buttons[i : i + columns]) for i in range(0, len(buttons), columns))
