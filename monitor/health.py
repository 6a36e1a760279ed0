"""The health of sources, and what to report to the operators: once, and again after a day."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from monitor.check_reason import CheckReason
from monitor.ports import ChangeSet
from monitor.source import Source

# A fault of our own that repeats will occur on every try: set the source aside for a person.
MOST_FAULTS = 2
# The reason code of a source that is set aside.
_SET_ASIDE = "set-aside"
# One failure is normal; three in a row, or a day without a good snapshot, make a source broken.
_BROKEN_FAILURES = 3
_BROKEN_AFTER = timedelta(hours=24)
_NOTIFY_AGAIN_AFTER = timedelta(hours=24)
# This many sources failing for one cause are one incident, such as a network outage.
_WAVE = 5
# Sources of a wave recover one by one as they are checked; the report waits this long for the rest.
_WAVE_RECOVERS_WITHIN = timedelta(minutes=30)
# A source without entries for this long, and longer than ever before, may be silently broken.
_EMPTY_AFTER = timedelta(hours=24)
# The site refuses us, and no repair on our side helps.
_BLOCKED = frozenset(
    {"robots-disallowed", "captcha", "blocked", "sign-in", "http-401", "http-403", "http-451"}
)


# Somebody else may control the site: report at once, not after a day.
_REPORTED_AT_ONCE = frozenset({"another-site"})


class State(StrEnum):
    """The state of a source as shown to operators."""

    OK = "ok"
    DEGRADED = "degraded"
    BROKEN = "broken"
    BLOCKED = "blocked"
    PAUSED = "paused"
    SET_ASIDE = "set-aside"
    NEW = "new"


# States that need an operator's attention.
UNWELL = frozenset({State.DEGRADED, State.BROKEN, State.BLOCKED, State.SET_ASIDE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """The health of one source. `failing_since`: None while it is healthy. `faults`: how often
    Forewarn itself failed on it since it was last read.

    `notified_count`, `notified_at`, `notified_cause`: the reports to the operators since the source
    was last healthy.
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
    empty_notified_at: datetime | None = None
    longest_empty: timedelta = timedelta()

    @property
    def is_set_aside(self) -> bool:
        """Whether it is not retried until a person resumes it."""
        return self.faults >= MOST_FAULTS


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingVersion:
    """A suspicious snapshot that waits for confirmation: by time, or by an operator."""

    source_id: str
    since: datetime
    reason: CheckReason


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorReport:
    """What to report to the operators now. `joined`: newly failing in a wave already reported.

    `emptied`: sources that answer without errors, but with no entries for longer than ever before.
    """

    broken: tuple[Health, ...] = ()
    healed: tuple[Health, ...] = ()
    joined: tuple[Health, ...] = ()
    emptied: tuple[Health, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.broken or self.healed or self.emptied)


@dataclass(frozen=True, slots=True, kw_only=True)
class Undelivered:
    """Messages that a channel repeatedly refuses for one reason."""

    channel: str
    error: str
    count: int


def state_of(source: Source, health: Health | None, now: datetime) -> State:
    """Return the state of a source."""
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
    """Return the fault count after a check: reset it if the source was read, keep it if its site is
    down.
    """
    if change_set.failure is None:
        return 0
    return faults + change_set.failure.is_fault


def set_aside_reason(source_id: str, change_set: ChangeSet) -> CheckReason:
    """Return why a source is set aside, and how to resume it."""
    detail = change_set.failure.reason.detail if change_set.failure else change_set.reason
    hint = f"to try it again: forewarn sources resume {source_id}, or /resume {source_id}"
    return CheckReason(_SET_ASIDE, f"{detail}; {hint}")


def operator_report(healths: Iterable[Health], now: datetime) -> OperatorReport:
    """Return what was not yet reported to the operators, or must be reported again."""
    known = [health for health in healths if health.paused_at is None]
    failing = [health for health in known if health.failures]
    by_cause = _by_cause(failing)
    broken = [health for health in failing if _is_due_again(health, now)]
    joined: list[Health] = []
    for cause in {h.reason.code for h in failing if not h.notified_count and _is_broken(h, now)}:
        unreported = [health for health in by_cause[cause] if not health.notified_count]
        reported = len(by_cause[cause]) - len(unreported)
        if reported >= _WAVE:
            joined += unreported
        elif len(by_cause[cause]) >= _WAVE:
            broken += unreported
        else:
            broken += [health for health in unreported if _is_broken(health, now)]
    return OperatorReport(
        broken=tuple(broken),
        healed=tuple(_healed(known, now)),
        joined=tuple(joined),
        emptied=tuple(h for h in known if h.empty_notified_at is None and is_emptied(h, now)),
    )


def is_emptied(health: Health, now: datetime) -> bool:
    """Whether a readable source has had no entries for longer than ever before."""
    since = health.empty_since
    if since is None or health.failures:
        return False
    return now - since > max(health.longest_empty, _EMPTY_AFTER)


def grouped(healths: Iterable[Health]) -> tuple[tuple[str, tuple[Health, ...]], ...]:
    """Group healths by cause, the largest group first."""
    groups = _by_cause(healths)
    ordered = sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
    return tuple((cause, tuple(members)) for cause, members in ordered)


def _healed(known: Sequence[Health], now: datetime) -> list[Health]:
    """Return recovered sources that were reported; a wave when it is over, or after a while."""
    waves: dict[str, list[Health]] = defaultdict(list)
    for health in known:
        if health.notified_count:
            waves[health.notified_cause].append(health)
    ready: list[Health] = []
    for members in waves.values():
        recovered = [health for health in members if not health.failures]
        first = min((h.healed_at for h in recovered if h.healed_at), default=now)
        is_over = len(recovered) == len(members) or len(members) < _WAVE
        if is_over or now - first >= _WAVE_RECOVERS_WITHIN:
            ready += recovered
    return ready


def _by_cause(healths: Iterable[Health]) -> dict[str, list[Health]]:
    groups: dict[str, list[Health]] = defaultdict(list)
    for health in healths:
        groups[health.reason.code].append(health)
    return groups


def _is_broken(health: Health, now: datetime) -> bool:
    since = health.failing_since or now
    if health.is_set_aside or health.reason.code in _REPORTED_AT_ONCE:
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
        health.notified_count == 1
        and notified_at is not None
        and now - notified_at >= _NOTIFY_AGAIN_AFTER
    )
