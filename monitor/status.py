"""How well the sources are watched: what is checked on schedule, what is not, since when and why."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from monitor.audience import Coverage
from monitor.health import Health
from monitor.source import Source


class Attention(StrEnum):
    """How a source is watched just now."""

    ON_SCHEDULE = "on-schedule"
    FAILING = "failing"
    OVERDUE = "overdue"
    PAUSED = "paused"
    UNREAD = "unread"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceStatus:
    """How one source is watched.

    `since`: since when it is not on schedule; of one that is, its last good check. `reason`: the
    code of why it cannot be read, '' for none.
    """

    source: Source
    attention: Attention
    since: datetime | None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchCount:
    """How many sources of one kind are watched how, and when one of them last changed."""

    name: str
    counts: Mapping[Attention, int]
    changed_at: datetime | None

    @property
    def watched(self) -> int:
        """How many there are."""
        return sum(self.counts.values())

    @property
    def on_schedule(self) -> int:
        """How many are checked on schedule."""
        return self.counts.get(Attention.ON_SCHEDULE, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusReport:
    """How well everything is watched. `oldest`: the source whose last good check is the oldest.

    `checked_at`: the newest good check of any source. `off`: how many sources the catalogue names
    but nobody watches.
    """

    total: WatchCount
    by_category: tuple[WatchCount, ...]
    by_organisation: tuple[WatchCount, ...]
    unwatched: tuple[SourceStatus, ...]
    oldest: SourceStatus | None
    checked_at: datetime | None
    off: int


def status_report(
    sources: Iterable[Source],
    seen: Coverage,
    healths: Iterable[Health],
    changes: Mapping[str, datetime],
) -> StatusReport:
    """Return how well the sources are watched. `changes`: when each last changed."""
    every = list(sources)
    watched = [source for source in every if source.enabled]
    known = {health.source_id: health for health in healths}
    late = {one.source_id: (Attention.OVERDUE, one.since) for one in seen.overdue}
    late |= {one.source_id: (Attention.FAILING, one.since) for one in seen.failing}
    rated = {s.id: _rated(s, known.get(s.id), late.get(s.id)) for s in watched}

    def tally(name: str, of: Sequence[Source]) -> WatchCount:
        counts: dict[Attention, int] = defaultdict(int)
        for source in of:
            counts[rated[source.id].attention] += 1
        dates = [changes[source.id] for source in of if source.id in changes]
        return WatchCount(name=name, counts=dict(counts), changed_at=max(dates, default=None))

    good = [(at, s) for s in watched if (h := known.get(s.id)) and (at := h.good_at)]
    oldest = min(good, key=lambda pair: (pair[0], pair[1].id), default=None)
    return StatusReport(
        total=tally("", watched),
        by_category=_tallies(watched, lambda source: source.category, tally),
        by_organisation=_tallies(watched, lambda source: source.organisation, tally),
        unwatched=tuple(sorted(_unwatched(rated.values()), key=_order)),
        oldest=_status_at(*oldest, rated) if oldest else None,
        checked_at=max((at for at, _ in good), default=None),
        off=len(every) - len(watched),
    )


def _rated(
    source: Source, health: Health | None, late: tuple[Attention, datetime | None] | None
) -> SourceStatus:
    """Rate one source. `late`: how the coverage counts it, if not as checked."""
    if health is None or health.checked_at is None:
        return SourceStatus(source=source, attention=Attention.UNREAD, since=None)
    if late is None:
        return SourceStatus(source=source, attention=Attention.ON_SCHEDULE, since=health.good_at)
    attention, since = late
    if health.paused_at:
        attention, since = Attention.PAUSED, health.paused_at
    reason = health.reason.code if health.failures else ""
    return SourceStatus(source=source, attention=attention, since=since, reason=reason)


def _unwatched(rated: Iterable[SourceStatus]) -> list[SourceStatus]:
    """Return those that are not on schedule; those that were never read yet are only counted."""
    shown = {Attention.FAILING, Attention.OVERDUE, Attention.PAUSED}
    return [one for one in rated if one.attention in shown]


def _order(one: SourceStatus) -> tuple[str, float, str]:
    return one.attention, one.since.timestamp() if one.since else 0.0, one.source.id


def _status_at(at: datetime, source: Source, rated: Mapping[str, SourceStatus]) -> SourceStatus:
    one = rated[source.id]
    return SourceStatus(source=source, attention=one.attention, since=at, reason=one.reason)


def _tallies(
    watched: Iterable[Source],
    key: Callable[[Source], str],
    tally: Callable[[str, Sequence[Source]], WatchCount],
) -> tuple[WatchCount, ...]:
    """WatchCount by a key, those with most that is not on schedule first."""
    groups: dict[str, list[Source]] = defaultdict(list)
    for source in watched:
        groups[key(source)].append(source)
    made = [tally(name, of) for name, of in groups.items()]
    return tuple(sorted(made, key=lambda one: (one.on_schedule - one.watched, one.name)))
