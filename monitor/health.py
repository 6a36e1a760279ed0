"""How sources fare, and what the operators must hear of it: once, and once more after a day."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from monitor.check_reason import CheckReason
from monitor.ports import ChangeSet
from monitor.source import Source

# A fault of our own that comes again will come each time: the source waits for a person.
MOST_FAULTS = 2
# The reason code of a source that waits so.
_SET_ASIDE = "set-aside"
# One failure is weather; three in a row, or a day without a good capture, are a broken source.
_BROKEN_FAILURES = 3
_BROKEN_AFTER = timedelta(hours=24)
_TOLD_AGAIN = timedelta(hours=24)
# So many sources failing for one cause are one event, a network that is down for instance.
_WAVE = 5
# The sources of a wave heal one by one as they are checked; so long it waits for the rest.
_WAVE_HEALS = timedelta(minutes=30)
# A source that brings no entry for so long, and longer than it ever did, may be broken unseen.
_EMPTY_AFTER = timedelta(hours=24)
# The site does not want us: no repair of ours helps.
_BLOCKED = frozenset(
    {"robots-disallowed", "captcha", "blocked", "sign-in", "http-401", "http-403", "http-451"}
)


# Somebody else may speak for the site: a day is too long to wait for a look at it.
_AT_ONCE = frozenset({"another-site"})


class State(StrEnum):
    """What an operator sees at a glance."""

    OK = "ok"
    DEGRADED = "degraded"
    BROKEN = "broken"
    BLOCKED = "blocked"
    PAUSED = "paused"
    SET_ASIDE = "set-aside"
    NEW = "new"


# What an operator is to look at.
UNWELL = frozenset({State.DEGRADED, State.BROKEN, State.BLOCKED, State.SET_ASIDE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How one source fares. `failing_since`: None while it is well. `faults`: how often Forewarn
    itself failed at it since it was last read.

    `notified_count`, `notified_at`, `notified_cause`: what the operators heard since it last was well.
    """

    source_id: str
    outcome: str
    reason: CheckReason
    failures: int
    faults: int = 0
    checked_at: datetime | None = None
    good_at: datetime | None = None
    due_at: datetime | None = None
    failing_since: datetime | None = None
    healed_at: datetime | None = None
    notified_at: datetime | None = None
    notified_count: int = 0
    notified_cause: str = ""
    paused_at: datetime | None = None
    paused_why: str = ""
    empty_since: datetime | None = None
    empty_told_at: datetime | None = None
    longest_empty: timedelta = timedelta()

    @property
    def is_set_aside(self) -> bool:
        """Whether it is not tried again before a person says so."""
        return self.faults >= MOST_FAULTS


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingVersion:
    """A doubtful capture that waits for its confirmation: by time, or by an operator."""

    source_id: str
    since: datetime
    reason: CheckReason


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorReport:
    """What to tell the operators now. `joined`: part of a wave that they know of already.

    `emptied`: they answer well, and name no entry for longer than they ever did.
    """

    broken: tuple[Health, ...] = ()
    healed: tuple[Health, ...] = ()
    joined: tuple[Health, ...] = ()
    emptied: tuple[Health, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.broken or self.healed or self.emptied)


@dataclass(frozen=True, slots=True, kw_only=True)
class Undelivered:
    """Messages that a channel does not take, again and again, for one reason."""

    channel: str
    error: str
    count: int


def state_of(source: Source, health: Health | None, now: datetime) -> State:
    """The state of a source."""
    if not source.enabled or (health and health.paused_at):
        return State.PAUSED
    if health and health.is_set_aside:
        return State.SET_ASIDE
    if health is None or health.checked_at is None:
        return State.NEW
    if not health.failures:
        return State.OK
    if not _is_broken(health, now):
        return State.DEGRADED
    return State.BLOCKED if health.reason.code in _BLOCKED else State.BROKEN


def faults_after(faults: int, change_set: ChangeSet) -> int:
    """How many faults there are after a check: one that was read has none, a site that is down tells
    nothing.
    """
    if change_set.failure is None:
        return 0
    return faults + change_set.failure.is_fault


def set_aside_reason(source_id: str, change_set: ChangeSet) -> CheckReason:
    """Why a source is set aside, and how it is tried again."""
    detail = change_set.failure.reason.detail if change_set.failure else change_set.reason
    hint = f"to try it again: forewarn sources resume {source_id}, or /resume {source_id}"
    return CheckReason(_SET_ASIDE, f"{detail}; {hint}")


def operator_report(healths: Iterable[Health], now: datetime) -> OperatorReport:
    """What the operators have not heard yet, or must hear again."""
    known = [health for health in healths if health.paused_at is None]
    failing = [health for health in known if health.failures]
    by_cause = _by_cause(failing)
    broken = [health for health in failing if _is_due_again(health, now)]
    joined: list[Health] = []
    for cause in {h.reason.code for h in failing if not h.notified_count and _is_broken(h, now)}:
        untold = [health for health in by_cause[cause] if not health.notified_count]
        told = len(by_cause[cause]) - len(untold)
        if told >= _WAVE:
            joined += untold
        elif len(by_cause[cause]) >= _WAVE:
            broken += untold
        else:
            broken += [health for health in untold if _is_broken(health, now)]
    return OperatorReport(
        broken=tuple(broken),
        healed=tuple(_healed(known, now)),
        joined=tuple(joined),
        emptied=tuple(h for h in known if h.empty_told_at is None and is_emptied(h, now)),
    )


def is_emptied(health: Health, now: datetime) -> bool:
    """Whether a source that can be read brings no entry for longer than it ever did."""
    since = health.empty_since
    if since is None or health.failures:
        return False
    return now - since > max(health.longest_empty, _EMPTY_AFTER)


def grouped(healths: Iterable[Health]) -> tuple[tuple[str, tuple[Health, ...]], ...]:
    """Healths by their cause, the largest group first."""
    groups = _by_cause(healths)
    ordered = sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
    return tuple((cause, tuple(members)) for cause, members in ordered)


def _healed(known: Sequence[Health], now: datetime) -> list[Health]:
    """Those that were told of and are well; a wave is told when it is over, or after a while."""
    waves: dict[str, list[Health]] = defaultdict(list)
    for health in known:
        if health.notified_count:
            waves[health.notified_cause].append(health)
    ready: list[Health] = []
    for members in waves.values():
        well = [health for health in members if not health.failures]
        first = min((h.healed_at for h in well if h.healed_at), default=now)
        is_over = len(well) == len(members) or len(members) < _WAVE
        if is_over or now - first >= _WAVE_HEALS:
            ready += well
    return ready


def _by_cause(healths: Iterable[Health]) -> dict[str, list[Health]]:
    groups: dict[str, list[Health]] = defaultdict(list)
    for health in healths:
        groups[health.reason.code].append(health)
    return groups


def _is_broken(health: Health, now: datetime) -> bool:
    since = health.failing_since or now
    if health.is_set_aside or health.reason.code in _AT_ONCE:
        return True
    return health.failures >= _BROKEN_FAILURES or now - since >= _BROKEN_AFTER


def _is_due_again(health: Health, now: datetime) -> bool:
    notified_at = health.notified_at
    if (
        health.is_set_aside
        and health.notified_count
        and health.notified_cause != health.reason.code
    ):
        return True
    return (
        health.notified_count == 1 and notified_at is not None and now - notified_at >= _TOLD_AGAIN
    )
