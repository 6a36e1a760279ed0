"""Assess a notice: its severity follows from its triage and from the dates it states."""

from datetime import date, timedelta

from monitor.assess import RULES, SOON
from monitor.assess.dates import new_dates
from monitor.assess.topics import topics_of_notice
from monitor.model import Assessment, DateKind, Document, Edit, Op, Reason, Severity, StatedDate
from monitor.notices.signs import Found
from monitor.notices.triage import Level, Triage, triage

_SEVERITIES = {
    Level.SKIP: Severity.COSMETIC,
    Level.KNOW: Severity.MINOR,
    Level.ACT: Severity.MAJOR,
}
_FAR_AWAY = timedelta(days=540)
_MAX_WORDS = 6


def assess_notice(document: Document, today: date, category: str = "") -> Assessment:
    """Return the assessment of a new notice. `category`: that of its source."""
    text = _text(document)
    verdict = triage(document.title, text, category)
    dates = new_dates(_appeared(document))
    severity = _severity(verdict, dates, today)
    return Assessment(
        severity=severity,
        rules=RULES,
        topics=topics_of_notice(document.title, text),
        dates=dates,
        reasons=tuple(_reason(found, severity) for found in verdict.reasons),
    )


def _text(document: Document) -> str:
    return "\n".join(block.text for block in document.blocks if block.text != document.title)


def _appeared(document: Document) -> tuple[Edit, ...]:
    """Return the title and each block as added."""
    texts = dict.fromkeys([document.title, *(block.text for block in document.blocks)])
    return tuple(
        Edit(op=Op.ADDED, path=(), before="", after=text, similarity=0.0) for text in texts if text
    )


def _severity(verdict: Triage, dates: tuple[StatedDate, ...], today: date) -> Severity:
    severity = _SEVERITIES[verdict.level]
    if verdict.level is not Level.ACT:
        return severity
    ahead = [dated.day - today for dated in dates if dated.kind is not DateKind.REVISED]
    if ahead and min(ahead) > _FAR_AWAY:
        return Severity.MINOR
    urgent = any(found.sign.urgent for found in verdict.reasons)
    soon = any(timedelta(0) <= distance <= SOON for distance in ahead)
    return Severity.URGENT if urgent or soon else severity


def _reason(found: Found, severity: Severity) -> Reason:
    return Reason(rule=found.sign.id, severity=severity, words=found.words[:_MAX_WORDS])
