"""What a check came to, as it will be recorded."""

from dataclasses import replace

from monitor.check_reason import NO_REASON, CheckReason
from monitor.discovery import Proposal
from monitor.model import Outcome, Rejection, Snapshot, VersionReason
from monitor.ports import ChangeSet, CheckOutcome, FetchFailed, NewVersion, Quarantined, SourceState
from monitor.source import Source

# The reasons of a request that was not sent: our own quota is used up, another crawl is there.
_UNSENT = frozenset({"quota", "busy"})
_NO_ENTRY = CheckReason("empty", "no entry is named")
_RETURNED = CheckReason(detail="returned to an earlier version")


def check_outcome(source: Source, outcome: Outcome, **more: object) -> CheckOutcome:
    """A check that came to this; `more`: the other fields of `ChangeSet`."""
    return CheckOutcome(source, replace(ChangeSet(outcome=outcome), **more))  # type: ignore[arg-type]


def with_versions(
    source: Source, versions: list[NewVersion], state: SourceState, **more: object
) -> CheckOutcome:
    """A true capture that brings these versions, or none; `more`: as `check_outcome` takes it."""
    outcome = _outcome(versions, state)
    reason = _NO_ENTRY if more.get("has_entries") is False else _why(versions)
    return check_outcome(source, outcome, reason=reason, versions=tuple(versions), **more)


def fetch_failed(fetched: FetchFailed) -> CheckOutcome:
    """Nothing came; what is stored stays."""
    failure = fetched.failure
    # What we did not ask for is no failure of the source.
    outcome = Outcome.SKIPPED if failure.reason.code in _UNSENT else Outcome.FAILED
    return check_outcome(fetched.source, outcome, reason=failure.reason, failure=failure)


def rejected(
    source: Source,
    snapshot: Snapshot | None,
    refused: Rejection,
    quarantined: Quarantined | None = None,
    proposals: tuple[Proposal, ...] = (),
) -> CheckOutcome:
    """A capture that is not believed, or not yet; what is stored stays."""
    return check_outcome(
        source,
        Outcome.REJECTED,
        reason=refused.reason,
        snapshot=snapshot,
        quarantined=quarantined,
        proposals=proposals,
    )


def astray(
    judged: CheckOutcome, strayed: Rejection, quarantined: Quarantined, state: SourceState
) -> CheckOutcome:
    """A true capture of another site; bytes that are known stay those of the known one."""
    source, change_set = judged
    snapshot = change_set.snapshot
    is_known = snapshot is not None and snapshot.sha256 == state.body_sha256
    return rejected(source, None if is_known else snapshot, strayed, quarantined)


def after_rereading(outcome: CheckOutcome, reread: ChangeSet) -> CheckOutcome:
    """The outcome, with the technical versions that are stored before its own."""
    return CheckOutcome(outcome.source, replace(outcome.change_set, reread=reread))


def _outcome(versions: list[NewVersion], state: SourceState) -> Outcome:
    """What a true capture with these new versions came to."""
    reasons = {version.reason for version in versions}
    if not state.extraction_key:
        return Outcome.FIRST
    if reasons & {VersionReason.CONTENT, VersionReason.NOTICE}:
        return Outcome.CHANGED
    return Outcome.COSMETIC if reasons else Outcome.UNCHANGED


def _why(versions: list[NewVersion]) -> CheckReason:
    """What is said of the versions; mostly nothing."""
    returned = any(version.reason is VersionReason.RETURNED for version in versions)
    return _RETURNED if returned else NO_REASON
