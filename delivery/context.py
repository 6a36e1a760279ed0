"""What delivering works with."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from monitor.catalogue import Catalogue
from monitor.source import Source
from storage.stores import Stores


class DeliveryContext(Protocol):
    """Given by the composition root. `operators`: their chats. Addresses are '' where none is set."""

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
    def public_url(self) -> str:
        """Where readers reach the web part."""
        ...

    @property
    def site_url(self) -> str:
        """Where the web part is reached from this machine, at least."""
        ...

    @property
    def mail_from(self) -> str:
        """Who our mails come from."""
        ...

    @property
    def operators(self) -> Sequence[int]:
        """The chats of the operators; none without a bot."""
        ...
