"""What changed, in one line of the source's own words."""

from monitor.assess.noise import noise
from monitor.diff.words import word_edits
from monitor.model import Document, Edit, Op
from monitor.text import shorten

_LIMIT = 160


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
    return len(_words(edit))


def _words(edit: Edit) -> str:
    if edit.op is Op.REMOVED:
        return edit.before
    if edit.op is not Op.MODIFIED:
        return edit.after
    fresh = [span for span in word_edits(edit.before, edit.after) if not span.is_equal]
    inserted = " \u2026 ".join(text for span in fresh if (text := span.after.strip()))
    removed = " \u2026 ".join(text for span in fresh if (text := span.before.strip()))
    return inserted or removed or edit.after
