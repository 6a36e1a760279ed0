"""Signed JSON requests to a subscriber's own server.

The signature follows Standard Webhooks: https://www.standardwebhooks.com
"""

from datetime import datetime

from standardwebhooks import Webhook

from monitor.audience import Message
from monitor.errors import SendError
from relay.outgoing import Headers, post

_GONE = 410


async def call(
    address: str, secret: str, message: Message, at: datetime, *, allow_private: bool
) -> str:
    """Send a message; return the server's status. SendError when it is refused."""
    body = message.payload.encode()
    headers = _headers(secret, message.message_id, body, at)
    answer = await post(address, headers, body, allow_private=allow_private)
    if answer.status < 300:
        return str(answer.status)
    gone = answer.status == _GONE
    raise SendError(f"the webhook answered {answer.status}", permanent=gone, recipient_gone=gone)


def _headers(secret: str, message_id: str, body: bytes, at: datetime) -> Headers:
    headers = [
        ("content-type", "application/json"),
        ("user-agent", "Forewarn"),
        ("webhook-id", message_id),
        ("webhook-timestamp", str(int(at.timestamp()))),
    ]
    # An address that is not confirmed yet has no secret.
    if secret:
        signed = Webhook(secret).sign(message_id, at, body.decode())
        headers.append(("webhook-signature", signed))
    return headers
