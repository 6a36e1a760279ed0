"""What a check came to, as it will be recorded."""

from dataclasses import replace

from monitor.model import Outcome, Rejection, Snapshot, VersionReason
from monitor.ports import Held, Judged, Missed, NewVersion, Recording, SourceState
from monitor.source import Source

# The reason of a request that was not sent because our own quota is used up.
QUOTA = "quota"


def settled(source: Source, outcome: Outcome, **more: object) -> Judged:
    """A check that came to this; `more`: the other fields of `Recording`."""
    return Judged(source, replace(Recording(outcome=outcome), **more))  # type: ignore[arg-type]


def with_versions(
    source: Source, versions: list[NewVersion], state: SourceState, **more: object
) -> Judged:
    """A true capture that brings these versions, or none; `more`: as `settled` takes it."""
    outcome = _outcome(versions, state)
    return settled(source, outcome, reason=_why(versions), versions=tuple(versions), **more)


def missed(arrival: Missed) -> Judged:
    """Nothing came; what is stored stays."""
    failure = arrival.failure
    reason = f"{failure.reason}: {failure.detail}"
    # A quota of ours that is used up is no failure of the source.
    outcome = Outcome.SKIPPED if failure.reason == QUOTA else Outcome.FAILED
    return settled(arrival.source, outcome, reason=reason, failure=failure)


def rejected(
    source: Source, snapshot: Snapshot, refused: Rejection, held: Held | None = None
) -> Judged:
    """A capture that is not believed, or not yet; what is stored stays."""
    reason = f"{refused.reason}: {refused.detail}"
    return settled(source, Outcome.REJECTED, reason=reason, snapshot=snapshot, held=held)


def _outcome(versions: list[NewVersion], state: SourceState) -> Outcome:
    """What a true capture with these new versions came to."""
    reasons = {version.reason for version in versions}
    if not state.extraction_key:
        return Outcome.FIRST
    if reasons & {VersionReason.CONTENT, VersionReason.NOTICE}:
        return Outcome.CHANGED
    return Outcome.COSMETIC if reasons else Outcome.UNCHANGED


def _why(versions: list[NewVersion]) -> str:
    """What is said of the versions; mostly nothing."""
    returned = any(version.reason is VersionReason.RETURNED for version in versions)
    return "returned to an earlier version" if returned else ""
