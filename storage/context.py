"""What every package above the storage depends on."""

from collections.abc import Mapping
from typing import Protocol

from monitor.catalogue import Catalogue
from monitor.source import Source
from storage.stores import Stores


class StorageContext(Protocol):
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
