"""What the crawl launcher depends on."""

from collections.abc import Mapping
from typing import Protocol

from launcher.partition import CrawlSettings
from monitor.catalogue import Catalogue
from monitor.source import Source
from storage.stores import Stores


class LauncherContext(Protocol):
    """Dependencies that the composition root provides."""

    @property
    def stores(self) -> Stores:
        """Every store."""
        ...

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue with all sources."""
        ...

    @property
    def sources(self) -> Mapping[str, Source]:
        """The sources by id."""
        ...

    @property
    def crawl_settings(self) -> CrawlSettings:
        """The settings that a crawl process needs."""
        ...
