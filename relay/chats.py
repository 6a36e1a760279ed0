"""Team chats: WeCom, DingTalk, Feishu and Slack. Each accepts one JSON object and returns a result.

https://developer.work.weixin.qq.com/document/path/91770
https://open.dingtalk.com/document/orgapp/custom-robot-access
https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot
https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from html import escape
from typing import Any

from monitor.audience import Message
from monitor.errors import SendError
from monitor.parsing.json import read_json
from monitor.parsing.numbers import read_whole
from monitor.parsing.urls import split_url
from monitor.relay import RelayKind, shown
from relay.outgoing import PostResponse, post

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """The protocol of one kind of chat.

    `body`: makes the JSON object of a text. `code`: reads the result code from the body of an HTTP
    200, 0 for success. `path`: the pattern of its addresses. `busy`: codes that request a pause.
    `gone`: codes of a removed bot or an invalid key.
    """

    body: Callable[[str], dict[str, Any]]
    code: Callable[[bytes], int]
    path: str = r"/.+"
    busy: frozenset[int] = frozenset()
    gone: frozenset[int] = frozenset()


def _number_at(key: str) -> Callable[[bytes], int]:
    """Make a function that reads the number at a key; without it the answer is a failure, -1."""

    def read(body: bytes) -> int:
        answer = read_json(body)
        code = read_whole(answer.get(key)) if isinstance(answer, dict) else None
        return code if isinstance(code, int) else -1

    return read


# WeCom and DingTalk answer in the same form, and both accept 20 messages a minute.
_ERRCODE = Chat(
    body=lambda text: {"msgtype": "text", "text": {"content": text}},
    code=_number_at("errcode"),
    busy=frozenset({45009, 130101}),
    gone=frozenset({93000, 300005}),
)
CHATS = {
    RelayKind.WECOM: _ERRCODE,
    RelayKind.DINGTALK: _ERRCODE,
    RelayKind.FEISHU: Chat(
        body=lambda text: {"msg_type": "text", "content": {"text": text}},
        code=_number_at("code"),
        path=r"/open-apis/bot/v2/hook/[\w-]+/?",
        busy=frozenset({9499, 11232}),
        gone=frozenset({19001}),
    ),
    RelayKind.SLACK: Chat(
        # Slack reads `<`, `>` and `&` as markup
        # (https://docs.slack.dev/messaging/formatting-message-text#escaping).
        body=lambda text: {"text": escape(text, quote=False)},
        code=lambda body: 0 if body.strip() == b"ok" else -1,
        path=r"/services/\w+/\w+/\w+/?",
        busy=frozenset({429}),
        # 404: no such webhook; 410: its channel was archived.
        gone=frozenset({404, 410}),
    ),
}


async def notify(chat: Chat, address: str, message: Message, *, allow_private: bool = False) -> str:
    """Send a message to a team chat; return where it went. SendError when it is refused."""
    if not re.fullmatch(chat.path, split_url(address).path, re.ASCII):
        raise SendError(f"{shown(address)} holds no key of a bot", permanent=True)
    body = json.dumps(chat.body(f"{message.subject}\n{message.text}"), ensure_ascii=False).encode()
    headers = [("content-type", "application/json; charset=utf-8")]
    answer = await post(address, headers, body, allow_private=allow_private)
    code = _result_code(chat, answer)
    if code == 0:
        return shown(address)
    raise SendError(
        f"{shown(address)} did not take the message ({code})",
        permanent=code in chat.gone,
        recipient_gone=code in chat.gone,
        retry_after=_MINUTE if code in chat.busy else None,
    )


def _result_code(chat: Chat, answer: PostResponse) -> int:
    return chat.code(answer.body) if answer.status == 200 else answer.status
