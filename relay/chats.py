"""Team chats: Feishu and Slack through apprise, WeCom and DingTalk by their own two lines.

Both of the latter answer a refusal with HTTP 200 and an `errcode`, which apprise 2.3 takes for
success: an alert would be lost without a word. Their message is one JSON object:
https://developer.work.weixin.qq.com/document/path/91770
https://open.dingtalk.com/document/orgapp/custom-robot-access
"""

import json
import logging
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from apprise import NotifyFormat
from apprise.plugins.feishu import NotifyFeishu
from apprise.plugins.slack import NotifySlack

from monitor.audience import Message
from monitor.errors import SendError
from monitor.relay import RelayKind, shown
from relay.outgoing import post

# It writes addresses, which hold keys, when a server refuses.
logging.getLogger("apprise").setLevel(logging.CRITICAL)

# The library's constructors have no types.
_FEISHU: Any = NotifyFeishu
_SLACK: Any = NotifySlack
# Both chats take 20 messages a minute: 45009 and 130101 say that it was more.
_TOO_OFTEN = frozenset({45009, 130101})
_MINUTE = timedelta(minutes=1)
# The bot was removed from the chat, or its key is none.
_GONE = frozenset({93000, 300005})


async def notify(kind: RelayKind, address: str, message: Message) -> str:
    """Hand a message to a team's chat. SendError when it is refused."""
    if kind in {RelayKind.WECOM, RelayKind.DINGTALK}:
        return await say(address, message)
    target = _plugin(kind, address)
    taken = await target.async_notify(
        body=message.text, title=message.subject, body_format=NotifyFormat.TEXT
    )
    if not taken:
        raise SendError(f"{shown(address)} did not take the message")
    return shown(address)


async def say(address: str, message: Message, *, allow_private: bool = False) -> str:
    """A text for WeCom or DingTalk; what they answer decides."""
    text = f"{message.subject}\n{message.text}"
    body = json.dumps({"msgtype": "text", "text": {"content": text}}, ensure_ascii=False).encode()
    headers = [("content-type", "application/json; charset=utf-8")]
    answer = await post(address, headers, body, allow_private=allow_private)
    code = _code(answer.body) if answer.status == 200 else answer.status
    if code == 0:
        return shown(address)
    gone = code in _GONE
    raise SendError(
        f"{shown(address)} did not take the message ({code})",
        permanent=gone,
        recipient_gone=gone,
        retry_after=_MINUTE if code in _TOO_OFTEN else None,
    )


def _plugin(kind: RelayKind, address: str) -> Any:
    """The plugin of that chat alone: which address is called, no text of a person decides."""
    try:
        if kind is RelayKind.FEISHU:
            return _FEISHU(token=urlsplit(address).path.rstrip("/").rpartition("/")[2])
        return _SLACK(**(_SLACK.parse_native_url(address) or {}))
    except TypeError as error:
        # What a plugin raises for a key of the wrong form; it quotes the key.
        raise SendError(f"{shown(address)} holds no key of a bot", permanent=True) from error


def _code(body: bytes) -> int:
    """The chat's own verdict; what is no verdict is a failure."""
    try:
        return int(json.loads(body)["errcode"])
    except (ValueError, KeyError, TypeError):
        return -1
