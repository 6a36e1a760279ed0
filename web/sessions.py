"""Operator sessions: a signed cookie with the operator's number, and tokens against forged forms."""

import hmac

from itsdangerous import BadData, URLSafeTimedSerializer
from starlette.requests import Request
from starlette.responses import Response

COOKIE = "operator"
_SECONDS = 12 * 3_600


class Sessions:
    """Opens, reads and ends sessions. `operators`: who may hold one, checked on each request."""

    def __init__(self, key: str, operators: frozenset[int], *, is_secure: bool) -> None:
        self._sessions = URLSafeTimedSerializer(key, salt="session")
        self._forms = URLSafeTimedSerializer(key, salt="form")
        self._operators = operators
        self.is_secure = is_secure

    def open(self, request: Request, response: Response, chat_id: int) -> None:
        """Sign an operator in; a cookie that is set over https is sent over https only."""
        response.set_cookie(
            COOKIE,
            str(self._sessions.dumps(chat_id)),
            max_age=_SECONDS,
            httponly=True,
            secure=self.is_secure or request.url.scheme == "https",
            samesite="strict",
        )

    def close(self, response: Response) -> None:
        """Sign out."""
        response.delete_cookie(COOKIE, httponly=True, samesite="strict", secure=self.is_secure)

    def operator(self, request: Request) -> int | None:
        """The signed-in operator's number; None for nobody, or for a former operator."""
        try:
            found = self._sessions.loads(request.cookies.get(COOKIE, ""), max_age=_SECONDS)
        except BadData:
            return None
        return found if isinstance(found, int) and found in self._operators else None

    def form_token(self, request: Request) -> str:
        """Create the token that a form of this session carries."""
        return str(self._forms.dumps(request.cookies.get(COOKIE, "")))

    def is_own_form(self, request: Request, token: str) -> bool:
        """Whether the token belongs to a page of this session."""
        try:
            session = str(self._forms.loads(token, max_age=_SECONDS))
        except BadData:
            return False
        cookie = request.cookies.get(COOKIE, "")
        return bool(cookie) and hmac.compare_digest(session.encode(), cookie.encode())

    def is_form_of_ours(self, token: str) -> bool:
        """Whether the token belongs to a page of any session, also one that ended a day ago."""
        try:
            return bool(self._forms.loads(token, max_age=2 * _SECONDS))
        except BadData:
            return False


def sessions_of(request: Request) -> Sessions:
    """Return the sessions of the application that a request came to."""
    found: Sessions = request.app.state.sessions
    return found
