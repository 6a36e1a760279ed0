"""What a device remembers of a reader without an account: choices, and the last visit."""

import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, unquote

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response

from monitor.chosen_targets import joined_targets, split_targets, valid_targets
from monitor.targets import Directory
from web.context import WebContext

MINE, SEEN = "mine", "seen"
_PERSONAL = re.compile(rf"(?:^|;)\s*(?:{MINE}|{SEEN})=")
_SEEN = re.compile(r"([0-9]{1,18})\.([0-9]{1,18})\.([0-9]{1,10})", re.ASCII)
_YEAR = 365 * 86_400
# A reader who comes back after so many minutes begins a new visit.
_PAUSE = 30


@dataclass(frozen=True, slots=True)
class Visit:
    """What was there when the last visit ended, and what there was to see in this one.

    `read_to`: the highest number of a change that counts as read. `shown_to`: the highest at the
    last look, `minute` minutes after the epoch.
    """

    read_to: int
    shown_to: int
    minute: int


def is_personal(headers: Headers) -> bool:
    """Whether a request comes from a device that remembers its reader."""
    return bool(_PERSONAL.search(headers.get("cookie", "")))


def chosen_targets(request: Request, directory: Directory) -> tuple[str, ...]:
    """Read what the device remembers; unknown names do not count."""
    return valid_targets(split_targets(unquote(request.cookies.get(MINE, ""))), directory)


def last_visit(request: Request) -> Visit | None:
    """Read the last visit; None for a first one."""
    found = _SEEN.fullmatch(request.cookies.get(SEEN, ""))
    return Visit(*map(int, found.groups())) if found else None


def visit_now(last: Visit | None, newest: int, now: datetime) -> Visit:
    """Return the visit of a look at `now`: after a pause, what was shown before counts as read."""
    minute = int(now.timestamp()) // 60
    if last is None:
        return Visit(newest, newest, minute)
    is_same = 0 <= minute - last.minute < _PAUSE
    read_to = last.read_to if is_same else last.shown_to
    # After a restored backup there are fewer changes than were seen.
    return Visit(min(read_to, newest), newest, minute)


def is_secure(context: WebContext, request: Request) -> bool:
    """Whether cookies are sent over https only."""
    return context.public_url.startswith("https://") or request.url.scheme == "https"


def remember_targets(response: Response, targets: tuple[str, ...], *, is_secure: bool) -> None:
    """Keep the choices on the device; none: forget them and the last visit."""
    if targets:
        _set(response, MINE, quote(joined_targets(targets), safe=":.-_"), is_secure=is_secure)
        return
    for name in (MINE, SEEN):
        response.delete_cookie(name, httponly=True, samesite="lax", secure=is_secure)


def remember_visit(response: Response, visit: Visit, *, is_secure: bool) -> None:
    """Keep the visit on the device."""
    value = f"{visit.read_to}.{visit.shown_to}.{visit.minute}"
    _set(response, SEEN, value, is_secure=is_secure)


def _set(response: Response, name: str, value: str, *, is_secure: bool) -> None:
    response.set_cookie(name, value, max_age=_YEAR, httponly=True, secure=is_secure, samesite="lax")
