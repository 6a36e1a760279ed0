"""HTTP calls to Telegram; they check each answer before the library acts on it."""

from math import isfinite
from typing import Any

from telegram.error import TelegramError
from telegram.request import BaseRequest, HTTPXRequest

from monitor.errors import LONGEST_PAUSE, SHORTEST_PAUSE


class CheckedRequest(HTTPXRequest):
    """Accepts only a JSON object as an answer, and only parameters within bounds."""

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Parse the answer; TelegramError when it is not an object."""
        answer: object = BaseRequest.parse_json_payload(payload)
        if not isinstance(answer, dict):
            raise TelegramError("Invalid server response")
        return {**answer, "parameters": _checked(answer.get("parameters"))}


def _checked(parameters: object) -> dict[str, Any]:
    """Keep only what the bot acts on: a pause within bounds, and the new id of a chat that moved."""
    given = parameters if isinstance(parameters, dict) else {}
    pause, moved_to = given.get("retry_after"), given.get("migrate_to_chat_id")
    checked: dict[str, Any] = {}
    if pause is not None:
        checked["retry_after"] = _pause(pause)
    if isinstance(moved_to, int) and abs(moved_to) < 2**63:
        checked["migrate_to_chat_id"] = moved_to
    return checked


def _pause(given: object) -> int:
    """Return a pause in seconds within bounds.

    A pause of years would silence a chat; zero or no number would make the bot retry in a busy loop.
    """
    try:
        requested = float(given)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        requested = 0.0
    shortest, longest = SHORTEST_PAUSE.total_seconds(), LONGEST_PAUSE.total_seconds()
    return round(min(max(requested, shortest), longest)) if isfinite(requested) else int(longest)
