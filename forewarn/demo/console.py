"""A channel that prints messages, with Telegram's markup converted for a terminal."""

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
    """Stores messages instead of sending them, and prints them by language."""

    def __init__(self) -> None:
        self._messages: dict[Language, list[Message]] = defaultdict(list)

    async def send(self, recipient: Subscriber, message: Message) -> str:
        """Store one message."""
        self._messages[recipient.language].append(message)
        return "kept"

    def show(self) -> None:
        """Print the messages of each subscriber."""
        for language, messages in self._messages.items():
            print(f"\n--- a seller who reads {_NAMES[language]} gets")
            for message in messages:
                print(f"\n{shown(message.html, ansi=sys.stdout.isatty())}")


def shown(html: str, *, ansi: bool) -> str:
    """Convert Telegram HTML to text for a terminal."""
    text = _LINK.sub(r"\2 <\1>".replace("<", "(").replace(">", ")"), html)
    for tag, (start, end) in (_STYLES if ansi else _PLAIN).items():
        text = text.replace(f"<{tag}>", start).replace(f"</{tag}>", end)
    return unescape(text)
