"""What Telegram takes and refuses, as its documentation says.

https://core.telegram.org/bots/api (formatting options, sendMessage, InlineKeyboardButton),
https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
"""

import re
import time
from collections import defaultdict, deque
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

_TAGS = frozenset(
    "b strong i em u ins s strike del a code pre blockquote tg-spoiler span tg-emoji".split()
)
# What a tag may carry; any other attribute is ignored there and a mistake of ours here.
_ATTRIBUTES = {
    "a": {"href"}, "code": {"class"}, "span": {"class"}, "tg-emoji": {"emoji-id"}, "blockquote": {"expandable"},
}  # fmt: skip
_TAG = re.compile(r"</?[a-z][a-z0-9-]*(\s[^<>]*)?>")
MAX_UNITS = 4096
_CAPTION_UNITS = 1024
_MOST_BUTTONS = 100


@dataclass(slots=True)
class Refusal:
    """What the server answers instead of doing what it was asked."""

    code: int
    description: str
    parameters: dict[str, Any] = field(default_factory=dict)


def check(values: dict[str, Any], most_units: int = MAX_UNITS) -> Refusal | None:
    """Why a message would be refused; None when it is taken."""
    text = str(values.get("text", values.get("caption", "")))
    if values.get("parse_mode") == "HTML":
        parser = _Strict()
        parser.feed(text)
        parser.close()
        error = parser.error or ("tag not closed" if parser.open else "") or _bare(text)
        if error:
            return Refusal(400, f"Bad Request: can't parse entities: {error}")
        text = parser.text
    units = len(text.encode("utf-16-le")) // 2
    if "text" in values and not text.strip():
        return Refusal(400, "Bad Request: message text is empty")
    if units > (most_units if "text" in values else _CAPTION_UNITS):
        return Refusal(400, "Bad Request: message is too long")
    return _check_buttons(values)


def _check_buttons(values: dict[str, Any]) -> Refusal | None:
    markup = values.get("reply_markup") or {}
    buttons = [button for row in markup.get("inline_keyboard", []) for button in row]
    if len(buttons) > _MOST_BUTTONS:
        return Refusal(400, "Bad Request: reply markup is too long")
    for button in buttons:
        if not button["text"].strip():
            return Refusal(400, "Bad Request: text buttons are unallowed in the inline keyboard")
        url, data = button.get("url"), button.get("callback_data")
        if (url is None) == (data is None):
            return Refusal(400, "Bad Request: exactly one of the optional fields must be used")
        if data is not None and not 1 <= len(data.encode()) <= 64:
            return Refusal(400, "Bad Request: BUTTON_DATA_INVALID")
        if url is not None and not url.startswith(("http://", "https://", "tg://")):
            return Refusal(400, "Bad Request: BUTTON_URL_INVALID")
    return None


def _bare(text: str) -> str:
    """A `<` that begins no tag."""
    return next(
        (
            "Unsupported start tag"
            for m in re.finditer("<", text)
            if not _TAG.match(text, m.start())
        ),
        "",
    )


class Limits:
    """One message a second to a chat, 20 a minute to a group, 30 a second in all."""

    def __init__(self) -> None:
        self.hits = 0
        self.inside_a_pause = 0
        self._chats: dict[int, deque[float]] = defaultdict(deque)
        self._all: deque[float] = deque()
        self._resting: dict[int, float] = {}

    def rest(self, chat_id: int, seconds: float) -> None:
        """A pause was asked for; who writes before it is over is counted."""
        self._resting[chat_id] = time.monotonic() + seconds

    def check(self, chat_id: int) -> Refusal | None:
        """Whether a message comes too soon."""
        now = time.monotonic()
        if now < self._resting.get(chat_id, 0.0):
            self.inside_a_pause += 1
        sent, every = self._chats[chat_id], self._all
        _forget(sent, now - 60)
        _forget(every, now - 1)
        # The clocks of two machines differ a little.
        too_soon = (
            (sent and now - sent[-1] < 0.95)
            or (chat_id < 0 and len(sent) >= 21)
            or len(every) >= 31
        )
        if too_soon:
            self.hits += 1
            return Refusal(429, "Too Many Requests: retry after 1", {"retry_after": 1})
        sent.append(now)
        every.append(now)
        return None


def _forget(times: deque[float], before: float) -> None:
    while times and times[0] < before:
        times.popleft()


class _Strict(HTMLParser):
    """Telegram's HTML: known tags, closed in order; its length is that of the bare text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.text = ""
        self.error = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _TAGS:
            self.error = f'Unsupported start tag "{tag}"'
        if not {name for name, _ in attrs} <= _ATTRIBUTES.get(tag, set()):
            self.error = f'Unsupported attribute of tag "{tag}"'
        # "Blockquote and expandable blockquote entities can't be nested."
        if tag == "blockquote" and tag in self.open:
            self.error = "Blockquotes can't be nested"
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.error = f"Unexpected end tag {tag}"

    def handle_data(self, data: str) -> None:
        self.text += data
