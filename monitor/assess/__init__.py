"""Judge the edits between two documents: which say something new, how much it matters, from when.

tokens       (monitor/tokens) numbers, amounts, periods, dates, codes, marks and negations, exactly
modality     what a sentence, heading or list does: forbid, demand, permit
proofs       the closed list of reasons for silence; what none proves causes an alert
facts        what the other edits change, the strongest first
rules        the words of each subject that a change touches (rules.yaml)
topics       which goods and risks it touches (vocabulary.yaml)
dates        from when, only if the text states it
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from monitor.assess.context import Context, Learned
from monitor.assess.dates import new_dates, ordered
from monitor.assess.facts import Fact, facts
from monitor.assess.proofs import silence
from monitor.assess.rules import fired
from monitor.assess.topics import topics_in
from monitor.diff import compare
from monitor.model import Assessment, DateKind, Document, Edit, Op, Reason, Severity, StatedDate

# The version of the assessment, stored with each change.
RULES = 3
# An addition of this many words is major even if no word of the rules changed.
_MANY_WORDS = 120
# A date this near demands action now.
_SOON = timedelta(days=60)
_MOST_FACTS = 12
_NOTHING_LEARNED = Learned()


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """The edits between two documents, each with its proof or weight, and what they come to."""

    edits: tuple[Edit, ...]
    assessment: Assessment

    @property
    def is_silent(self) -> bool:
        """Whether every edit is proved to say nothing new."""
        return self.assessment.severity is Severity.COSMETIC


def judge(
    before: Document, after: Document, today: date, learned: Learned = _NOTHING_LEARNED
) -> Judgement:
    """Compare two documents and judge the difference as of `today`."""
    edits = compare(before, after)
    context = Context(before.blocks, after.blocks, edits, learned)
    return judge_edits(edits, context, today)


def judge_edits(edits: tuple[Edit, ...], context: Context, today: date) -> Judgement:
    """Judge edits in their context."""
    proofs = [silence(edit, context) for edit in edits]
    found = [() if proof else facts(edit) for edit, proof in zip(edits, proofs, strict=True)]
    judged = tuple(
        replace(edit, proof=proof, weight=own[0].weight if own else 0)
        for edit, proof, own in zip(edits, proofs, found, strict=True)
    )
    relevant = tuple(edit for edit in judged if not edit.proof)
    if not relevant:
        return Judgement(edits=judged, assessment=_silent(proofs))
    return Judgement(edits=judged, assessment=_assessed(relevant, found, edits, today))


def _silent(proofs: Sequence[str]) -> Assessment:
    reasons = tuple(
        Reason(rule=proof, severity=Severity.COSMETIC, words=()) for proof in dict.fromkeys(proofs)
    )
    return Assessment(severity=Severity.COSMETIC, reasons=reasons, rules=RULES)


def _assessed(
    relevant: tuple[Edit, ...],
    found: Sequence[tuple[Fact, ...]],
    edits: tuple[Edit, ...],
    today: date,
) -> Assessment:
    strongest = sorted((fact for own in found for fact in own), key=lambda fact: -fact.weight)
    # A rule's words say which subject a change touches; the facts say what it changes.
    reasons = (*(fact.reason for fact in strongest[:_MOST_FACTS]), *fired(relevant))
    dates = ordered(new_dates(edits), today)
    severities = (
        *(reason.severity for reason in reasons),
        _by_size(relevant),
        _by_date(dates, today),
    )
    return Assessment(
        severity=max(severities),
        rules=RULES,
        topics=topics_in("\n".join(edit.after or edit.before for edit in relevant)),
        dates=dates,
        reasons=reasons,
    )


def _by_size(relevant: tuple[Edit, ...]) -> Severity:
    words = sum(len(edit.after.split()) for edit in relevant if edit.op is Op.ADDED)
    return Severity.MAJOR if words >= _MANY_WORDS else Severity.MINOR


def _by_date(dates: Sequence[StatedDate], today: date) -> Severity:
    soon = any(
        today <= stated.day <= today + _SOON
        for stated in dates
        if stated.kind in {DateKind.EFFECTIVE, DateKind.DEADLINE}
    )
    return Severity.URGENT if soon else Severity.MINOR
