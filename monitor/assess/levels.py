"""Say how much one edit matters by itself, from its stored weight and the rules it fires."""

from monitor.assess.facts import WEIGHTS, is_name
from monitor.assess.modality import modality
from monitor.assess.rules import fired
from monitor.model import Edit, Severity

# From this weight on a fact is major, whatever its words.
_MAJOR = WEIGHTS["moved"]
_URGENT = WEIGHTS["prohibited"]


def edit_level(edit: Edit) -> Severity:
    """Return the level of one edit; the level of a change may be higher, by a date or its size."""
    if edit.proof:
        return Severity.COSMETIC
    is_banned = edit.weight == WEIGHTS["prohibition-added"] and is_name(edit.after)
    if edit.weight >= _URGENT or is_banned:
        return Severity.URGENT
    if edit.weight >= _MAJOR or (edit.weight > WEIGHTS["wording"] and modality(_text(edit))):
        return Severity.MAJOR
    return max((reason.severity for reason in fired((edit,))), default=Severity.MINOR)


def _text(edit: Edit) -> str:
    return edit.after or edit.before
