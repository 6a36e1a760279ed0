"""Merges the changes of one document in a period into one, from its first version to its last."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from monitor.assess import Judgement, judge_edits
from monitor.assess.context import Context, Learned
from monitor.audience import MergedChange
from monitor.diff import compare
from monitor.model import Assessment, Change, ChangeKind, Document, Edit, Severity
from monitor.summary import summarise


def runs(changes: Iterable[Change]) -> list[tuple[Change, ...]]:
    """Return the changes of text by source, the oldest first."""
    of_text = (change for change in changes if change.kind is ChangeKind.CONTENT)
    ordered = sorted(of_text, key=lambda change: (change.source_id, change.to_version))
    return [tuple(group) for _, group in groupby(ordered, key=lambda change: change.source_id)]


def merge(
    run: Sequence[Change], before: Document, after: Document, steps: Iterable[Change]
) -> MergedChange:
    """Merge the changes between two versions of a document, judged as of the last change.

    `steps`: all changes of the source in between, the silent ones included.
    """
    last, ids = run[-1], tuple(change.id for change in run)
    judgement = _judged(before, after, steps, last)
    if judgement.is_silent:
        undone = replace(last, edits=(), assessment=_undone(run))
        return MergedChange(change=undone, ids=ids, is_undone=True)
    merged = replace(
        last,
        from_version=run[0].from_version,
        edits=judgement.edits,
        assessment=judgement.assessment,
        summary=summarise(judgement.edits),
    )
    return MergedChange(change=merged, ids=ids)


def _judged(before: Document, after: Document, steps: Iterable[Change], last: Change) -> Judgement:
    """Judge what the steps changed; what each of them proved to say nothing new stays silent."""
    edits = [edit for step in steps for edit in step.edits]
    relevant = {
        text for edit in edits if not edit.proof for text in (edit.before, edit.after) if text
    }
    silent = {text for edit in edits if edit.proof for text in (edit.before, edit.after)} - relevant
    found = tuple(edit for edit in compare(before, after) if not _is_within(edit, silent))
    context = Context(before.blocks, after.blocks, found, Learned(), before.links, after.links)
    return judge_edits(found, context, last.detected_at.date())


def _is_within(edit: Edit, texts: set[str]) -> bool:
    return edit.before in texts | {""} and edit.after in texts | {""}


def _undone(run: Sequence[Change]) -> Assessment:
    """Return an assessment for information, of the topics that the changes touched."""
    topics = dict.fromkeys(topic for change in run for topic in change.assessment.topics)
    return Assessment(severity=Severity.MINOR, topics=tuple(topics))
