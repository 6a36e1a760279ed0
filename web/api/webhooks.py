"""What Forewarn sends to a subscriber's webhook; described, and no part of the API itself."""

from datetime import date, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Header
from pydantic import Field

from web.api.schemas import ApiModel, CaseSchema

_SIGNED = """Signed as [Standard Webhooks](https://www.standardwebhooks.com) specify: `webhook-signature` is `v1,` and the base64
HMAC-SHA256 of `ID.TIMESTAMP.BODY` with the key that was shown when the address was confirmed. The same `webhook-id` is
the same message, sent again. Answer with a status below 300; 410 ends the subscription; after any other it is tried again."""

MessageId = Annotated[
    str, Header(alias="webhook-id", description="The same when a message is sent twice")
]
SentAt = Annotated[
    str, Header(alias="webhook-timestamp", description="When it was sent, in seconds since 1970")
]
Signature = Annotated[
    str, Header(alias="webhook-signature", description="`v1,` and the base64 signature")
]


class NotifiedChangeSchema(ApiModel):
    """A change, as `forewarn changes --json` writes it."""

    id: int
    source: str
    organisation: str
    title: str
    category: str
    kind: str
    severity: str
    topics: list[str]
    effective_date: date | None
    deadlines: list[date]
    detected_at: datetime
    summary: str
    url: str
    level: str
    headline: str


class OwnNameSchema(ApiModel):
    """One of the subscriber's own names that a change states."""

    change: int
    kind: str
    name: str
    place: str
    quote: str


class AlertSchema(ApiModel):
    """One change, or several that came together."""

    type: Literal["alert"]
    changes: list[NotifiedChangeSchema] = Field(max_length=100)
    follow_up_of: int | None = Field(
        None, description="The change that told of the same event first"
    )
    case: CaseSchema | None = Field(None, description="The lawsuit that the change reports on")
    names: list[OwnNameSchema] = Field(default_factory=list)
    count: int | None = Field(None, description="How many there are, where it is more than 100")
    rest: str | None = Field(None, description="The address that lists all of them")


class DigestSchema(ApiModel):
    """The changes of a day or of a week."""

    type: Literal["digest"]
    changes: list[NotifiedChangeSchema] = Field(max_length=100)
    count: int
    alerted: list[int] = Field(description="The changes that were sent at once, before")
    merged: dict[str, list[int]] = Field(
        {}, description="A change that stands for several of its page, by its id: all their ids"
    )


class ConfirmationSchema(ApiModel):
    """The code that confirms this address; it is sent once, and not signed."""

    type: Literal["confirmation"]
    code: str
    text: str


def router() -> APIRouter:
    """Describe the events."""
    routes = APIRouter(tags=["webhooks"])

    @routes.post("alert", description=f"Something changed.\n\n{_SIGNED}")
    def alert(body: AlertSchema, id: MessageId, at: SentAt, signature: Signature) -> None:  # noqa: A002
        """Something changed."""

    @routes.post("digest", description=f"A day or a week is over.\n\n{_SIGNED}")
    def digest(body: DigestSchema, id: MessageId, at: SentAt, signature: Signature) -> None:  # noqa: A002
        """A day or a week is over."""

    @routes.post("confirmation", description="An address is to be confirmed.")
    def confirmation(body: ConfirmationSchema, id: MessageId, at: SentAt) -> None:  # noqa: A002
        """An address is to be confirmed."""

    return routes


# How a program verifies a webhook, with the standard library alone.
VERIFICATION = '''\
import base64, hashlib, hmac, time

def is_genuine(secret: str, headers: dict[str, str], body: bytes) -> bool:
    """Whether Forewarn sent this; `headers` by their names in lower case."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    at = headers["webhook-timestamp"]
    signed = f"{headers['webhook-id']}.{at}.".encode() + body
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    sent = [one.removeprefix("v1,") for one in headers["webhook-signature"].split()]
    is_fresh = abs(time.time() - int(at)) < 300
    return is_fresh and any(hmac.compare_digest(expected, one) for one in sent)
'''
