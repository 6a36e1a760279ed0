"""Buttons; each has a typed command too. Telegram takes 1-64 bytes of data with a button."""

from collections.abc import Container, Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.messages import Buttons
from monitor.audience import Button, Frequency, Subscriber, Subscription
from monitor.language import Language, about, languages, message, texts
from monitor.model import Severity
from monitor.targets import Directory, key_of
from monitor.vocabulary import categories, name_of, topics

TOGGLE = "toggle:"
_COLUMNS = 2
_LABEL_CHARS = 60
_MAX_ROWS = 40


def keyboard(buttons: Buttons) -> InlineKeyboardMarkup | None:
    """Convert buttons to Telegram's keyboard; None when there are none."""
    rows = [
        [
            InlineKeyboardButton(
                button.label, url=button.url or None, callback_data=button.data or None
            )
            for button in row
        ]
        for row in buttons
        if row
    ]
    return InlineKeyboardMarkup(rows) if rows else None


def choices(chosen: Container[str], language: Language) -> Buttons:
    """Make a button for each category and topic, with a tick if it is chosen, and the menu."""
    named = [(name, name_of("categories", name, language)) for name in categories()]
    named += [(topic.id, name_of("topics", topic.id, language)) for topic in topics()]
    buttons = [
        Button(label=ticked(title, is_ticked=target in chosen), data=f"{TOGGLE}{target}")
        for target, title in named
    ]
    return (*rows(buttons), *menu(language))


def menu(language: Language) -> Buttons:
    """Make the buttons of the main commands."""
    names = ("subscriptions", "latest", "settings", "status", "help")
    return rows([Button(label=_label(language, name), data=f"do:{name}") for name in names], 3)


def guide_buttons(language: Language) -> Buttons:
    """Make the buttons below an answer to what the bot does not understand."""
    names = ("choose", "subscriptions", "latest", "settings", "help")
    data = {"choose": "do:subscribe"}
    return rows(
        [Button(label=_label(language, name), data=data.get(name, f"do:{name}")) for name in names]
    )


def subscription_buttons(
    subscriptions: Sequence[Subscription], directory: Directory, language: Language, link: str = ""
) -> Buttons:
    """Make for each subscription a button that changes its frequency and one that ends it.

    `link`: the web page that edits the same subscriptions.
    """
    found = []
    for subscription in subscriptions[:_MAX_ROWS]:
        name = directory.name(subscription.target, language)
        frequency = texts("bot", language)[f"frequency_{subscription.frequency}"]
        key = key_of(subscription.target)
        label = message(
            "bot", language, "button_cycle", target=name[:_LABEL_CHARS], frequency=frequency
        )
        found.append(
            (Button(label=label, data=f"cycle:{key}"), Button(label="✕", data=f"stop:{key}"))
        )
    on_web = ((Button(label=_label(language, "on_web"), url=link),),) if link else ()
    return (*found, *on_web, *menu(language))


def next_frequency(frequency: Frequency) -> Frequency:
    """Return the frequency that a tap on a subscription sets."""
    order = list(Frequency)
    return order[(order.index(frequency) + 1) % len(order)]


def settings(subscriber: Subscriber) -> Buttons:
    """Make buttons for severity, quiet hours, digest and language, with a tick if it is set."""
    language = subscriber.language
    quiet = subscriber.quiet is not None
    weekly = subscriber.digest_frequency is Frequency.WEEKLY

    def choice(name: str, data: str, *, is_ticked: bool) -> Button:
        return Button(label=ticked(_label(language, name), is_ticked=is_ticked), data=f"set:{data}")

    language_buttons = tuple(
        Button(
            label=ticked(about(code)["name"], is_ticked=code == language),
            data=f"set:language:{code}",
        )
        for code in languages()
    )
    return (
        *(
            (choice(one.level, f"severity:{one.level}", is_ticked=one is subscriber.min_severity),)
            for one in Severity
            if one
        ),
        (
            choice("quiet", "quiet:22:00-08:00", is_ticked=quiet),
            choice("quiet_off", "quiet:off", is_ticked=not quiet),
        ),
        (
            choice("daily", "digest:daily", is_ticked=not weekly),
            choice("weekly", "digest:weekly", is_ticked=weekly),
        ),
        (choice("empty", "digest:empty", is_ticked=subscriber.digest_empty),),
        language_buttons,
        (Button(label=_label(language, "export"), data="do:export"),),
    )


def of_source(source_id: str, language: Language) -> Buttons:
    """Make buttons that check, subscribe to and mute a source."""
    key = key_of(source_id)
    names = (("check", "check"), ("subscribe", "begin"), ("mute", "mute_source"))
    return (tuple(Button(label=_label(language, name), data=f"{do}:{key}") for name, do in names),)


def _label(language: Language, name: str) -> str:
    return texts("bot", language)[f"button_{name}"]


def ticked(label: str, *, is_ticked: bool) -> str:
    """Return a label, with a tick if its choice is in force."""
    return f"✅ {label}" if is_ticked else label


def rows(buttons: list[Button], columns: int = _COLUMNS) -> Buttons:
    """Arrange buttons in rows."""
    return tuple(tuple(buttons[i : i + columns]) for i in range(0, len(buttons), columns))
