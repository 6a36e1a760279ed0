"""Signed links: who may do what, without a sign-in. They expire, and say nothing in clear."""

from dataclasses import dataclass
from typing import Any

from itsdangerous import BadData, URLSafeTimedSerializer

# A mail that lies unread for half a year can still be unsubscribed from (RFC 8058 wants no
# less than the life of the mail; readers keep digests).
_UNSUBSCRIBE_SECONDS = 180 * 86_400
_CONFIRM_SECONDS = 30 * 60
# A digest from last month still leads to the choices.
_CHOICES_SECONDS = 60 * 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressLink:
    """What a link of a mail is about: one address of one subscriber. `code`: proves it."""

    subscriber_id: int
    address: str
    code: str = ""


class Links:
    """Makes and reads links under one public address."""

    def __init__(self, key: str, public_url: str) -> None:
        self._public_url = public_url
        self._unsubscribe = URLSafeTimedSerializer(key, salt="unsubscribe")
        self._confirm = URLSafeTimedSerializer(key, salt="confirm")
        self._choices = URLSafeTimedSerializer(key, salt="choices")

    def unsubscribe(self, subscriber_id: int, address: str) -> str:
        """The address that stops a mail by one click."""
        return (
            f"{self._public_url}/unsubscribe/{_sign(self._unsubscribe, [subscriber_id, address])}"
        )

    def confirm(self, subscriber_id: int, address: str, code: str) -> str:
        """The address that proves a mail address."""
        token = _sign(self._confirm, [subscriber_id, address, code])
        return f"{self._public_url}/confirm/{token}"

    def choices(self, subscriber_id: int) -> str:
        """The address where a reader changes what they hear of."""
        return f"{self._public_url}/subscriptions/{_sign(self._choices, [subscriber_id])}"

    def read_choices(self, token: str) -> int | None:
        """Whose choices a link opens; None when it is forged or too old."""
        values = _values(self._choices, token, _CHOICES_SECONDS, 1)
        return values[0] if values else None

    def read_unsubscribe(self, token: str) -> AddressLink | None:
        """What an unsubscribe link is about; None when it is forged or too old."""
        return _link(self._unsubscribe, token, _UNSUBSCRIBE_SECONDS, 2)

    def read_confirm(self, token: str) -> AddressLink | None:
        """What a confirmation link is about; None when it is forged or too old."""
        return _link(self._confirm, token, _CONFIRM_SECONDS, 3)


def _sign(serializer: URLSafeTimedSerializer, values: list[Any]) -> str:
    token = serializer.dumps(values)
    return token if isinstance(token, str) else token.decode()


def _link(
    serializer: URLSafeTimedSerializer, token: str, max_age: int, count: int
) -> AddressLink | None:
    values = _values(serializer, token, max_age, count)
    if values is None:
        return None
    return AddressLink(
        subscriber_id=values[0], address=str(values[1]), code="".join(map(str, values[2:]))
    )


def _values(
    serializer: URLSafeTimedSerializer, token: str, max_age: int, count: int
) -> list[Any] | None:
    """What was signed: a subscriber's number, and so many values in all."""
    try:
        values = serializer.loads(token, max_age=max_age)
    except BadData:
        return None
    right = isinstance(values, list) and len(values) == count and isinstance(values[0], int)
    return values if right else None
