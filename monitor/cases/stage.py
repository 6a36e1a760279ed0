"""The stages of a lawsuit, in the order in which they come."""

from enum import IntEnum


class Stage(IntEnum):
    """How far a lawsuit is. A higher number is a later stage."""

    COMPLAINT = 1
    TRO = 2
    ASSET_FREEZE = 3
    PRELIMINARY_INJUNCTION = 4
    DEFAULT_JUDGMENT = 5
    DOMAIN_TRANSFER = 6
    DISMISSAL = 7

    @property
    def key(self) -> str:
        """Return its name in texts and addresses: `asset-freeze`."""
        return self.name.lower().replace("_", "-")
