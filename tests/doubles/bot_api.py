"""A Bot API server on this machine that behaves as the documentation says.

https://core.telegram.org/bots/api: 1-4096 characters after entity parsing, callback data
of 1-64 bytes, strict HTML, error codes with `parameters.retry_after` and
`migrate_to_chat_id`; https://core.telegram.org/bots/faq: one message a second per chat.
"""

import asyncio
import json
import threading
import time
from collections import defaultdict, deque
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import count
from types import TracebackType
from typing import Any, Self

from aiohttp import web

TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
_TAGS = {
    "b",
    "strong",
    "i",
    "em",
    "u",
    "ins",
    "s",
    "strike",
    "del",
    "a",
    "code",
    "pre",
    "blockquote",
}
_MAX_UNITS = 4096
_POLL = 0.02
_MESSAGE_IDS = count(10_000)


@dataclass(slots=True)
class Refusal:
    """What the server answers instead of doing what it was asked."""

    code: int
    description: str
    parameters: dict[str, Any] = field(default_factory=dict)


class BotApi:
    """The server. `sent`: every message as it stands now, edits applied."""

    def __init__(self, *, enforce_limits: bool = False) -> None:
        self.enforce_limits = enforce_limits
        self.sent: list[dict[str, Any]] = []
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.refusals: dict[int, deque[Refusal]] = defaultdict(deque)
        self.limit_hits = 0
        self._updates: list[dict[str, Any]] = []
        self._count = 0
        self._last: dict[int, float] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._port = 0

    @property
    def url(self) -> str:
        """What FOREWARN_TELEGRAM_API_URL is set to."""
        return f"http://127.0.0.1:{self._port}"

    def says(self, chat_id: int, text: str, language: str = "en") -> None:
        """A person writes to the bot."""
        entities = [{"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}]
        self._post(
            message={
                "message_id": next(_MESSAGE_IDS),
                "date": int(time.time()),
                "text": text,
                "entities": entities if text.startswith("/") else [],
                **_person(chat_id, language),
            }
        )

    def taps(self, chat_id: int, data: str, message_id: int) -> None:
        """A person taps a button under a message."""
        message = {"message_id": message_id, "date": int(time.time()), **_person(chat_id, "en")}
        self._post(
            callback_query={
                "id": str(next(_MESSAGE_IDS)),
                "from": _person(chat_id, "en")["from"],
                "chat_instance": "1",
                "message": message,
                "data": data,
            }
        )

    def to(self, chat_id: int) -> list[str]:
        """The texts that a chat shows."""
        return [message["text"] for message in self.sent if message["chat_id"] == chat_id]

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._open(), self._loop).result(10)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _open(self) -> None:
        server = web.Application()
        server.router.add_route("*", "/bot{token}/{method}", self._handle)
        self._runner = web.AppRunner(server, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self._port = self._runner.addresses[0][1]

    async def _close(self) -> None:
        await self._runner.cleanup()
        left = asyncio.all_tasks() - {asyncio.current_task()}
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    async def _handle(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        given = dict(await request.post())
        values = {name: _parsed(str(value)) for name, value in given.items()}
        self.calls.append((method, values))
        if request.match_info["token"] != TOKEN:
            return _refuse(Refusal(401, "Unauthorized"))
        handler = getattr(self, f"_do_{method}", None)
        result = await handler(values) if handler else True
        return (
            _refuse(result)
            if isinstance(result, Refusal)
            else web.json_response({"ok": True, "result": result})
        )

    async def _do_getMe(self, values: dict[str, Any]) -> Any:
        return {
            "id": 110201543,
            "is_bot": True,
            "first_name": "Forewarn",
            "username": "forewarn_bot",
        }

    async def _do_getUpdates(self, values: dict[str, Any]) -> Any:
        deadline = time.monotonic() + float(values.get("timeout", 0))
        offset = int(values.get("offset", 0))
        self._updates = [update for update in self._updates if update["update_id"] >= offset]
        while not self._updates and time.monotonic() < deadline:
            await asyncio.sleep(_POLL)
        return self._updates

    async def _do_sendMessage(self, values: dict[str, Any]) -> Any:
        chat_id = int(values["chat_id"])
        if self.refusals[chat_id]:
            return self.refusals[chat_id].popleft()
        if refused := _check(values) or self._limit(chat_id):
            return refused
        message = {
            "chat_id": chat_id,
            "message_id": len(self.sent) + 1,
            "text": str(values["text"]),
            "reply_markup": values.get("reply_markup"),
        }
        self.sent.append(message)
        return _shown(message)

    async def _do_editMessageText(self, values: dict[str, Any]) -> Any:
        message = self.sent[int(values["message_id"]) - 1]
        if refused := _check(values):
            return refused
        if message["text"] == str(values["text"]):
            return Refusal(400, "Bad Request: message is not modified")
        message["text"] = str(values["text"])
        return _shown(message)

    async def _do_editMessageReplyMarkup(self, values: dict[str, Any]) -> Any:
        message = self.sent[int(values["message_id"]) - 1]
        if message["reply_markup"] == values.get("reply_markup"):
            return Refusal(400, "Bad Request: message is not modified")
        message["reply_markup"] = values.get("reply_markup")
        return _shown(message)

    def _limit(self, chat_id: int) -> Refusal | None:
        now = time.monotonic()
        if self.enforce_limits and now - self._last.get(chat_id, 0.0) < 0.95:
            self.limit_hits += 1
            return Refusal(429, "Too Many Requests: retry after 1", {"retry_after": 1})
        self._last[chat_id] = now
        return None

    def _post(self, **update: Any) -> None:
        def add() -> None:
            self._count += 1
            self._updates.append({"update_id": self._count, **update})

        self._loop.call_soon_threadsafe(add)


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
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.error = f"Unexpected end tag {tag}"

    def handle_data(self, data: str) -> None:
        self.text += data


def _check(values: dict[str, Any]) -> Refusal | None:
    text = str(values.get("text", ""))
    if values.get("parse_mode") == "HTML":
        parser = _Strict()
        parser.feed(text)
        parser.close()
        if parser.error or parser.open:
            return Refusal(
                400, f"Bad Request: can't parse entities: {parser.error or 'tag not closed'}"
            )
        text = parser.text
    units = len(text.encode("utf-16-le")) // 2
    if not text.strip():
        return Refusal(400, "Bad Request: message text is empty")
    if units > _MAX_UNITS:
        return Refusal(400, "Bad Request: message is too long")
    for row in (values.get("reply_markup") or {}).get("inline_keyboard", []):
        for button in row:
            if not 1 <= len(button["callback_data"].encode()) <= 64:
                return Refusal(400, "Bad Request: BUTTON_DATA_INVALID")
    return None


def _refuse(refusal: Refusal) -> web.Response:
    body = {
        "ok": False,
        "error_code": refusal.code,
        "description": refusal.description,
        "parameters": refusal.parameters,
    }
    return web.json_response(body, status=refusal.code)


def _shown(message: dict[str, Any]) -> dict[str, Any]:
    return {
        "message_id": message["message_id"],
        "date": int(time.time()),
        "chat": {"id": message["chat_id"], "type": "private", "first_name": "Li"},
        "text": message["text"],
    }


def _person(chat_id: int, language: str) -> dict[str, Any]:
    return {
        "chat": {"id": chat_id, "type": "private", "first_name": "Li"},
        "from": {"id": chat_id, "is_bot": False, "first_name": "Li", "language_code": language},
    }


def _parsed(value: str) -> Any:
    try:
        return json.loads(value) if value[:1] in "{[" else value
    except json.JSONDecodeError:
        return value
