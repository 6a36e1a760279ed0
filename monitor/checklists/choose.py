"""Choose the checklist of a change: by the stage of its lawsuit, by its facts, by its words.

No checklist is better than a wrong one: what is only proposed, explained or refused has none, and
words count only in a notice's title and first sentences, or in the sentences that are new on a page.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

from monitor.checklists.checklist import Checklist, checklist, entries
from monitor.excerpt import most_significant
from monitor.fact_lines import facts_of
from monitor.model import Change, ChangeKind, Edit, Reason, Severity
from monitor.phrases import PhraseBook
from monitor.tokens import content

# The signs of a notice (monitor/notices/stages.yaml) that is no call to act.
_NOT_YET = frozenset(
    f"notice-{name}"
    for name in (
        "proposal", "statistic", "ruling", "inquiry", "explainer", "criticism", "refusal", "article", "relief",
    )
)  # fmt: skip
_LEAD_SENTENCES = 2
_SENTENCE = re.compile(r"(?<=[.!?;])\s+|(?<=[。！？；])|\n+")
_MOST_CHARS = 20_000
_WORDS, _BESIDE, _NEVER = "words", "beside", "never"


@dataclass(frozen=True, slots=True)
class NewText:
    """What one edit brings: the sentences that are new, the headings above them, its facts."""

    sentences: tuple[str, ...]
    headings: str = ""
    facts: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistRule:
    """What chooses a checklist; see the head of checklists.yaml."""

    checklist_id: str
    book: PhraseBook
    needs_beside: bool
    stages: frozenset[str]
    facts: frozenset[str]
    rises: frozenset[str]
    kind: str
    placed: bool

    @classmethod
    def of(cls, name: str, when: Mapping[str, Any]) -> "ChecklistRule":
        """Read the rule of a checklist."""
        groups = {group: when.get(group, []) for group in (_WORDS, _BESIDE, _NEVER)}
        return cls(
            checklist_id=name,
            book=PhraseBook({group: words for group, words in groups.items() if words}),
            needs_beside=bool(groups[_BESIDE]),
            stages=frozenset(when.get("stages", ())),
            facts=frozenset(when.get("facts", ())),
            rises=frozenset(when.get("rises", ())),
            kind=when.get("of", ""),
            placed=when.get("placed", False),
        )

    def fits(self, kind: ChangeKind, new: NewText) -> bool:
        """Return whether a text is of this kind."""
        if self.kind and kind != self.kind:
            return False
        if any(fact.rule in self.facts for fact in new.facts):
            return True
        risen = any(fact.rule in self.rises and _rises(fact) for fact in new.facts)
        placed = self.placed and _WORDS in self.book.found(new.headings)
        needs_beside = self.needs_beside and not risen
        return any(
            self._says(one, placed=placed, needs_beside=needs_beside) for one in new.sentences
        )

    def _says(self, sentence: str, *, placed: bool, needs_beside: bool) -> bool:
        found = self.book.found(sentence)
        if _NEVER in found:
            return False
        return (_WORDS in found or placed) and (_BESIDE in found or not needs_beside)


def checklist_for(change: Change) -> Checklist | None:
    """Return the checklist of a change, or None if no kind surely fits."""
    if change.stage is not None:
        return _of_stage(change.stage.key)
    is_silent = change.assessment.severity is Severity.COSMETIC
    if is_silent or any(reason.rule in _NOT_YET for reason in change.assessment.reasons):
        return None
    for new in _new_texts(change):
        fitting = (rule for rule in _rules() if rule.fits(change.kind, new))
        if rule := next(fitting, None):
            return checklist(rule.checklist_id)
    return None


def _of_stage(stage: str) -> Checklist | None:
    """Return the checklist of a lawsuit's stage; the words of a court's papers choose none."""
    rule = next((rule for rule in _rules() if stage in rule.stages), None)
    return checklist(rule.checklist_id) if rule else None


@cache
def _rules() -> tuple[ChecklistRule, ...]:
    return tuple(ChecklistRule.of(name, entry["when"]) for name, entry in entries().items())


def _new_texts(change: Change) -> Iterator[NewText]:
    """Yield the texts to look at in turn: a notice's title, its text; a page's strongest edit first."""
    edits = most_significant(change.edits)
    if change.kind is ChangeKind.NOTICE:
        yield NewText((change.title,))
        body = [part for edit in edits for part in _split(edit.after) if part != change.title]
        yield NewText(tuple(body[:_LEAD_SENTENCES]))
    else:
        facts = facts_of(change.assessment)
        yield from (_new_text(edit, facts) for edit in edits)


def _new_text(edit: Edit, facts: tuple[Reason, ...]) -> NewText:
    """Return the sentences of an edit that its old text does not have, and the facts it states."""
    old = set(_split(edit.before))
    new = tuple(part for part in _split(edit.after) if part not in old)
    whole = f"{edit.before}\n{edit.after}"
    own = tuple(fact for fact in facts if _is_stated(fact, whole))
    return NewText(new, " \n ".join(edit.path), own)


def _is_stated(fact: Reason, text: str) -> bool:
    """Return whether a text states a fact: by its values, else by what it is about."""
    subject, *values = fact.words
    given = [value for value in values if value] or [subject]
    return all(_is_in(word, text) for word in given)


def _is_in(word: str, text: str) -> bool:
    """Return whether a word, which may be shortened, stands in a text."""
    return word.rstrip("\u2026") in text


def _split(text: str) -> list[str]:
    parts = (part.strip() for part in _SENTENCE.split(text[:_MOST_CHARS]))
    return [part for part in parts if part]


def _rises(fact: Reason) -> bool:
    """Return whether the fact's second value is larger than its first."""
    _, before, after = fact.words
    old, new = _number(before), _number(after)
    return old is not None and new is not None and new > old


def _number(value: str) -> Decimal | None:
    """Return the only number of a value such as `$39.99` or `20 %`."""
    values = [token.value for token in content(value)]
    digits = re.findall(r"\d+(?:\.\d+)?", values[0]) if len(values) == 1 else []
    try:
        return Decimal(digits[0]) if len(digits) == 1 else None
    except InvalidOperation:
        return None
