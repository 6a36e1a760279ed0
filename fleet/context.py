"""What the parts on many machines work with."""

from typing import Protocol

from delivery.context import DeliveryContext
from launcher.context import LauncherContext


class FleetContext(DeliveryContext, LauncherContext, Protocol):
    """Given by the composition root."""

    @property
    def database_url(self) -> str:
        """The database that holds the queue, too."""
        ...
