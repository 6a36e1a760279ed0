"""Limit the headers of a response, which Scrapy and Twisted read without a limit."""

from typing import Any

from scrapy.core.downloader.handlers import http11
from twisted.web._newclient import ParseError

# Real responses have some kilobytes; servers accept 8 to 64 kB in a request.
_MOST_BYTES = 256_000
# Private to Scrapy, which has no setting for this; a test checks the limit.
_parser: Any = http11._LenientHTTPClientParser  # noqa: SLF001
_error: Any = ParseError
_read_line = _parser.lineReceived


def bound_headers() -> None:
    """Patch Scrapy's HTTP parser for the rest of this process."""
    _parser.lineReceived = _bounded


def _bounded(parser: Any, line: bytes) -> None:
    """Count the bytes of a parser's lines, then read this one; fail the response above the limit."""
    parser.bytes_of_head = getattr(parser, "bytes_of_head", 0) + len(line)
    if parser.bytes_of_head > _MOST_BYTES:
        raise _error("the headers never end", line[:80])
    _read_line(parser, line)
