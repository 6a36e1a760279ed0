"""State what an edit changes, strongest first: a fact is what an alert is headed by.

A fact names its kind, what it is about and the two values: `period`, (`appeal period`, `30 days`,
`14 days`). Messages put it into the words of each language (`fact_…` in monitor/texts).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from monitor.assess.clauses import is_one_clause, negations_by_clause
from monitor.assess.differences import Difference, differences, written
from monitor.assess.modality import Modality, governing, lists_goods, modality
from monitor.assess.numbering import split_label
from monitor.assess.subjects import FUNCTION_WORDS, SUBJECT_CHARS, row_subject, subject_of
from monitor.fact_subjects import document_at, names_document
from monitor.model import Edit, Op, Reason, Severity
from monitor.text import CJK, shorten
from monitor.tokens import Token, TokenKind, content

# How strongly each kind of fact heads an alert.
WEIGHTS = {
    "banned": 100,
    "prohibited": 100,
    "no-longer-permitted": 95,
    "answer": 90,
    "date": 85,
    "amount": 80,
    "percent": 79,
    "period": 78,
    "prohibition-added": 70,
    "negation": 68,
    "no-longer-banned": 66,
    "no-longer-prohibited": 66,
    "document-added": 62,
    "duty-added": 60,
    "duty-removed": 58,
    "permitted": 56,
    "code": 50,
    "number": 48,
    "address": 46,
    "reordered": 42,
    "moved": 40,
    "clause-added": 30,
    "clause-removed": 28,
    "wording": 10,
}
# The kinds of token whose values are shown as a pair.
_PAIRED = {
    TokenKind.MARK: "answer",
    TokenKind.DATE: "date",
    TokenKind.AMOUNT: "amount",
    TokenKind.PERCENT: "percent",
    TokenKind.PERIOD: "period",
    TokenKind.CODE: "code",
    TokenKind.NUMBER: "number",
    TokenKind.TIME: "number",
    TokenKind.ADDRESS: "address",
}
# The kinds of which a clause states one value mostly, so that it needs no place to be compared.
_ONLY = (TokenKind.AMOUNT, TokenKind.PERCENT, TokenKind.PERIOD)
_VALUE_CHARS = 60
_DOCUMENT_CHARS = 100
_DOCUMENT_WORDS = 6
# What stands between the names of two standards.
_JOINS = frozenset("or and oder und ou et o y e".split())
# A difference with more tokens than this is a rewrite: its values are no pairs.
_MOST_TOKENS = 40
_MOST_DIFFERENCES = 500
# Standards that are named side by side, with the words between them.
_MOST_STANDARDS = 8
# A name has no more words than this; a longer text is a sentence.
_NAME_WORDS = 14
_NAME_CJK = 30
_SENTENCE_END = re.compile(r"[.!?;。！？；]\s*$")


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that an edit changes. `subject`: what it is about, in the source's own words."""

    kind: str
    subject: str = ""
    before: str = ""
    after: str = ""
    severity: Severity = Severity.MAJOR

    @property
    def weight(self) -> int:
        """How strongly the fact heads an alert."""
        return WEIGHTS[self.kind]

    @property
    def reason(self) -> Reason:
        """The fact as it is stored."""
        return Reason(
            rule=self.kind, severity=self.severity, words=(self.subject, self.before, self.after)
        )


def facts(edit: Edit) -> tuple[Fact, ...]:
    """Return what an edit changes, the strongest first."""
    found = [*_listed(edit), *_values(edit), *_verbs(edit), *_clause(edit)]
    unique = dict.fromkeys(found)
    return tuple(sorted(unique, key=lambda fact: -fact.weight))


def is_name(text: str) -> bool:
    """Return whether a text names something and states nothing: an item of a list."""
    if _SENTENCE_END.search(text):
        return False
    cjk = len(re.findall(f"[{CJK}]", text))
    return cjk <= _NAME_CJK and len(text.split()) <= _NAME_WORDS


