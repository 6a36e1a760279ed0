"""The relay channel: known team chats, and signed webhooks for every other address."""

from collections.abc import Callable
from datetime import datetime

from monitor.audience import Message, Subscriber
from monitor.errors import SendError
from monitor.relay import RelayKind, relay_kind
from relay.chats import CHATS, notify
from relay.webhook import call


class RelayChannel:
    """Sends messages to a team chat or to a webhook on a subscriber's own server."""

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
        if kind is None or kind is RelayKind.WEBHOOK:
            secret, at = recipient.relay_secret, self._clock()
            return await call(address, secret, message, at, allow_private=self._allow_private)
        return await notify(CHATS[kind], address, message)
