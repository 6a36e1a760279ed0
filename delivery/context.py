"""What the delivery code depends on."""

from collections.abc import Sequence
from typing import Protocol

from storage.context import StorageContext


class DeliveryContext(StorageContext, Protocol):
    """Dependencies that the composition root provides. An address that is not set is ''."""

    @property
    def public_url(self) -> str:
        """The public address of the web server, for subscribers."""
        ...

    @property
    def site_url(self) -> str:
        """The address of the web server that works at least on this machine."""
        ...

    @property
    def mail_from(self) -> str:
        """The sender of our mails."""
        ...

    @property
    def has_model(self) -> bool:
        """Whether a language model is set up, so that there are briefs and translations."""
        ...

    @property
    def operators(self) -> Sequence[int]:
        """The chat ids of the operators; empty without a bot."""
        ...
