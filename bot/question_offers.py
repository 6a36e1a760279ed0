"""What the bot answers to everyday questions about itself: a text, and buttons to choose from. Pure."""

from datetime import time

from bot import markup, offers
from bot.keyboards import rows
from bot.messages import Buttons, button_label
from bot.next_steps import steps_of
from monitor.audience import Button, Frequency, Subscriber
from monitor.checklists import checklist
from monitor.clock_words import clocks_in
from monitor.language import Language, about, languages, message
from monitor.model import Severity
from monitor.targets import Directory
from monitor.zone_names import zone_name

_NIGHT = (time(22), time(8))
# What the changes are about that a checklist is for.
_CHECKLIST_TARGETS = {
    "account-freeze": "account-enforcement",
    "tro": "court-domain-seizure",
    "seizure": "customs-border",
    "counter-notice": "ip-enforcement",
}


def tell(language: Language, key: str, **values: object) -> str:
    """Format a message of questions.yaml with its values escaped."""
    escaped = {
        name: value if isinstance(value, int) else markup.text(value)
        for name, value in values.items()
    }
    return message("questions", language, key, **escaped)


def quiet(subscriber: Subscriber, typed: str) -> tuple[str, Buttons]:
    """Ask for the quiet hours: those that were named, those of a night, or none."""
    language, named = subscriber.language, clocks_in(typed)
    is_span = len(named) == 2 and named[0] != named[1]
    hours = [(named[0], named[1])] if is_span else []
    buttons = [
        Button(
            label=message("questions", language, "quiet_button", start=start, end=end),
            data=f"set:quiet:{start}-{end}",
        )
        for start, end in (
            (f"{begin:%H:%M}", f"{stop:%H:%M}") for begin, stop in dict.fromkeys([*hours, _NIGHT])
        )
    ]
    off = Button(label=button_label(language, "quiet_off"), data="set:quiet:off")
    text = tell(language, "quiet", zone=zone_name(subscriber.timezone, language))
    return text, rows([*buttons, off])


def severity(subscriber: Subscriber) -> tuple[str, Buttons]:
    """Ask which changes are to be told, the least number first."""
    language = subscriber.language
    buttons = [
        Button(label=button_label(language, one.level), data=f"set:severity:{one.level}")
        for one in reversed(Severity)
        if one
    ]
    return tell(language, "severity"), rows(buttons, 1)


def language_choice(subscriber: Subscriber) -> tuple[str, Buttons]:
    """Ask for the language, in each of them."""
    buttons = [
        Button(label=str(about(code)["name"]), data=f"set:language:{code}") for code in languages()
    ]
    return tell(subscriber.language, "language"), rows(buttons)


def digest(subscriber: Subscriber, typed: str) -> tuple[str, Buttons]:
    """Ask when the digest is to be sent: at the hour that was named, else at the one in force."""
    language, named = subscriber.language, clocks_in(typed)
    hour = named[0].hour if named else subscriber.digest_hour
    buttons = [
        Button(
            label=message("questions", language, f"digest_{frequency}", hour=hour),
            data=f"set:digest:{frequency}:{hour}",
        )
        for frequency in (Frequency.DAILY, Frequency.WEEKLY)
    ]
    settings = Button(label=button_label(language, "subscriptions"), data="do:subscriptions")
    text = tell(language, "digest", zone=zone_name(subscriber.timezone, language))
    return text, rows([*buttons, settings])


def trouble(name: str, directory: Directory, language: Language) -> tuple[str, Buttons]:
    """Return the checklist for what happened to a person, with buttons for changes of that kind."""
    target = _CHECKLIST_TARGETS[name]
    labels = (("news_of", f"news:{target}"), ("follow", f"{offers.FOLLOW}:{target}"))
    known = directory.name(target, language)
    buttons = [
        Button(label=message("questions", language, key, target=known), data=data)
        for key, data in labels
    ]
    return steps_of(checklist(name), language), rows(buttons, 1)
