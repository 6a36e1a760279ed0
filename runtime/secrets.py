"""What must not be seen in anything that this process writes."""

from collections.abc import Iterable

_STRUCK = "[secret]"
_secrets: list[str] = []


def keep_secret(secrets: Iterable[str]) -> None:
    """Set what is struck out from now on."""
    _secrets[:] = sorted(set(secrets), key=len, reverse=True)


def struck(text: str) -> str:
    """The text without the secrets."""
    for secret in _secrets:
        text = text.replace(secret, _STRUCK)
    return text
