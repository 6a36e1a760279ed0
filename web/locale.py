"""Choose a visitor's language: the one they chose, else the one their browser prefers."""

from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection

from monitor.language import Language, codes, language_of

COOKIE = "lang"


def chosen(query: str) -> Language | None:
    """Read the language from `?lang=`; None without a known one."""
    code = parse_qs(query).get(COOKIE, [""])[-1]
    return Language(code) if code in codes() else None


def spoken(query: str, headers: Headers) -> Language:
    """Choose the language of a request by its query string, cookie and headers."""
    return chosen(query) or _from_cookie(headers) or _preferred(headers)


def language_for(request: HTTPConnection) -> Language:
    """Choose the language of a request."""
    return spoken(request.url.query, request.headers)


def _from_cookie(headers: Headers) -> Language | None:
    try:
        morsel = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return None
    return Language(morsel.value) if morsel and morsel.value in codes() else None


def _preferred(headers: Headers) -> Language:
    """Read the first language of `Accept-Language`."""
    accepted = headers.get("accept-language", "")
    return language_of(accepted.partition(",")[0].partition(";")[0].strip())
