"""Track the hosts that this process may visit, and when each may be requested again."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import UTC, datetime, timedelta

# The longest host name that the database stores.
_LONGEST_NAME = 260
# Leases those of the hosts that no other process visits, and returns them.
ClaimHosts = Callable[[Collection[str]], set[str]]


class Visits:
    """Lets one process at a time visit a host; a host is claimed at its first request."""

    def __init__(self, claim: ClaimHosts = set, leased: Iterable[str] = ()) -> None:
        """`claim`: the default grants every host."""
        self._claim = claim
        self._leased = set(leased)
        self._held_until = datetime.max.replace(tzinfo=UTC)
        self._free_at: dict[str, datetime] = {}

    def held_until(self, until: datetime) -> None:
        """Record that the leases of the hosts last until then."""
        self._held_until = until

    def may(self, host: str, now: datetime) -> bool:
        """Return whether this process may visit the host."""
        name = host[:_LONGEST_NAME]
        if now > self._held_until:
            # The machine slept past the lease: another process may hold the hosts now.
            self._leased.clear()
        if name not in self._leased:
            self._leased |= self._claim({name})
        return name in self._leased

    def asked(self, host: str, now: datetime, gap: float) -> None:
        """Record a request to the host, at `now` at the latest; `gap`: seconds until the next one."""
        self._free_at[host[:_LONGEST_NAME]] = now + timedelta(seconds=gap)

    @property
    def free_at(self) -> Mapping[str, datetime]:
        """When each requested host may be requested again."""
        return self._free_at