def _listed(edit: Edit) -> Iterator[Fact]:
    """Yield what an item's coming, going or moving between lists means."""
    text = edit.after or edit.before
    if edit.op is Op.MODIFIED or (edit.op is not Op.MOVED and not is_name(text)):
        return
    old = governing(edit.origin or edit.path) if edit.op is not Op.ADDED else None
    new = governing(edit.path) if edit.op is not Op.REMOVED else None
    name = shorten(text, _VALUE_CHARS)
    if old is not new or edit.op is not Op.MOVED:
        yield from _gained(new, edit.path, name)
        yield from _lost(old, new, edit.origin or edit.path, name)
    if edit.op is Op.MOVED:
        is_elsewhere = bool(edit.origin) and edit.origin != edit.path
        yield (
            Fact("moved", name, _last(edit.origin), _last(edit.path))
            if is_elsewhere
            else Fact("reordered", name)
        )


def _gained(new: Modality | None, path: tuple[str, ...], name: str) -> Iterator[Fact]:
    if new is Modality.FORBID:
        kind = "banned" if lists_goods(path) else "prohibited"
        yield Fact(kind, name, severity=Severity.URGENT)
    elif new is Modality.DEMAND:
        yield Fact("duty-added", name)
    elif new is Modality.PERMIT:
        yield Fact("permitted", name)


def _lost(
    old: Modality | None, new: Modality | None, path: tuple[str, ...], name: str
) -> Iterator[Fact]:
    if old is Modality.FORBID and new is not Modality.FORBID:
        yield Fact("no-longer-banned" if lists_goods(path) else "no-longer-prohibited", name)
    elif old is Modality.PERMIT and new is not Modality.PERMIT:
        yield Fact("no-longer-permitted", name)
    elif old is Modality.DEMAND and new is None:
        yield Fact("duty-removed", name)


def _values(edit: Edit) -> Iterator[Fact]:
    """Yield the pairs of values of one kind that stand in each other's place."""
    if not edit.before or not edit.after or edit.op is Op.MOVED:
        return
    for found in differences(edit.before, edit.after)[:_MOST_DIFFERENCES]:
        if max(len(found.old), len(found.new)) <= _MOST_TOKENS:
            yield from _pairs(found, edit)
    yield from _only_values(edit)


def _only_values(edit: Edit) -> Iterator[Fact]:
    """Yield the pair of the only values of their kind in each text: a clause put in other words."""
    old, new = content(edit.before), content(edit.after)
    for kind in _ONLY:
        before, after = ([t for t in side if t.kind is kind] for side in (old, new))
        is_pair = len(before) == len(after) == 1 and _is_another(before[0], after[0])
        if is_pair and is_one_clause(edit, _PAIRED[kind]):
            yield _value_fact(_PAIRED[kind], edit, before[0], after[0])


def _is_another(before: Token, after: Token) -> bool:
    """Return whether a value differs from one of the same currency; periods have many units."""
    is_comparable = before.kind is not TokenKind.AMOUNT or (
        before.value.partition(" ")[0] == after.value.partition(" ")[0]
    )
    return is_comparable and before.value != after.value


def _pairs(found: Difference, edit: Edit) -> Iterator[Fact]:
    for kind, name in _PAIRED.items():
        old, new = (
            [token for token in side if token.kind is kind] for side in (found.old, found.new)
        )
        if len(old) != len(new) or not old or not is_one_clause(edit, name):
            continue
        for before, after in zip(old, new, strict=True):
            if before.value != after.value:
                yield _value_fact(name, edit, before, after)


def _value_fact(kind: str, edit: Edit, before: Token, after: Token) -> Fact:
    subject = row_subject(edit, after) or subject_of(edit.after, after) or _last(edit.path)
    return Fact(kind, subject, _value(before), _value(after))


def _verbs(edit: Edit) -> Iterator[Fact]:
    """Yield the prohibitions, duties and negations that came or went inside a text."""
    if not edit.before or not edit.after or edit.op is Op.MOVED:
        return
    # A negation that only stands elsewhere in its clause reverses nothing.
    has_negated = negations_by_clause(edit.before) != negations_by_clause(edit.after)
    for found in differences(edit.before, edit.after)[:_MOST_DIFFERENCES]:
        old, new = written(found.old, edit.before), written(found.new, edit.after)
        was, now = modality(old), modality(new)
        subject = shorten(new or old, SUBJECT_CHARS)
        if now is Modality.FORBID and was is not now:
            severity = Severity.URGENT if is_name(edit.after) else Severity.MAJOR
            yield Fact("prohibition-added", shorten(edit.after, _VALUE_CHARS), severity=severity)
        elif now is Modality.DEMAND and was is not now:
            yield Fact("duty-added", subject)
        elif was is Modality.DEMAND and now is None:
            yield Fact("duty-removed", subject)
        if has_negated and _negations(found.old) != _negations(found.new):
            yield Fact("negation", "", shorten(old, _VALUE_CHARS), shorten(new, _VALUE_CHARS))


