"""Assess edits: how much they matter, why, for which goods, and from when.

noise     edits that say nothing new: links, stamps, numbering, typography
rules     the words that make the other edits matter (rules.yaml)
topics    which goods and risks the changed text touches (vocabulary.yaml)
dates     from when, only if the text states it
"""

from monitor.assess.dates import new_dates
from monitor.assess.noise import noise
from monitor.assess.rules import fired
from monitor.assess.topics import topics_in
from monitor.model import Assessment, Document, Edit, Op, Reason, Severity

# The version of the assessment, stored with each change.
RULES = 2
# An addition of this many words is major even if no word of the rules changed.
_MANY_WORDS = 120


def assess(edits: tuple[Edit, ...]) -> Assessment:
    """Return the assessment of a change of content."""
    noise_causes = {edit: cause for edit in edits if (cause := noise(edit))}
    relevant = tuple(edit for edit in edits if edit not in noise_causes)
    if not relevant:
        causes = tuple(dict.fromkeys(noise_causes.values()))
        reasons = tuple(Reason(rule=c, severity=Severity.COSMETIC, words=()) for c in causes)
        return Assessment(severity=Severity.COSMETIC, reasons=reasons, rules=RULES)
    reasons = fired(relevant) or _wording(relevant)
    return Assessment(
        severity=max(reason.severity for reason in reasons),
        rules=RULES,
        topics=topics_in(_changed_text(relevant)),
        dates=new_dates(edits),
        reasons=reasons,
    )


def assess_notice(document: Document) -> Assessment:
    """Return the assessment of a new notice: its whole text counts as added."""
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
    """Return a new document as edits, with each block added."""
    return tuple(
        Edit(op=Op.ADDED, path=block.path, before="", after=block.text, similarity=0.0)
        for block in document.blocks
        if block.text != document.title
    )


def _wording(relevant: tuple[Edit, ...]) -> tuple[Reason, ...]:
    words = sum(len(edit.after.split()) for edit in relevant if not edit.before)
    severity = Severity.MAJOR if words >= _MANY_WORDS else Severity.MINOR
    return (Reason(rule="wording", severity=severity, words=()),)


def _changed_text(relevant: tuple[Edit, ...]) -> str:
    return "\n".join(edit.after or edit.before for edit in relevant)
