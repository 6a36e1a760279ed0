"""Merges the changes of a page in a period into one, by its stored versions."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import lru_cache

from monitor.audience import MergedChange
from monitor.merging import merge, runs
from monitor.model import Change, Severity, VersionReason
from storage.queries.history import History, VersionLine

# A source with more versions in the period lists its changes one by one.
_MOST_VERSIONS = 500
_CACHED = 50


def merged_changes(
    history: History, changes: Iterable[Change], until: datetime
) -> list[MergedChange]:
    """Return what stands for the changes of documents that changed several times, or back.

    The changes before and after a new way to read the page stay apart: their texts differ by it.
    """
    return [
        merged
        for run in runs(changes)
        for document, versions in _by_document(history, run, until)
        if (merged := _merged_document(history, document, versions))
    ]


def _by_document(
    history: History, run: Sequence[Change], until: datetime
) -> Iterable[tuple[list[Change], list[VersionLine]]]:
    """Group the changes of a source by document, each with its versions, the oldest first."""
    lines = history.last_versions(run[0].source_id, limit=_MOST_VERSIONS)
    keys = {line.number: line.key for line in lines}
    for key in dict.fromkeys(keys.get(change.to_version) for change in run):
        own = [change for change in run if keys.get(change.to_version) == key]
        versions = [line for line in lines if line.key == key and line.recorded_at <= until]
        if key is not None:
            yield own, versions[::-1]


def _merged_document(
    history: History, changes: Sequence[Change], versions: Iterable[VersionLine]
) -> MergedChange | None:
    first, last = changes[0], changes[-1]
    since = [line for line in versions if line.number >= (first.from_version or 0)]
    if not since or since[0].number != first.from_version:
        return None
    is_told = len(changes) == 1 and not any(
        line.reason is VersionReason.RETURNED for line in since if line.number > last.to_version
    )
    if is_told or any(line.reason is VersionReason.TECHNICAL for line in since[1:]):
        return None
    return _merged(history, tuple(change.id for change in changes), since[-1].number)


@lru_cache(maxsize=_CACHED)
def _merged(history: History, ids: tuple[int, ...], newest: int) -> MergedChange | None:
    """Merge changes up to the newest version; cached, for many subscribers have the same ones."""
    run = history.changes_of(ids)
    first, last = run[0], run[-1]
    before = history.version(first.source_id, first.from_version)
    after = history.version(last.source_id, newest)
    if before is None or after is None:
        return None
    steps = history.changes(
        source_id=first.source_id,
        since=first.detected_at - timedelta(microseconds=1),
        until=last.detected_at,
        min_severity=Severity.COSMETIC,
    )
    return merge(run, before.document, after.document, steps)
