"""What launching crawls works with."""

from collections.abc import Mapping
from typing import Protocol

from launcher.partition import CrawlSettings
from monitor.catalogue import Catalogue
from monitor.source import Source
from storage.stores import Stores


class LauncherContext(Protocol):
    """Given by the composition root."""

    @property
    def stores(self) -> Stores:
        """Every store."""
        ...

    @property
    def catalogue(self) -> Catalogue:
        """All sources, as the catalogue has them."""
        ...

    @property
    def sources(self) -> Mapping[str, Source]:
        """The catalogue by id."""
        ...

    @property
    def crawl_settings(self) -> CrawlSettings:
        """What a crawl's process has to know."""
        ...
