"""Puts what an edit changes into a line: `Appeal period: 30 → 14 days`. Plain text, never escaped."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from monitor.assess.facts import WEIGHTS, clause_words
from monitor.assess.modality import Modality, modality
from monitor.fact_subjects import (
    PART,
    answer_names,
    condition_name,
    is_read_by,
    kind_name,
    names_document,
    subject_name,
    unit_name,
    value_in,
)
from monitor.language import Language, in_brackets, message, texts
from monitor.model import Assessment, Change, Edit, Reason
from monitor.text import CJK, fold
from monitor.tokens import TokenKind, content

# The first rules whose reasons begin with facts; before, the same ids named rules.
_FACTS_SINCE = 3
_PARTS = 3
# Facts whose two values say it all.
_PAIRS = frozenset({"answer", "date", "amount", "percent", "period", "code", "number", "address"})
# Facts of one kind that share a line: 新增禁售：Yo-yo balls、Slime kits.
_LISTED = frozenset(
    {"banned", "no-longer-banned", "prohibited", "no-longer-prohibited"}
    | {"permitted", "no-longer-permitted", "document-added"}
)
_MOST_LISTED = 4
# The name of a clause before its colon is no longer than this.
_LEAD_CHARS = 40
_CLAUSES = frozenset({"clause-added", "clause-removed"})
# Negations after which a condition or an exception stands.
_CONDITIONS = frozenset(
    "without except excepting excluding unless ohne außer ausgenommen sans sauf excepté sin salvo excepto senza tranne"
    " eccetto".split()
)
# A number and its unit: no part of a date, a time or a code, and no word of the number itself.
_QUANTITY = re.compile(
    r"(\d[\d.,]{0,20})(?!\s{0,3}(?:[万亿千百萬億]|thousand|million|billion))"
    r"(\s{0,3}[^\d\s.,:/%-][^\d%]{0,60})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class FactLine:
    """One fact in words. `value`: the pair, or the words of the page. `count`: how many facts.

    `is_quoted`: the value is quoted, so that a glossary may help to read it.
    """

    label: str
    value: str
    is_quoted: bool = False
    count: int = 1

    def text(self, language: Language) -> str:
        """Return the line as plain text."""
        return (
            f"{self.label}{texts('news', language)['colon']}{self.value}"
            if self.label
            else self.value
        )


def facts_of(assessment: Assessment) -> tuple[Reason, ...]:
    """Return the facts among the reasons, the strongest first.

    They come before the rules that fired; some of those share an id with a stronger fact.
    """
    if assessment.rules < _FACTS_SINCE:
        return ()
    found: list[Reason] = []
    for reason in assessment.reasons:
        is_fact = reason.rule in WEIGHTS and len(reason.words) == _PARTS
        if not is_fact or (found and WEIGHTS[reason.rule] > WEIGHTS[found[-1].rule]):
            break
        found.append(reason)
    return tuple(found)


def fact_lines(change: Change, language: Language) -> tuple[FactLine, ...]:
    """Return the facts of a change in words, the strongest first, each once.

    A new or removed text is named only where its edit states nothing stronger; the page's title,
    which heads every message, is no label.
    """
    untitled = (_untitled(fact, change) for fact in facts_of(change.assessment))
    facts = _without_repetition(tuple(untitled), change.edits)
    lines: list[FactLine] = []
    for kind, group in groupby(facts, key=_kind):
        made = [line for fact in group if (line := _line(kind, fact, language))]
        lines += [_joined(made, language)] if kind in _LISTED and made else made
    return tuple(dict.fromkeys(lines))


def fact_line(fact: Reason, language: Language) -> str:
    """Return a fact as plain text; '' if its text says more than the fact."""
    line = _line(_kind(fact), fact, language)
    return line.text(language) if line else ""


def _untitled(fact: Reason, change: Change) -> Reason:
    """Put the words before a value in the place of a page's title."""
    subject, *values = fact.words
    is_title = fact.rule in _PAIRS and fold(change.title).casefold().startswith(
        fold(subject).casefold().rstrip("\u2026")
    )
    return replace(fact, words=(_words_before(values, change.edits), *values)) if is_title else fact


def _words_before(values: Sequence[str], edits: Sequence[Edit]) -> str:
    """Return what stands before a pair of values in the edit that has it: `pay within · Rule 0`."""
    old, new = values
    if not old or not new:
        return ""
    texts_with = (one.after for one in edits if old in one.before and new in one.after)
    lead, colon, words = next(texts_with, "").partition(new)[0].rpartition(":")
    if not colon or not words.strip() or not 0 < len(lead.strip()) <= _LEAD_CHARS:
        return ""
    return f"{words.strip()}{PART}{lead.strip()}"


def _without_repetition(facts: Sequence[Reason], edits: Sequence[Edit]) -> list[Reason]:
    stronger = {clause_words(edit) for edit in edits if edit.weight > WEIGHTS["clause-added"]} | {
        fact.words[0] for fact in facts if fact.rule not in _CLAUSES
    }
    return [fact for fact in facts if fact.rule not in _CLAUSES or fact.words[0] not in stronger]


