"""Signed links that permit one action without a sign-in. They expire."""

from dataclasses import dataclass
from typing import Any

from itsdangerous import BadData, URLSafeTimedSerializer

# A mail can be unsubscribed from half a year later: subscribers keep digests, and RFC 8058
# requires the link to work for the life of the mail.
_UNSUBSCRIBE_SECONDS = 180 * 86_400
_CONFIRM_SECONDS = 30 * 60
# The link in last month's digest still opens the choices.
_CHOICES_SECONDS = 60 * 86_400

# A feed reader keeps an address for years; it only reads.
_FEED_SECONDS = 5 * 365 * 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressLink:
    """The content of a mail's link: one address of one subscriber. `code`: confirms the address."""

    subscriber_id: int
    address: str
    code: str = ""


class Links:
    """Creates and reads signed links under one public URL."""

    def __init__(self, key: str, public_url: str) -> None:
        self._public_url = public_url
        self._unsubscribe = URLSafeTimedSerializer(key, salt="unsubscribe")
        self._confirm = URLSafeTimedSerializer(key, salt="confirm")
        self._choices = URLSafeTimedSerializer(key, salt="choices")
        self._feed = URLSafeTimedSerializer(key, salt="feed")

    def unsubscribe(self, subscriber_id: int, address: str) -> str:
        """Create the URL that stops a mail by one click."""
        return (
            f"{self._public_url}/unsubscribe/{_sign(self._unsubscribe, [subscriber_id, address])}"
        )

    def confirm(self, subscriber_id: int, address: str, code: str) -> str:
        """Create the URL that confirms a mail address."""
        token = _sign(self._confirm, [subscriber_id, address, code])
        return f"{self._public_url}/confirm/{token}"

    def choices(self, subscriber_id: int) -> str:
        """Create the URL where a subscriber edits their choices."""
        return f"{self._public_url}/subscriptions/{_sign(self._choices, [subscriber_id])}"

    def open_tasks(self, subscriber_id: int) -> str:
        """Create the URL where a subscriber marks changes as done; its token opens the choices, too."""
        return f"{self._public_url}/mine/open/{_sign(self._choices, [subscriber_id])}"

    def feed(self, subscriber_id: int) -> str:
        """Create the URL of the feed of what a subscriber follows; its token opens nothing else."""
        return f"{self._public_url}/mine/feed/{_sign(self._feed, [subscriber_id])}.atom"

    def read_feed(self, token: str) -> int | None:
        """Read the subscriber's number; None when the link is forged or expired."""
        values = _values(self._feed, token, _FEED_SECONDS, 1)
        return values[0] if values else None

    def today(self, subscriber_id: int) -> str:
        """Create the URL of a subscriber's own first page; its token opens the choices, too."""
        return f"{self._public_url}/mine/today/{_sign(self._choices, [subscriber_id])}"

    def read_choices(self, token: str) -> int | None:
        """Read the subscriber's number; None when the link is forged or expired."""
        values = _values(self._choices, token, _CHOICES_SECONDS, 1)
        return values[0] if values else None

    def read_unsubscribe(self, token: str) -> AddressLink | None:
        """Read an unsubscribe link; None when it is forged or expired."""
        return _link(self._unsubscribe, token, _UNSUBSCRIBE_SECONDS, 2)

    def read_confirm(self, token: str) -> AddressLink | None:
        """Read a confirmation link; None when it is forged or expired."""
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
    """Read the signed values: a subscriber's number first, `count` values in all."""
    try:
        values = serializer.loads(token, max_age=max_age)
    except BadData:
        return None
    is_valid = isinstance(values, list) and len(values) == count and isinstance(values[0], int)
    return values if is_valid else None
