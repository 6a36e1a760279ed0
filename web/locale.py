"""Which language a visitor reads: what they chose, else what their browser asks for."""

from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection

from monitor.language import Language, codes, language_of

COOKIE = "lang"


def chosen(query: str) -> Language | None:
    """What `?lang=` says, or None."""
    said = parse_qs(query).get(COOKIE, [""])[-1]
    return Language(said) if said in codes() else None


def spoken(query: str, headers: Headers) -> Language:
    """The language of a request."""
    return chosen(query) or _remembered(headers) or _preferred(headers)


def language_for(request: HTTPConnection) -> Language:
    """The language of a request."""
    return spoken(request.url.query, request.headers)


def _remembered(headers: Headers) -> Language | None:
    try:
        morsel = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return None
    return Language(morsel.value) if morsel and morsel.value in codes() else None


def _preferred(headers: Headers) -> Language:
    """What the browser names first."""
    wanted = headers.get("accept-language", "")
    return language_of(wanted.partition(",")[0].partition(";")[0].strip())