def _clause(edit: Edit) -> Iterator[Fact]:
    """Yield what is always true of an edit: a text came, went or reads otherwise."""
    if edit.op is Op.MOVED:
        return
    kind = (
        "wording"
        if edit.before and edit.after
        else "clause-added"
        if edit.after
        else "clause-removed"
    )
    if standards := _standards(edit):
        yield standards
    elif words := _document(edit):
        yield Fact("document-added", words)
    severity = Severity.MAJOR if modality(edit.after or edit.before) else Severity.MINOR
    if kind == "wording":
        severity = Severity.MINOR
    yield Fact(kind, clause_words(edit), severity=severity)


def _document(edit: Edit) -> str:
    """Return the new words by which a text demands a document; '' if it demands none that is new."""
    if modality(edit.after) is not Modality.DEMAND or not names_document(edit.after):
        return ""
    if not edit.before:
        return shorten(_from_document(edit.after).rstrip(".。; "), _DOCUMENT_CHARS)
    found = [one for one in differences(edit.before, edit.after) if one.new]
    is_new = any(names_document(written(one.new, edit.after)) or _codes(one.new) for one in found)
    if not is_new:
        return ""
    start = edit.after.rfind(" ", 0, max(0, found[0].new[0].start - 1)) + 1
    return shorten(_without_article(edit.after[start:]).rstrip(".。; "), _DOCUMENT_CHARS)


def _standards(edit: Edit) -> Fact | None:
    """Return the standards that stand in the place of others for a document already demanded."""
    if not names_document(edit.before) or modality(edit.before) is not modality(edit.after):
        return None
    found = differences(edit.before, edit.after)[:_MOST_DIFFERENCES]
    if any(names_document(written(one.new, edit.after)) for one in found if one.new):
        return None
    for one in found:
        if _codes(one.old) and _codes(one.new) and len(one.old + one.new) <= _MOST_STANDARDS:
            return _standard_fact(one, edit)
    return None


def _standard_fact(found: Difference, edit: Edit) -> Fact:
    """Return a pair of single standards as every pair of values, several in their own words."""
    if len(found.old) == len(found.new) == 1:
        return _value_fact("code", edit, found.old[0], found.new[0])
    subject = shorten(_from_document(edit.after).rstrip(".。; "), SUBJECT_CHARS)
    old, new = written(found.old, edit.before), written(found.new, edit.after)
    return Fact("code", subject, shorten(old, _VALUE_CHARS), shorten(new, _VALUE_CHARS))


def _from_document(text: str) -> str:
    """Return a text from the words on that name a document: `UL 2054 or IEC 62133-2 test report …`."""
    start = end = max(document_at(text), 0)
    after = ""
    for word in reversed(text[:end].split()[-_DOCUMENT_WORDS:]):
        is_name = word.isalpha() and word.isascii() and word.casefold() not in FUNCTION_WORDS
        joins_codes = word.casefold() in _JOINS and _is_code(after)
        if not (is_name or joins_codes or _is_code(word)):
            break
        start, after = text.rfind(word, 0, start), word
    return text[start:]


def _is_code(word: str) -> bool:
    """Return whether a word is of the name of a standard: `UL`, `62133-2`."""
    return word.isascii() and word.upper() == word and word[:1].isalnum() and word[-1:].isalnum()


def _without_article(words: str) -> str:
    first, space, rest = words.partition(" ")
    return rest if space and first.casefold() in FUNCTION_WORDS else words


def _codes(tokens: Sequence[Token]) -> bool:
    return any(token.kind is TokenKind.CODE for token in tokens)


def clause_words(edit: Edit) -> str:
    """Return the beginning of an edit's text, by which a fact names the edit."""
    return shorten(edit.after or edit.before, _VALUE_CHARS)


def _negations(tokens: Sequence[Token]) -> int:
    return sum(token.kind is TokenKind.NEGATION for token in tokens)


def _value(token: Token) -> str:
    return shorten(" ".join(token.text.split()), _VALUE_CHARS)


def _last(path: tuple[str, ...]) -> str:
    return shorten(split_label(path[-1])[1] or path[-1], SUBJECT_CHARS) if path else ""
