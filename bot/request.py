"""The calls to Telegram: what it answers is checked before the library acts on it."""

from math import isfinite
from typing import Any

from telegram.error import TelegramError
from telegram.request import BaseRequest, HTTPXRequest

from monitor.errors import LONGEST_PAUSE, SHORTEST_PAUSE


class CheckedRequest(HTTPXRequest):
    """Takes an answer only as an object, and its parameters only within reason."""

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer; TelegramError for one that is none."""
        answer: object = BaseRequest.parse_json_payload(payload)
        if not isinstance(answer, dict):
            raise TelegramError("Invalid server response")
        return {**answer, "parameters": _checked(answer.get("parameters"))}


def _checked(parameters: object) -> dict[str, Any]:
    """Only what we act on: a pause within bounds, and the new number of a chat that moved."""
    given = parameters if isinstance(parameters, dict) else {}
    pause, moved_to = given.get("retry_after"), given.get("migrate_to_chat_id")
    checked: dict[str, Any] = {}
    if pause is not None:
        checked["retry_after"] = _pause(pause)
    if isinstance(moved_to, int) and abs(moved_to) < 2**63:
        checked["migrate_to_chat_id"] = moved_to
    return checked


def _pause(given: object) -> int:
    """Seconds: a pause of years, of nothing or of no number would silence a chat, or make us spin."""
    try:
        wished = float(given)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        wished = 0.0
    min_severity, most = SHORTEST_PAUSE.total_seconds(), LONGEST_PAUSE.total_seconds()
    return round(min(max(wished, min_severity), most)) if isfinite(wished) else int(most)