def _kind(fact: Reason) -> str:
    words = fact.words[0]
    if fact.rule == "duty-added" and names_document(words):
        return "document-added"
    if fact.rule == "clause-added" and modality(words) is Modality.FORBID:
        return "prohibition-added"
    return fact.rule


def _line(kind: str, fact: Reason, language: Language) -> FactLine | None:
    subject, before, after = fact.words
    if kind in _PAIRS:
        return _pair_line(kind, fact.words, language) if before and after else None
    if kind == "negation":
        return _negation_line(before, after, language)
    is_whole = subject and (kind != "moved" or (before and after and before != after))
    label = texts("news", language).get(f"fact_{kind}", "")
    if not is_whole or not label:
        return None
    if kind == "moved":
        value = message("news", language, "fact_from_to", before=before, after=after)
        return FactLine(subject, value, is_quoted=True)
    return FactLine(label, subject, is_quoted=True)


def _pair_line(kind: str, words: Sequence[str], language: Language) -> FactLine:
    """Label a pair of values by what it is about, else by the words of the page, else by its kind."""
    subject, before, after = words
    if kind == "answer" and (line := _answer_line(words, language)):
        return line
    label = subject_name(kind, subject, language)
    if not label and subject:
        label = subject if is_read_by(subject, language) or kind == "answer" else f"“{subject}”"
    return FactLine(label or kind_name(kind, language), _pair(before, after, language))


def _answer_line(words: Sequence[str], language: Language) -> FactLine | None:
    """Tell an answer as what it means under its head: `Watches: Allowed → Not allowed`."""
    subject, *values = words
    about, names = answer_names(subject, language)
    marks = [token.value for value in values for token in content(value)]
    if not names or len(marks) != len(values) or not names.keys() >= set(marks):
        return None
    return FactLine(about, " \u2192 ".join(names[mark] for mark in marks))


def _negation_line(before: str, after: str, language: Language) -> FactLine | None:
    """Tell words that turn a clause round as a pair, a condition by its words, else both texts."""
    if line := _turned_line(before, after, language):
        return line
    old, new = _negations(before), _negations(after)
    gone, came = [w for w in old if w not in new], [w for w in new if w not in old]
    key = "fact_condition_added" if came else "fact_condition_removed"
    words = came or gone
    if words and _CONDITIONS.issuperset(words):
        return FactLine(texts("news", language)[key], after if came else before, is_quoted=True)
    if before and after:
        value = f"“{before}” \u2192 “{after}”"
        return FactLine(texts("news", language)["fact_negation"], value, is_quoted=True)
    return None


def _turned_line(before: str, after: str, language: Language) -> FactLine | None:
    """Tell `with → without`, each word with what it means; None where more than the word differs."""
    (old, _, rest), (new, _, other) = before.partition(" "), after.partition(" ")
    if rest != other:
        return None
    sides = [(word.casefold(), condition_name(word, language)) for word in (old, new)]
    if not all(name for _, name in sides):
        return None
    is_reversed = bool(_negations(before)) != bool(_negations(after))
    label = texts("news", language)["fact_reversed" if is_reversed else "fact_reworded"]
    shown = [word + in_brackets(name if name != word else "", language) for word, name in sides]
    value = " \u2192 ".join(f"{one} {rest}".rstrip() for one in shown)
    return FactLine(label, value.replace("\uff09 ", "\uff09"))


def _negations(text: str) -> list[str]:
    found = (token for token in content(text) if token.kind is TokenKind.NEGATION)
    return list(dict.fromkeys(token.text.casefold() for token in found))


def _joined(lines: Sequence[FactLine], language: Language) -> FactLine:
    """Join the values of lines with one label."""
    values = list(dict.fromkeys(line.value for line in lines))
    shown = texts("news", language)["comma"].join(values[:_MOST_LISTED])
    more = len(values) - _MOST_LISTED
    if more > 0:
        shown += message("news", language, "and_more", count=more)
    return FactLine(lines[0].label, shown, is_quoted=True, count=len(values))


def _pair(before: str, after: str, language: Language) -> str:
    """Join two values; a unit that both share is written once, in the reader's language."""
    (old, old_unit), (new, new_unit) = value_in(before, language), value_in(after, language)
    if old_unit and new_unit:
        shared = old_unit == new_unit
        first = old if shared else old + unit_name(old_unit, old, language)
        return f"{first} \u2192 {new}{unit_name(new_unit, new, language)}"
    return _shared_unit(before, after) or f"{old} \u2192 {new}"


def _shared_unit(before: str, after: str) -> str:
    old, new = _QUANTITY.fullmatch(before), _QUANTITY.fullmatch(after)
    if not old or not new or old[2] != new[2]:
        return ""
    space = " " if re.match(f"[{CJK}]", new[2]) else ""
    return f"{old[1]} \u2192 {new[1]}{space}{new[2]}"
