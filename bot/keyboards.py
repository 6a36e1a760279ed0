"""Buttons. Each has a typed form too."""

from collections.abc import Container

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from monitor.model import Language
from monitor.vocabulary import categories, name_of, topics

TOGGLE = "toggle:"
_COLUMNS = 2


def choices(chosen: Container[str], language: Language) -> InlineKeyboardMarkup:
    """The categories, then goods and risks; a tick before what is chosen."""
    named = [(name, name_of("categories", name, language)) for name in categories()]
    named += [(topic.id, name_of("topics", topic.id, language)) for topic in topics()]
    buttons = [
        InlineKeyboardButton(
            f"✅ {title}" if target in chosen else title,
            callback_data=f"{TOGGLE}{target}",
        )
        for target, title in named
    ]
    rows = [buttons[i : i + _COLUMNS] for i in range(0, len(buttons), _COLUMNS)]
    return InlineKeyboardMarkup(rows)
