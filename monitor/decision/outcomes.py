"""Builds the outcomes of checks, as they are stored."""

from dataclasses import replace

from monitor.check_reason import NO_REASON, CheckReason
from monitor.model import Outcome, Proposal, Rejection, Snapshot, VersionReason
from monitor.ports import ChangeSet, CheckOutcome, FetchFailed, NewVersion, Quarantined, SourceState
from monitor.source import Source

# Reasons for not sending a request: our own quota is used up, or another crawl visits the host.
_UNSENT = frozenset({"quota", "busy"})
_NO_ENTRY = CheckReason("empty", "no entry is named")
_RETURNED = CheckReason(detail="returned to an earlier version")


def check_outcome(source: Source, outcome: Outcome, **more: object) -> CheckOutcome:
    """Build the outcome of a check. `more`: the other fields of `ChangeSet`."""
    return CheckOutcome(source, replace(ChangeSet(outcome=outcome), **more))  # type: ignore[arg-type]


def with_versions(
    source: Source, versions: list[NewVersion], state: SourceState, **more: object
) -> CheckOutcome:
    """Build the outcome of an accepted snapshot with its new versions. `more`: see `check_outcome`."""
    outcome = _outcome(versions, state)
    reason = _NO_ENTRY if more.get("has_entries") is False else _reason_of(versions)
    return check_outcome(source, outcome, reason=reason, versions=tuple(versions), **more)


def fetch_failed(fetched: FetchFailed) -> CheckOutcome:
    """Build the outcome of a failed fetch; stored versions do not change."""
    failure = fetched.failure
    # A request that was not sent is no failure of the source.
    outcome = Outcome.SKIPPED if failure.reason.code in _UNSENT else Outcome.FAILED
    return check_outcome(fetched.source, outcome, reason=failure.reason, failure=failure)


def rejected(
    source: Source,
    snapshot: Snapshot | None,
    refused: Rejection,
    quarantined: Quarantined | None = None,
    proposals: tuple[Proposal, ...] = (),
) -> CheckOutcome:
    """Build the outcome of a rejected or quarantined snapshot; stored versions do not change."""
    return check_outcome(
        source,
        Outcome.REJECTED,
        reason=refused.reason,
        snapshot=snapshot,
        quarantined=quarantined,
        proposals=proposals,
    )


def rejected_site(
    judged: CheckOutcome, another_site: Rejection, quarantined: Quarantined, state: SourceState
) -> CheckOutcome:
    """Quarantine a snapshot of another site; do not store bytes that equal the known snapshot."""
    source, change_set = judged
    snapshot = change_set.snapshot
    is_known = snapshot is not None and snapshot.sha256 == state.body_sha256
    return rejected(source, None if is_known else snapshot, another_site, quarantined)


def after_rereading(outcome: CheckOutcome, reread: ChangeSet) -> CheckOutcome:
    """Add the technical versions that are stored before the outcome's own."""
    return CheckOutcome(outcome.source, replace(outcome.change_set, reread=reread))


def _outcome(versions: list[NewVersion], state: SourceState) -> Outcome:
    """Return the outcome of an accepted snapshot with these new versions."""
    reasons = {version.reason for version in versions}
    if not state.extraction_key:
        return Outcome.FIRST
    if reasons & {VersionReason.CONTENT, VersionReason.NOTICE}:
        return Outcome.CHANGED
    return Outcome.COSMETIC if reasons else Outcome.UNCHANGED


def _reason_of(versions: list[NewVersion]) -> CheckReason:
    """Return the reason to record with the versions; usually none."""
    returned = any(version.reason is VersionReason.RETURNED for version in versions)
    return _RETURNED if returned else NO_REASON
