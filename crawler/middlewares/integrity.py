"""Refuses a compressed body that ends early, or that unpacks without end.

Scrapy hands over what it could unpack of half a gzip as if it were the page, which
would read as deleted clauses.
"""

import zlib
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import ResponseDataLossError
from scrapy.http import Response

from crawler.fetch_errors import FetchRefused

# zlib's window sizes: 47 reads gzip and zlib alike, -15 reads a bare deflate stream.
_WINDOWS = {b"gzip": (47,), b"x-gzip": (47,), b"deflate": (47, -15)}
_IDENTITY = {b"", b"identity"}


class IntegrityMiddleware:
    """Sees each body as it came, before it is unpacked."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy calls this."""
        return cls(crawler.settings.getint("DOWNLOAD_MAXSIZE"))

    def process_response(self, request: Request, response: Response) -> Response:
        """Pass a whole body on; ResponseDataLossError for a part of one."""
        del request
        encoding = (response.headers.get("Content-Encoding") or b"").strip().lower()
        if encoding in _IDENTITY or not response.body:
            if "partial" in response.flags or "dataloss" in response.flags:
                raise ResponseDataLossError("the body was cut")
            # A browser hands over what it made of the answer, however large.
            if len(response.body) > self._max_bytes:
                raise _too_large()
            return response
        if not any(self._is_whole(response.body, w) for w in _WINDOWS.get(encoding, ())):
            raise ResponseDataLossError(f"the {encoding.decode('latin-1')} body is not whole")
        return response

    def _is_whole(self, body: bytes, window: int) -> bool:
        unpacker = zlib.decompressobj(window)
        try:
            unpacked = unpacker.decompress(body, self._max_bytes + 1)
        except zlib.error:
            return False
        if len(unpacked) > self._max_bytes:
            raise _too_large()
        return unpacker.eof


def _too_large() -> FetchRefused:
    return FetchRefused("too-large", "the answer is larger than Forewarn reads")
