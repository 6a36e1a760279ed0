"""Summarises a change in one line of the source's own words."""

from monitor.assess.noise import noise
from monitor.diff.words import word_edits
from monitor.model import Document, Edit, Op
from monitor.text import shorten

_LIMIT = 160
# How many characters of unchanged text are kept before the change.
_LEAD = 40


def summarise(edits: tuple[Edit, ...]) -> str:
    """Return the largest edit's words, after its heading, and the number of other edits."""
    significant = [edit for edit in edits if noise(edit) is None] or list(edits)
    if not significant:
        return ""
    first = max(significant, key=_weight)
    heading = f"{shorten(first.path[-1], 60)}: " if first.path else ""
    more = f" (+{len(significant) - 1})" if len(significant) > 1 else ""
    return shorten(heading + _words(first), _LIMIT - len(more)) + more


def summarise_notice(document: Document) -> str:
    """Return the notice's title."""
    return shorten(document.title, _LIMIT)


def _weight(edit: Edit) -> int:
    """Count the characters that were added or removed."""
    if edit.op is not Op.MODIFIED:
        return len(edit.after or edit.before)
    spans = word_edits(edit.before, edit.after)
    return sum(len(span.before) + len(span.after) for span in spans if not span.is_equal)


def _words(edit: Edit) -> str:
    """Return the new text from shortly before its first change."""
    if edit.op is not Op.MODIFIED:
        return edit.after or edit.before
    start = 0
    for span in word_edits(edit.before, edit.after):
        if not span.is_equal:
            break
        start += len(span.after)
    if start <= _LEAD:
        return edit.after
    begin = edit.after.find(" ", start - _LEAD) + 1 or start - _LEAD
    return f"\u2026{edit.after[min(begin, start) :]}"
