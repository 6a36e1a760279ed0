"""The hosts that this process may ask, and from when each may be asked again."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import UTC, datetime, timedelta

# As long as a host's name may be where it is noted.
_LONGEST_NAME = 260
# Holds those of the hosts that nobody else visits; which ones.
ClaimHosts = Callable[[Collection[str]], set[str]]


class Visits:
    """One at a time visits a host: what is not held yet is claimed at its first request."""

    def __init__(self, claim: ClaimHosts = set, held: Iterable[str] = ()) -> None:
        """`claim`: by itself it holds whatever it is asked for."""
        self._claim = claim
        self._held = set(held)
        self._held_until = datetime.max.replace(tzinfo=UTC)
        self._free_at: dict[str, datetime] = {}

    def held_until(self, until: datetime) -> None:
        """What is held was renewed until then."""
        self._held_until = until

    def may(self, host: str, now: datetime) -> bool:
        """Whether the host is ours to ask."""
        name = host[:_LONGEST_NAME]
        if now > self._held_until:
            # This machine slept: others may hold what was ours.
            self._held.clear()
        if name not in self._held:
            self._held |= self._claim({name})
        return name in self._held

    def asked(self, host: str, now: datetime, gap: float) -> None:
        """The host was asked at that time at the latest; it is owed a gap of so many seconds."""
        self._free_at[host[:_LONGEST_NAME]] = now + timedelta(seconds=gap)

    @property
    def free_at(self) -> Mapping[str, datetime]:
        """When the gap is over that is owed to each host that was asked."""
        return self._free_at
