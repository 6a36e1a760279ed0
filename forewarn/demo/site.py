"""A small local web server whose pages are set by the program."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import unquote


@dataclass(frozen=True, slots=True)
class Answer:
    """A response of the server."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(
        default_factory=lambda: {"Content-Type": "text/html; charset=utf-8"}
    )


@dataclass(frozen=True, slots=True)
class SiteRequest:
    """A request as it was received."""

    path: str
    headers: dict[str, str]
    body: bytes = b""


Page = Answer | Callable[[SiteRequest], Answer]


class _Server(ThreadingHTTPServer):
    """Ignores clients that disconnect early."""

    def handle_error(self, request: object, client_address: object) -> None:
        """Log nothing."""


class Site:
    """Serves `pages` by path, with or without a query; `requests` records each one."""

    def __init__(self) -> None:
        self.pages: dict[str, Page] = {}
        self.requests: list[SiteRequest] = []
        self._server = _Server(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), daemon=True
        )

    @property
    def url(self) -> str:
        """The server's address."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def put(self, path: str, html: str) -> None:
        """Set a page of HTML."""
        self.pages[path] = Answer(html.encode())

    def page(self, path: str) -> Page:
        """Return the page at a path; 404 when there is none."""
        known = {unquote(name): page for name, page in self.pages.items()}
        whole = unquote(path)
        return known.get(whole) or known.get(whole.partition("?")[0]) or Answer(b"not here", 404)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            # Head and body are two writes; Nagle's algorithm would delay the second by 40 ms.
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                length = int(self.headers.get("Content-Length", 0))
                request = SiteRequest(self.path, dict(self.headers), self.rfile.read(length))
                site.requests.append(request)
                page = site.page(self.path)
                answer = page(request) if callable(page) else page
                self.send_response(answer.status)
                for name, value in {
                    "Content-Length": str(len(answer.body)),
                    **answer.headers,
                }.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(answer.body)

            do_POST = do_GET  # noqa: N815 - its name upstream

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name upstream
                """Log nothing, so that only the demo's output appears."""

        return Handler
