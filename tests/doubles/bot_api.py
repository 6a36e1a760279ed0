"""A Bot API server on this machine that behaves as the documentation says.

What it takes and refuses stands in `telegram_rules`; errors carry `parameters.retry_after` and
`migrate_to_chat_id` (https://core.telegram.org/bots/api#responseparameters).
"""

import asyncio
import json
import threading
import time
from collections import defaultdict, deque
from io import BytesIO
from itertools import count
from types import TracebackType
from typing import Any, Self

from aiohttp import ClientSession, web

from tests.doubles.telegram_rules import MAX_UNITS, Limits, Refusal, check

TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
_POLL = 0.02
_MESSAGE_IDS = count(10_000)


class BotApi:
    """The server. `sent`: every message as it stands now, edits applied.

    `administrators`: chat and user ids of who keeps a group. `threads`: the topics of forums.
    `answers`: what a method answers, whatever it is asked. `garbled`: chats for which what was sent comes back as nonsense. `most_units`: how long a
    message may be.
    """

    def __init__(self, *, enforce_limits: bool = False) -> None:
        self.enforce_limits = enforce_limits
        self.limits = Limits()
        self.sent: list[dict[str, Any]] = []
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.nods: list[str] = []
        self.documents: list[dict[str, Any]] = []
        self.rejections: dict[int, deque[Refusal]] = defaultdict(deque)
        self.administrators: set[tuple[int, int]] = set()
        self.gone_threads: set[int] = set()
        self.garbled: set[int] = set()
        self.tap_refusals: deque[Refusal] = deque()
        self.most_units = MAX_UNITS
        self.answers: dict[str, Any] = {}
        self.token_is_revoked = False
        self.webhook: dict[str, Any] = {}
        self._updates: list[dict[str, Any]] = []
        self._count = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._port = 0

    @property
    def url(self) -> str:
        """What FOREWARN_TELEGRAM_API_URL is set to."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def limit_hits(self) -> int:
        """How many messages came sooner than the documented limits allow."""
        return self.limits.hits + self.limits.inside_a_pause

    def says(self, chat_id: int, text: str, language: str = "en") -> None:
        """A person writes to the bot."""
        self._post(message=message_of(chat_id, text, language))

    def comes(self, **update: Any) -> None:
        """An update of any form waits to be fetched."""
        self._post(**update)

    def taps(self, chat_id: int, data: str, message_id: int) -> None:
        """A person taps a button under a message."""
        self._post(callback_query=tap_of(chat_id, data, self.sent[message_id - 1]))

    def to(self, chat_id: int) -> list[str]:
        """The texts that a chat shows."""
        return [message["text"] for message in self.sent if message["chat_id"] == chat_id]

    def calls_webhook(self, update: dict[str, Any] | bytes, secret: str | None = None) -> int:
        """Telegram hands an update over, or somebody a body; the status of the answer."""
        body = update if isinstance(update, bytes) else json.dumps(update).encode()
        shown = self.webhook["secret_token"] if secret is None else secret

        async def call() -> int:
            headers = {"X-Telegram-Bot-Api-Secret-Token": shown}
            async with (
                ClientSession() as client,
                client.post(self.webhook["url"], data=BytesIO(body), headers=headers) as answer,
            ):
                return answer.status

        return asyncio.run_coroutine_threadsafe(call(), self._loop).result(20)

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
        values = {name: _parsed(value) for name, value in given.items()}
        self.calls.append((method, values))
        if request.match_info["token"] != TOKEN or self.token_is_revoked:
            return _refuse(Refusal(401, "Unauthorized"))
        if method in self.answers:
            return web.json_response(self.answers[method])
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

    async def _do_setWebhook(self, values: dict[str, Any]) -> Any:
        self.webhook = values
        return True

    async def _do_getChatMember(self, values: dict[str, Any]) -> Any:
        who = (int(values["chat_id"]), int(values["user_id"]))
        user = {"id": who[1], "is_bot": False, "first_name": "Li"}
        if who not in self.administrators:
            return {"status": "member", "user": user}
        return {"status": "creator", "user": user, "is_anonymous": False}

    async def _do_answerCallbackQuery(self, values: dict[str, Any]) -> Any:
        if self.tap_refusals:
            return self.tap_refusals.popleft()
        self.nods.append(str(values.get("text", "")))
        return True

    async def _do_sendMessage(self, values: dict[str, Any]) -> Any:
        chat_id = int(values["chat_id"])
        if refused := self._refused(chat_id, values):
            return refused
        message = {
            "chat_id": chat_id,
            "message_id": len(self.sent) + 1,
            "text": str(values["text"]),
            "html": values.get("parse_mode") == "HTML",
            "thread": int(values.get("message_thread_id", 0)),
            "reply_markup": values.get("reply_markup"),
            "reply_to": 0,
        }
        if refused := self._reply(message, values.get("reply_parameters")):
            return refused
        self.sent.append(message)
        return {"message": "nonsense"} if chat_id in self.garbled else shown(message)

    async def _do_sendDocument(self, values: dict[str, Any]) -> Any:
        chat_id = int(values["chat_id"])
        if refused := self._refused(chat_id, values):
            return refused
        self.documents.append({**values, "chat_id": chat_id})
        return shown({"chat_id": chat_id, "message_id": next(_MESSAGE_IDS), "text": ""})

    async def _do_editMessageText(self, values: dict[str, Any]) -> Any:
        message = self.sent[int(values["message_id"]) - 1]
        if refused := check(values):
            return refused
        displayed = (str(values["text"]), values.get("reply_markup"))
        if (message["text"], message["reply_markup"]) == displayed:
            return Refusal(400, "Bad Request: message is not modified")
        message["text"], message["reply_markup"] = displayed
        return shown(message)

    async def _do_editMessageReplyMarkup(self, values: dict[str, Any]) -> Any:
        message = self.sent[int(values["message_id"]) - 1]
        if refused := check({"reply_markup": values.get("reply_markup")}):
            return refused
        if message["reply_markup"] == values.get("reply_markup"):
            return Refusal(400, "Bad Request: message is not modified")
        message["reply_markup"] = values.get("reply_markup")
        return shown(message)

    def _refused(self, chat_id: int, values: dict[str, Any]) -> Refusal | None:
        if self.rejections[chat_id]:
            refusal = self.rejections[chat_id].popleft()
            self.limits.rest(chat_id, refusal.parameters.get("retry_after", 0))
            return refusal
        if int(values.get("message_thread_id", 0)) in self.gone_threads:
            return Refusal(400, "Bad Request: message thread not found")
        return check(values, self.most_units) or (
            self.limits.check(chat_id) if self.enforce_limits else None
        )

    def _reply(
        self, message: dict[str, Any], method_values: dict[str, Any] | None
    ) -> Refusal | None:
        """Note what the message answers; a message of another chat is not found."""
        number = int((method_values or {}).get("message_id", 0))
        there = [m for m in self.sent if m["message_id"] == number]
        if there and there[0]["chat_id"] == message["chat_id"]:
            message["reply_to"] = number
        elif method_values and not method_values.get("allow_sending_without_reply"):
            return Refusal(400, "Bad Request: message to be replied not found")
        return None

    def _post(self, **update: Any) -> None:
        def add() -> None:
            self._count += 1
            self._updates.append({"update_id": self._count, **update})

        self._loop.call_soon_threadsafe(add)


def message_of(
    chat_id: int,
    text: str,
    language: str = "en",
    *,
    user_id: int | None = None,
    **more: Any,
) -> dict[str, Any]:
    """A message as Telegram hands it over. `more`: other fields of the message."""
    command = {"type": "bot_command", "offset": 0, "length": len(text.partition(" ")[0])}
    return {
        "message_id": next(_MESSAGE_IDS),
        "date": int(time.time()),
        "chat": chat_of(chat_id),
        "from": person_of(user_id or abs(chat_id), language),
        "text": text,
        "entities": [command] if text.startswith("/") else [],
        **more,
    }


def tap_of(
    chat_id: int, data: str, message: dict[str, Any], user_id: int | None = None
) -> dict[str, Any]:
    """A tap on a button under a message of the bot."""
    return {
        "id": str(next(_MESSAGE_IDS)),
        "from": person_of(user_id or abs(chat_id), "en"),
        "chat_instance": "1",
        "message": shown(message),
        "data": data,
    }


def shown(message: dict[str, Any]) -> dict[str, Any]:
    """A message of the bot as Telegram shows it again."""
    topic = {"message_thread_id": message["thread"], "is_topic_message": True}
    return {
        "message_id": message["message_id"],
        "date": int(time.time()),
        "chat": chat_of(message["chat_id"]),
        "text": message["text"],
        **(topic if message.get("thread") else {}),
        **({"reply_markup": message["reply_markup"]} if message.get("reply_markup") else {}),
    }


def chat_of(chat_id: int) -> dict[str, Any]:
    """A private chat, or a supergroup for an id below zero."""
    if chat_id > 0:
        return {"id": chat_id, "type": "private", "first_name": "Li"}
    return {"id": chat_id, "type": "supergroup", "title": "Sellers", "is_forum": True}


def person_of(user_id: int, language: str) -> dict[str, Any]:
    """Who speaks."""
    return {"id": user_id, "is_bot": False, "first_name": "Li", "language_code": language}


def _refuse(refusal: Refusal) -> web.Response:
    body = {
        "ok": False,
        "error_code": refusal.code,
        "description": refusal.description,
        "parameters": refusal.parameters,
    }
    return web.json_response(body, status=refusal.code)


def _parsed(value: Any) -> Any:
    if isinstance(value, web.FileField):
        return value.file.read()
    try:
        return json.loads(value) if str(value)[:1] in "{[" else value
    except json.JSONDecodeError:
        return value
