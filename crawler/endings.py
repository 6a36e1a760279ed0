"""Tells a body that has ended from one whose connection broke.

A body without a length ends with its connection (RFC 9112, section 8): that is its end when the
server closes, and a cut when the connection is reset or TLS ends without its closing alert.
Twisted says the same of both.
"""

from typing import Any

from scrapy.core.downloader.handlers import http11
from twisted.internet.error import ConnectionDone
from twisted.python import failure
from twisted.web import client, http

# Private to Scrapy and Twisted, which offer nothing else; a test holds that it works.
_parser: Any = http11._LenientHTTPClientParser  # noqa: SLF001
_loss: Any = http._DataLoss  # noqa: SLF001
_broken: Any = client.ResponseFailed
_failure: Any = failure.Failure
_lose = _parser.connectionLost


def tell_endings() -> None:
    """From now on, in this process."""
    _parser.connectionLost = _lost


def _lost(parser: Any, reason: Any) -> None:
    """Say that data was lost, where only an orderly end could have ended the body."""
    ends_with_connection = getattr(parser.bodyDecoder, "contentLength", 0) is None
    if ends_with_connection and not reason.check(ConnectionDone):
        broken = _broken([reason, _failure(_loss())], parser.response)
        parser.response._bodyDataFinished(_failure(broken))  # noqa: SLF001 - as above
        return
    _lose(parser, reason)
