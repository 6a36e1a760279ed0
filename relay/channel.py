"""The relay channel: WeCom, DingTalk, Feishu and Slack through apprise, webhooks signed."""

import logging
from collections.abc import Callable
from datetime import datetime

from apprise import Apprise, NotifyFormat

from monitor.audience import Message, Subscriber
from monitor.errors import SendError
from monitor.relay import RelayKind, relay_kind, shown
from relay.webhook import post

# It writes addresses, which hold keys, when a server refuses.
logging.getLogger("apprise").setLevel(logging.CRITICAL)


class RelayChannel:
    """Hands messages to a team's chat or to a person's own server."""

    def __init__(self, clock: Callable[[], datetime], *, allow_private: bool) -> None:
        self._clock = clock
        self._allow_private = allow_private

    async def send(self, recipient: Subscriber, message: Message) -> str:
        """Send one message. SendError when it is refused."""
        address = recipient.relay
        if not address:
            raise SendError("the subscriber has no relay", permanent=True)
        kind = relay_kind(address)
        if kind is None and not self._allow_private:
            raise SendError("the relay's address is none that is taken", permanent=True)
        if kind in {None, RelayKind.WEBHOOK}:
            at = self._clock()
            secret = recipient.relay_secret
            return await post(address, secret, message, at, allow_private=self._allow_private)
        return await _notify(address, message)


async def _notify(address: str, message: Message) -> str:
    target = Apprise()
    if not target.add(address):
        raise SendError(f"{shown(address)} is no address of a chat's bot", permanent=True)
    taken = await target.async_notify(
        body=message.text, title=message.subject, body_format=NotifyFormat.TEXT
    )
    if not taken:
        raise SendError(f"{shown(address)} did not take the message")
    return shown(address)
