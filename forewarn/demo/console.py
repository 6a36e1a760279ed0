"""A channel that prints: Telegram's markup as a terminal shows it."""

import re
import sys
from collections import defaultdict
from html import unescape

from monitor.audience import Message, Subscriber
from monitor.language import Language

_STYLES = {"b": ("\033[1m", "\033[22m"), "s": ("\033[9m", "\033[29m"), "i": ("\033[3m", "\033[23m")}
_PLAIN = {"b": ("", ""), "s": ("[-", "-]"), "i": ("", "")}
_NAMES = {Language.ZH: "Chinese", Language.EN: "English"}
_LINK = re.compile(r'<a href="([^"]*)">([^<]*)</a>')


class ConsoleChannel:
    """Keeps messages instead of sending them, and prints them by reader."""

    def __init__(self) -> None:
        self._kept: dict[Language, list[Message]] = defaultdict(list)

    async def send(self, recipient: Subscriber, message: Message) -> str:
        """Keep one message."""
        self._kept[recipient.language].append(message)
        return "kept"

    def show(self) -> None:
        """Print what each reader got."""
        for language, messages in self._kept.items():
            print(f"\n--- a seller who reads {_NAMES[language]} gets")
            for message in messages:
                print(f"\n{shown(message.html, ansi=sys.stdout.isatty())}")


def shown(html: str, *, ansi: bool) -> str:
    """Telegram HTML as text for a terminal."""
    text = _LINK.sub(r"\2 <\1>".replace("<", "(").replace(">", ")"), html)
    for tag, (start, end) in (_STYLES if ansi else _PLAIN).items():
        text = text.replace(f"<{tag}>", start).replace(f"</{tag}>", end)
    return unescape(text)
