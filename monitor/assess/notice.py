from datetime import date

from monitor.assess.dates import new_dates
from monitor.assess.rules import fired
from monitor.assess.topics import topics_in
from monitor.model import Assessment, Document, Edit, Op, Severity


def assess_notice(document: Document, today: date) -> Assessment:
    edits = appeared(document)
    found = fired(edits)
    severity = max((reason.severity for reason in found), default=Severity.MINOR)
    return Assessment(
        severity=severity,
        rules=3,
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
