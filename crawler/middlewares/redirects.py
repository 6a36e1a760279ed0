"""Follow redirects, and explain what is wrong with an invalid one."""

import re

from scrapy import Request
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from crawler.fetch_errors import FetchRefused
from monitor.parsing.urls import host_of, split_url

_SHOWN = 100
# Host names as the resolver gets them (IDNA in ASCII), and IPv6 addresses.
_HOST = re.compile(r"[\w.:-]+", re.ASCII)


class RedirectsMiddleware(RedirectMiddleware):
    """Scrapy's own, but with FetchRefused for the errors that Python raises on an invalid address."""

    def process_response(  # type: ignore[override]  # the spider that Scrapy's takes is deprecated
        self, request: Request, response: Response
    ) -> Request | Response:
        """Return the next request, or the response; FetchRefused for a redirect that cannot be followed."""
        host = host_of(request.url)
        try:
            following = super().process_response(request, response)
            if isinstance(following, Request):
                _require_address(following.url)
        except IgnoreRequest as error:
            raise FetchRefused("redirect", f"{host} redirects without end") from error
        except ValueError as error:
            location = (response.headers.get("Location") or b"")[:_SHOWN].decode("latin-1")
            detail = f"{host} redirects to what is no address: {location!a}"
            raise FetchRefused("redirect", detail) from error
        return following


def _require_address(url: str) -> None:
    """Raise ValueError for an impossible host or port."""
    parts = split_url(url)
    if not _HOST.fullmatch(parts.hostname or "") or parts.port == 0:
        raise ValueError(url)
