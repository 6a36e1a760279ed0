"""Explains the stages of a lawsuit and the kinds of notice in a sentence of fixed, reviewed words."""

from monitor.checklists import checklist_for
from monitor.language import Language, texts
from monitor.model import Change, ChangeKind


def explanation(change: Change, language: Language) -> str:
    """Return what the stage or the kind of a notice means; '' for a changed page and any other."""
    if change.kind is not ChangeKind.NOTICE:
        return ""
    words = texts("explanations", language)
    if change.stage is not None:
        return words.get(f"stage-{change.stage.key}", "")
    found = checklist_for(change)
    return words.get(found.id, "") if found else ""
