"""Bounds the headers of an answer, which Scrapy and Twisted read without end."""

from typing import Any

from scrapy.core.downloader.handlers import http11
from twisted.web._newclient import ParseError

# Real answers have some kilobytes; servers themselves take 8 to 64 of a request.
_MOST_BYTES = 256_000
# Private to Scrapy, which has no setting for it; a test holds that the bound holds.
_parser: Any = http11._LenientHTTPClientParser  # noqa: SLF001
_error: Any = ParseError
_read_line = _parser.lineReceived


def bound_headers() -> None:
    """From now on, in this process."""
    _parser.lineReceived = _bounded


def _bounded(parser: Any, line: bytes) -> None:
    """Count a parser's lines, then read this one; give the connection up when they go on and on."""
    parser.bytes_of_head = getattr(parser, "bytes_of_head", 0) + len(line)
    if parser.bytes_of_head > _MOST_BYTES:
        raise _error("the headers never end", line[:80])
    _read_line(parser, line)
