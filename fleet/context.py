"""What scheduler and workers depend on."""

from typing import Protocol

from delivery.context import DeliveryContext
from launcher.context import LauncherContext


class FleetContext(DeliveryContext, LauncherContext, Protocol):
    """Dependencies that the composition root provides."""

    @property
    def database_url(self) -> str:
        """The address of the database, which also stores the queue."""
        ...

    @property
    def draws(self) -> bool:
        """Whether the captures of changes are drawn."""
        ...
