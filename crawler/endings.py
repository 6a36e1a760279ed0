"""Distinguish a complete body from one whose connection broke.

A body without a length ends with its connection (RFC 9112, section 8): it is complete when the
server closes, and truncated when the connection is reset or TLS ends without its closing alert.
Twisted reports both the same way.
"""

from typing import Any

from scrapy.core.downloader.handlers import http11
from twisted.internet.error import ConnectionDone
from twisted.python import failure
from twisted.web import client, http

# Private to Scrapy and Twisted, which have no public API for this; a test checks that it works.
_parser: Any = http11._LenientHTTPClientParser  # noqa: SLF001
_loss: Any = http._DataLoss  # noqa: SLF001
_broken: Any = client.ResponseFailed
_failure: Any = failure.Failure
_connection_lost = _parser.connectionLost


def tell_endings() -> None:
    """Patch Scrapy's HTTP parser for the rest of this process."""
    _parser.connectionLost = _checked_connection_lost


def _checked_connection_lost(parser: Any, reason: Any) -> None:
    """Report lost data when only an orderly close could end the body, and the close was not orderly."""
    ends_with_connection = getattr(parser.bodyDecoder, "contentLength", 0) is None
    if ends_with_connection and not reason.check(ConnectionDone):
        broken = _broken([reason, _failure(_loss())], parser.response)
        parser.response._bodyDataFinished(_failure(broken))  # noqa: SLF001 - as above
        return
    _connection_lost(parser, reason)
