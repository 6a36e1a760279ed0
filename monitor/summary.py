"""Summarise a change in one line of the source's own words: its strongest fact."""

from monitor.assess.facts import Fact, facts
from monitor.diff.words import word_edits
from monitor.excerpt import most_significant
from monitor.model import Document, Edit, Op
from monitor.text import shorten

_LIMIT = 160
_HEADING_CHARS = 60
# How many characters of unchanged text are kept before the change.
_LEAD = 40


def summarise(edits: tuple[Edit, ...]) -> str:
    """Return the strongest edit's fact, after its heading, and the number of other edits."""
    significant = most_significant(edits)
    if not significant:
        return ""
    first = significant[0]
    heading = f"{shorten(first.path[-1], _HEADING_CHARS)}: " if first.path else ""
    more = f" (+{len(significant) - 1})" if len(significant) > 1 else ""
    return shorten(heading + _fact(first), _LIMIT - len(more)) + more


def summarise_notice(document: Document) -> str:
    """Return the notice's title."""
    return shorten(document.title, _LIMIT)


def _fact(edit: Edit) -> str:
    """Return the values that changed, or the new text from shortly before its first change."""
    strongest: Fact | None = next(iter(facts(edit)), None)
    if strongest and strongest.before and strongest.after:
        subject = f"{strongest.subject}: " if strongest.subject else ""
        return f"{subject}{strongest.before} \u2192 {strongest.after}"
    return _words(edit)


def _words(edit: Edit) -> str:
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
