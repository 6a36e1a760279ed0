"""Who is signed in: a signed cookie that says which operator, and a token against forged forms."""

import hmac

from itsdangerous import BadData, URLSafeTimedSerializer
from starlette.requests import Request
from starlette.responses import Response

COOKIE = "operator"
_SECONDS = 12 * 3_600


class Sessions:
    """Opens, reads and ends sessions. `operators`: whose sign-in counts, at any time."""

    def __init__(self, key: str, operators: frozenset[int], *, is_secure: bool) -> None:
        self._sessions = URLSafeTimedSerializer(key, salt="session")
        self._forms = URLSafeTimedSerializer(key, salt="form")
        self._operators = operators
        self._is_secure = is_secure

    def open(self, request: Request, response: Response, chat_id: int) -> None:
        """Sign an operator in; a cookie that came securely never goes any other way."""
        response.set_cookie(
            COOKIE,
            str(self._sessions.dumps(chat_id)),
            max_age=_SECONDS,
            httponly=True,
            secure=self._is_secure or request.url.scheme == "https",
            samesite="strict",
        )

    def close(self, response: Response) -> None:
        """Sign out."""
        response.delete_cookie(COOKIE, httponly=True, samesite="strict", secure=self._is_secure)

    def operator(self, request: Request) -> int | None:
        """Who is signed in; None for nobody, or for one who is an operator no more."""
        try:
            found = self._sessions.loads(request.cookies.get(COOKIE, ""), max_age=_SECONDS)
        except BadData:
            return None
        return found if isinstance(found, int) and found in self._operators else None

    def form_token(self, request: Request) -> str:
        """What a form of this session carries."""
        return str(self._forms.dumps(request.cookies.get(COOKIE, "")))

    def is_own_form(self, request: Request, token: str) -> bool:
        """Whether a form was made by a page of this session."""
        try:
            session = str(self._forms.loads(token, max_age=_SECONDS))
        except BadData:
            return False
        shown = request.cookies.get(COOKIE, "")
        return bool(shown) and hmac.compare_digest(session.encode(), shown.encode())
