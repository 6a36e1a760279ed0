"""Edits -> how much they matter, why, to which goods, and from when.

noise     edits that say nothing new: links, stamps, numbering, typography
rules     the words that make the rest matter (rules.yaml)
topics    which goods and risks the changed text touches (vocabulary.yaml)
dates     from when, only if the text says so
"""

from monitor.assess.dates import new_dates
from monitor.assess.noise import noise
from monitor.assess.rules import fired
from monitor.assess.topics import topics_in
from monitor.model import Assessment, Document, Edit, Op, Reason, Severity

# The version of the judgement, kept with each change.
RULES = 2
# A rewrite this long matters even where no single word of the rules changed.
_MANY_WORDS = 120


def assess(edits: tuple[Edit, ...]) -> Assessment:
    """The judgement on a change of content."""
    quiet = {edit: cause for edit in edits if (cause := noise(edit))}
    loud = tuple(edit for edit in edits if edit not in quiet)
    if not loud:
        causes = tuple(dict.fromkeys(quiet.values()))
        reasons = tuple(Reason(rule=c, severity=Severity.COSMETIC, words=()) for c in causes)
        return Assessment(severity=Severity.COSMETIC, reasons=reasons, rules=RULES)
    reasons = fired(loud) or _unnamed(loud)
    return Assessment(
        severity=max(reason.severity for reason in reasons),
        rules=RULES,
        topics=topics_in(_changed_text(loud)),
        dates=new_dates(edits),
        reasons=reasons,
    )


def assess_notice(document: Document) -> Assessment:
    """The judgement on a notice that appeared: its whole text is new."""
    edits = appeared(document)
    found = fired(edits)
    severity = max((reason.severity for reason in found), default=Severity.MINOR)
    return Assessment(
        severity=severity,
        rules=RULES,
        topics=topics_in(document.text),
        dates=new_dates(edits),
        reasons=found,
    )


def appeared(document: Document) -> tuple[Edit, ...]:
    """A new document as edits: each block is added."""
    return tuple(
        Edit(op=Op.ADDED, path=block.path, before="", after=block.text, similarity=0.0)
        for block in document.blocks
        if block.text != document.title
    )


def _unnamed(loud: tuple[Edit, ...]) -> tuple[Reason, ...]:
    words = sum(len(edit.after.split()) for edit in loud if not edit.before)
    severity = Severity.MAJOR if words >= _MANY_WORDS else Severity.MINOR
    return (Reason(rule="wording", severity=severity, words=()),)


def _changed_text(loud: tuple[Edit, ...]) -> str:
    return "\n".join(edit.after or edit.before for edit in loud)
