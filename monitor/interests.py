"""Which changes concern a reader who chose marketplaces, goods and risks, countries.

Nothing is imported that reads the catalogue: whoever only filters by interests starts without it.
"""

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Interests:
    """The changes that concern a reader: all of some sources, and some topics of some places.

    `sources`: of the chosen marketplaces. `topics`: any of them; none: all. `within`: the sources
    of the chosen countries; None: everywhere.
    """

    sources: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    within: frozenset[str] | None = None

    @property
    def has_topics(self) -> bool:
        """Whether anything but marketplaces was chosen."""
        return bool(self.topics) or self.within is not None

    def has(self, source_id: str, found: Collection[str]) -> bool:
        """Whether a change of that source with these topics concerns the reader."""
        return source_id in self.sources or (
            self.has_topics
            and (not self.topics or not self.topics.isdisjoint(found))
            and (self.within is None or source_id in self.within)
        )
