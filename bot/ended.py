"""Subscriptions that were just ended, for the button that brings them back; only in memory."""

from collections import OrderedDict
from collections.abc import Sequence
from itertools import count

from monitor.audience import Subscription

# An undo is wanted at once; after so many others, it is no longer at hand.
_KEPT = 1_000


class EndedSubscriptions:
    """The last subscriptions that people ended, by the number in their button."""

    def __init__(self) -> None:
        self._kept: OrderedDict[int, tuple[Subscription, ...]] = OrderedDict()
        self._numbers = count(1)

    def keep(self, ended: Sequence[Subscription]) -> int:
        """Keep what was ended; return its number."""
        number = next(self._numbers)
        self._kept[number] = tuple(ended)
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return number

    def take(self, number: int, subscriber_id: int) -> tuple[Subscription, ...]:
        """Return what a subscriber ended under that number, once; nothing for anybody else."""
        kept = self._kept.get(number, ())
        if not kept or any(one.subscriber_id != subscriber_id for one in kept):
            return ()
        return self._kept.pop(number)
