"""Masks secrets in everything that this process writes."""

from collections.abc import Iterable

_MASK = "[secret]"
_secrets: list[str] = []


def set_secrets(secrets: Iterable[str]) -> None:
    """Set the secrets to mask from now on."""
    _secrets[:] = sorted(set(secrets), key=len, reverse=True)


def struck(text: str) -> str:
    """Replace the secrets in a text by a placeholder."""
    for secret in _secrets:
        text = text.replace(secret, _MASK)
    return text
