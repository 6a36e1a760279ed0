"""Decode bodies; refuse a body that is truncated, or that decodes to too many bytes.

A body is complete when its framing is (the length, the last chunk, or, without either, an orderly
close) and its coding is, too. A truncated body is requested again.
"""

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import ResponseDataLossError
from scrapy.http import Response

from crawler.codings import UndecodableError, codings_of, unpack
from crawler.fetch_errors import FetchRefused
from crawler.middlewares.retry import again


class IntegrityMiddleware:
    """Checks each raw body. `meta["enough"]`: this many bytes are enough, the rest may be missing."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy calls this."""
        return cls(crawler.settings.getint("DOWNLOAD_MAXSIZE"))

    async def process_response(self, request: Request, response: Response) -> Response | Request:
        """Pass a complete body on, or retry; ResponseDataLossError for a truncated one."""
        # The body of an error or a redirect is not used.
        if response.status >= 300:
            return response
        try:
            return self._unpacked(response, request)
        except ResponseDataLossError:
            if following := await again(request):
                return following
            raise

    def _unpacked(self, response: Response, request: Request) -> Response:
        codings = codings_of(response.headers.getlist("Content-Encoding"))
        enough = request.meta.get("enough", 0)
        most = enough or request.meta.get("download_maxsize", self._max_bytes)
        try:
            unpacked = unpack(response.body, codings, most)
        except UndecodableError as error:
            detail = f"the answer is not the {error} that it says it is"
            raise FetchRefused("garbled", detail) from error
        has_enough = bool(enough) and len(unpacked.body) > most
        # A browser returns the rendered page, whatever its size.
        if len(unpacked.body) > most and not has_enough:
            raise FetchRefused("too-large", "the answer is larger than Forewarn reads")
        if not has_enough and ("dataloss" in response.flags or not unpacked.is_whole):
            raise ResponseDataLossError("the body was cut")
        return _with_body(response, unpacked.body) if codings else response


def _with_body(response: Response, body: bytes) -> Response:
    headers = response.headers.copy()
    del headers["Content-Encoding"]
    return Response(response.url, response.status, headers, body, flags=response.flags)
