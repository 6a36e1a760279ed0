"""What the crawl launcher depends on."""

from typing import Protocol

from launcher.partition import CrawlSettings
from storage.context import StorageContext


class LauncherContext(StorageContext, Protocol):
    """Dependencies that the composition root provides."""

    @property
    def crawl_settings(self) -> CrawlSettings:
        """The settings that a crawl process needs."""
        ...
