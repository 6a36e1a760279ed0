"""What changed, in one line of the source's own words."""

from monitor.assess.noise import noise
from monitor.diff.words import word_edits
from monitor.model import Document, Edit, Op
from monitor.text import shorten

_LIMIT = 160
# How much of the unchanged text stands before the change.
_LEAD = 40


def summarise(edits: tuple[Edit, ...]) -> str:
    """The weightiest edit's words, under its heading; how many more there are."""
    loud = [edit for edit in edits if noise(edit) is None] or list(edits)
    if not loud:
        return ""
    first = max(loud, key=_weight)
    heading = f"{shorten(first.path[-1], 60)}: " if first.path else ""
    more = f" (+{len(loud) - 1})" if len(loud) > 1 else ""
    return shorten(heading + _words(first), _LIMIT - len(more)) + more


def summarise_notice(document: Document) -> str:
    """A notice's own title."""
    return shorten(document.title, _LIMIT)


def _weight(edit: Edit) -> int:
    """How many characters are new or gone."""
    if edit.op is not Op.MODIFIED:
        return len(edit.after or edit.before)
    spans = word_edits(edit.before, edit.after)
    return sum(len(span.before) + len(span.after) for span in spans if not span.is_equal)


def _words(edit: Edit) -> str:
    """The new words with a little of what stands around them."""
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
