"""Judge the edits between two documents: which say something new, how much it matters, from when.

tokens       (monitor/tokens) numbers, amounts, periods, dates, codes, marks and negations, exactly
modality     what a sentence, heading or list does: forbid, demand, permit
proofs       the closed list of reasons for silence; what none proves causes an alert
facts        what the other edits change, the strongest first
rules        the words of each subject that a change touches (rules.yaml)
topics       which goods and risks it touches (vocabulary.yaml)
dates        from when, only if the text states it
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from monitor.assess.context import Context, Learned
from monitor.assess.dates import new_dates, ordered
from monitor.assess.differences import near_differences
from monitor.assess.facts import Fact, facts
from monitor.assess.proofs import silence
from monitor.assess.rules import fired
from monitor.assess.topics import topics_in
from monitor.diff import compare
from monitor.model import Assessment, DateKind, Document, Edit, Op, Reason, Severity, StatedDate

# The version of the assessment, stored with each change.
RULES = 4
# An addition of this many words is major even if no word of the rules changed.
_MANY_WORDS = 120
# A date this near demands action now.
SOON = timedelta(days=60)
_MOST_FACTS = 12
_MOST_EXAMINED = 500
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
    context = Context(before.blocks, after.blocks, edits, learned, before.links, after.links)
    return judge_edits(edits, context, today)


def judge_edits(edits: tuple[Edit, ...], context: Context, today: date) -> Judgement:
    """Judge edits in their context."""
    examined = list(_examined(edits, context))
    judged = tuple(edit for edit, _ in examined)
    relevant = tuple(edit for edit in judged if not edit.proof)
    if not relevant:
        return Judgement(edits=judged, assessment=_silent([edit.proof for edit in judged]))
    found = [fact for _, own in examined for fact in own]
    return Judgement(edits=judged, assessment=_assessed(relevant, found, edits, today))


def _examined(edits: Sequence[Edit], context: Context) -> Iterator[tuple[Edit, tuple[Fact, ...]]]:
    """Yield each edit with its proof or its weight, and its facts.

    After many edits that say something new, the rest of a rewrite is taken to do so, too.
    """
    relevant = 0
    for edit in edits:
        if relevant >= _MOST_EXAMINED:
            yield edit, ()
            continue
        proof = silence(edit, context)
        own = () if proof else facts(edit)
        relevant += not proof
        yield replace(edit, proof=proof, weight=own[0].weight if own else 0), own


def _silent(proofs: Sequence[str]) -> Assessment:
    reasons = tuple(
        Reason(rule=proof, severity=Severity.COSMETIC, words=()) for proof in dict.fromkeys(proofs)
    )
    return Assessment(severity=Severity.COSMETIC, reasons=reasons, rules=RULES)


def _assessed(
    relevant: tuple[Edit, ...],
    found: Sequence[Fact],
    edits: tuple[Edit, ...],
    today: date,
) -> Assessment:
    strongest = sorted(found, key=lambda fact: -fact.weight)
    # A rule's words say which subject a change touches; the facts say what it changes.
    near = tuple(map(_near_differences, relevant))
    reasons = (*(fact.reason for fact in strongest[:_MOST_FACTS]), *fired(near))
    dates = ordered(new_dates(tuple(map(_near_differences, edits))), today)
    severities = (
        *(reason.severity for reason in reasons),
        _by_size(relevant),
        _by_date(dates, today),
    )
    return Assessment(
        severity=max(severities),
        rules=RULES,
        topics=topics_in("\n".join(edit.after or edit.before for edit in near)),
        dates=dates,
        reasons=reasons,
    )


def _near_differences(edit: Edit) -> Edit:
    """Return the edit of a long text without what is far from its differences."""
    before, after = near_differences(edit.before, edit.after)
    is_whole = before is edit.before and after is edit.after
    return edit if is_whole else replace(edit, before=before, after=after)


def _by_size(relevant: tuple[Edit, ...]) -> Severity:
    words = sum(len(edit.after.split()) for edit in relevant if edit.op is Op.ADDED)
    return Severity.MAJOR if words >= _MANY_WORDS else Severity.MINOR


def _by_date(dates: Sequence[StatedDate], today: date) -> Severity:
    soon = any(
        today <= stated.day <= today + SOON
        for stated in dates
        if stated.kind in {DateKind.EFFECTIVE, DateKind.DEADLINE}
    )
    return Severity.URGENT if soon else Severity.MINOR
