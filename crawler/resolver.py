"""Resolve names, and refuse every address that is not public.

Literal addresses in all their spellings pass through the resolver too, so the checked
address is the connected one: a name cannot change its address in between.
"""

from collections.abc import Sequence
from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.base import ReactorBase
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError

from crawler.fetch_errors import PRIVATE_NAMES
from monitor.network import is_public


class PublicResolver(CachingThreadedResolver):
    """Scrapy's resolver with a check of the address. IPv4 only, as Scrapy's."""

    def __init__(
        self,
        reactor: ReactorBase,
        cache_size: int,
        timeout: float,
        *,
        allow_private: bool,
    ) -> None:
        super().__init__(reactor, cache_size, timeout)
        self._allow_private = allow_private

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> Self:
        """Read the settings; Scrapy calls this."""
        settings = crawler.settings
        return cls(
            reactor,
            settings.getint("DNSCACHE_SIZE"),
            settings.getfloat("DNS_TIMEOUT"),
            allow_private=settings.getbool("ALLOW_PRIVATE_NETWORKS"),
        )

    def getHostByName(  # noqa: N802 - Twisted's name
        self, name: str, timeout: Sequence[int] = ()
    ) -> Deferred[str]:
        """Return the address of a name; DNSLookupError when it is not public."""
        found: Deferred[str] = super().getHostByName(name, timeout)
        return found if self._allow_private else found.addCallback(self._check, name)

    @staticmethod
    def _check(address: Any, name: str) -> str:
        if not is_public(address):
            PRIVATE_NAMES.add(name.lower())
            raise DNSLookupError(f"{name} leads to {address}")
        return str(address)
