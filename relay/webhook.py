"""A signed JSON request to a person's own server.

Signed as Standard Webhooks says: https://www.standardwebhooks.com
"""

import hashlib
import hmac
from base64 import b64decode, b64encode
from datetime import datetime

from monitor.audience import Message
from monitor.errors import SendError
from relay.outgoing import Headers, post

_GONE = 410


async def call(
    address: str, secret: str, message: Message, at: datetime, *, allow_private: bool
) -> str:
    """Hand a message over; the server's status. SendError when it is refused."""
    body = message.payload.encode()
    headers = _headers(secret, message.message_id, body, at)
    answer = await post(address, headers, body, allow_private=allow_private)
    if answer.status < 300:
        return str(answer.status)
    gone = answer.status == _GONE
    raise SendError(f"the webhook answered {answer.status}", permanent=gone, recipient_gone=gone)


def signature(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """The value of `webhook-signature` for a body."""
    key = b64decode(secret.removeprefix("whsec_"))
    signed = f"{message_id}.{timestamp}.".encode() + body
    return f"v1,{b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()}"


def _headers(secret: str, message_id: str, body: bytes, at: datetime) -> Headers:
    timestamp = int(at.timestamp())
    headers = [
        ("content-type", "application/json"),
        ("user-agent", "Forewarn"),
        ("webhook-id", message_id),
        ("webhook-timestamp", str(timestamp)),
    ]
    # An address that is not confirmed yet has no key.
    if secret:
        headers.append(("webhook-signature", signature(secret, message_id, timestamp, body)))
    return headers
