"""Shows an edit to a subscriber: the old and the new text, with the changed words marked."""

from dataclasses import dataclass

from monitor.diff.words import Span, word_edits
from monitor.model import Edit, Op
from monitor.text import shorten

_ELLIPSIS = "\u2026"
# How many characters of unchanged text are kept before and after a change.
_CONTEXT = 60


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words, changed or not."""

    text: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Both sides of an edit; a side that does not exist is empty."""

    was: tuple[Piece, ...]
    now: tuple[Piece, ...]


def excerpt(edit: Edit, limit: int) -> Excerpt:
    """Return both sides of an edit with unchanged runs shortened, each side about `limit` long."""
    if edit.op is Op.MOVED:
        return Excerpt((), (Piece(shorten(edit.after, limit), changed=False),))
    if edit.op is Op.ADDED:
        return Excerpt((), (Piece(shorten(edit.after, limit), changed=True),))
    if edit.op is Op.REMOVED:
        return Excerpt((Piece(shorten(edit.before, limit), changed=True),), ())
    spans = word_edits(edit.before, edit.after)
    return Excerpt(_side(spans, limit, old=True), _side(spans, limit, old=False))


def most_significant(edits: tuple[Edit, ...]) -> tuple[Edit, ...]:
    """Return the edits that say something new, the strongest first; all edits if none does."""
    significant = [edit for edit in edits if not edit.proof] or list(edits)
    return tuple(sorted(significant, key=lambda edit: -edit.weight))


def _side(spans: tuple[Span, ...], limit: int, *, old: bool) -> tuple[Piece, ...]:
    """Return one side, starting shortly before its first change."""
    runs = _runs(spans, old=old)
    pieces: list[Piece] = []
    left = limit
    for index, run in enumerate(runs):
        text = run.text
        if not run.changed:
            text = _context(text, is_first=index == 0, is_last=index == len(runs) - 1)
        if not text:
            continue
        pieces += _pieces(shorten(text, max(left, 2)), changed=run.changed)
        left -= len(text)
        if left <= 0:
            break
    return tuple(pieces)


def _runs(spans: tuple[Span, ...], *, old: bool) -> list[Piece]:
    """Return the runs of one side; the text before its first change is one run.

    A side in which nothing changed is shown around the place of the first change.
    """
    runs = [Piece(s.before if old else s.after, not s.is_equal) for s in spans]
    first = next((i for i, run in enumerate(runs) if run.changed and run.text), None)
    if first is None:
        return runs
    lead = Piece("".join(run.text for run in runs[:first]), changed=False)
    return [*([lead] if lead.text else []), *(run for run in runs[first:] if run.text)]


def _pieces(text: str, *, changed: bool) -> list[Piece]:
    """Leave the space after a changed word unmarked."""
    bare = text.rstrip()
    if not changed or bare == text:
        return [Piece(text, changed)]
    return [Piece(bare, changed=True), Piece(" ", changed=False)] if bare else []


def _context(text: str, *, is_first: bool, is_last: bool) -> str:
    if len(text) <= _CONTEXT * 2:
        keep = text if not (is_first or is_last) or len(text) <= _CONTEXT else ""
        if keep:
            return keep
    head = "" if is_first else text[:_CONTEXT]
    tail = "" if is_last else text[-_CONTEXT:]
    return f"{head}{_ELLIPSIS}{tail}"
