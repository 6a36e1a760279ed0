"""Security headers of every response."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.public_paths import is_indexed

# Allow only our own script and style files: no other origin, no frame, nothing inline.
# No referrer, so that the token in a link never reaches another site.
_HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
        " connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none';"
        " frame-ancestors 'none'"
    ),
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cache-control": "no-store",
}
# What search engines read to list the pages, or show beside them.
_FOR_ROBOTS = ("/static/", "/robots.txt", "/sitemap", "/favicon.ico", "/manifest.webmanifest")
# Half a year; sent only where the site is served over https.
_SECURE_ONLY = "max-age=15552000"


class SecurityHeaders:
    """Adds the headers that a response does not set itself. `is_secure`: the site has https."""

    def __init__(self, app: ASGIApp, *, is_secure: bool) -> None:
        self._app = app
        self._headers = dict(_HEADERS)
        if is_secure:
            self._headers["strict-transport-security"] = _SECURE_ONLY

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and add the headers to the response."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
                if _is_hidden(str(scope["path"])):
                    headers["x-robots-tag"] = "noindex"
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)


def _is_hidden(path: str) -> bool:
    """Whether search engines must not list it: all but public pages and the files they ask for."""
    return not is_indexed(path) and not path.startswith(_FOR_ROBOTS)
