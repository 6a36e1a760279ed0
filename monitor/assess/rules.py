"""Find which rules of rules.yaml fire on a set of edits, and on which words."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from monitor.assess.lexicon import Haystack, Lexicon, prepare
from monitor.data import load
from monitor.language import Language
from monitor.model import Edit, Reason, Severity

_MAX_WORDS = 6


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of rules.yaml, compiled."""

    id: str
    severity: Severity
    titles: dict[str, str]
    words: Lexicon
    patterns: tuple[re.Pattern[str], ...]

    def occurs(self, hay: Haystack) -> bool:
        """Return whether any of its words occurs in the text."""
        return self.words.occurs(hay) or any(p.search(hay.text) for p in self.patterns)

    def counts(self, hay: Haystack) -> Counter[str]:
        """Return how often each of its words occurs in the text."""
        found = self.words.counts(hay)
        for pattern in self.patterns:
            found.update(pattern.findall(hay.text))
        return found


@cache
def rules() -> tuple[Rule, ...]:
    """Return the rules, in the order of the file."""
    return tuple(_rule(name, entry) for name, entry in load("monitor.assess", "rules.yaml").items())


def rule_title(rule_id: str, language: Language) -> str:
    """Return the title of a rule, a fact or a proof in a language; the id itself if it has none."""
    return _titles().get(rule_id, {}).get(language, rule_id)


def fired(edits: tuple[Edit, ...]) -> tuple[Reason, ...]:
    """Return the rules whose words occur more or less often after the edits than before."""
    before = prepare("\n".join(edit.before for edit in edits))
    after = prepare("\n".join(edit.after for edit in edits))
    return tuple(
        Reason(rule=rule.id, severity=rule.severity, words=words)
        for rule in rules()
        if (words := _difference(rule.counts(before), rule.counts(after)))
    )


@lru_cache(maxsize=4_000)
def highest(edit: Edit) -> Severity:
    """Return the highest severity of the rules that fire on an edit, MINOR if none does."""
    before, after = prepare(edit.before), prepare(edit.after)
    for rule in sorted(rules(), key=lambda rule: -rule.severity):
        if _difference(rule.counts(before), rule.counts(after)):
            return max(rule.severity, Severity.MINOR)
    return Severity.MINOR


def _difference(old: Counter[str], new: Counter[str]) -> tuple[str, ...]:
    changed = dict.fromkeys([*(new - old), *(old - new)])
    # A Chinese word also matches inside a longer one: drop 须 when 必须 changed.
    kept = [word for word in changed if word.isascii() or not _is_inside(word, changed)]
    return tuple(kept)[:_MAX_WORDS]


def _is_inside(word: str, words: Iterable[str]) -> bool:
    return any(word != other and word in other for other in words)


@cache
def _titles() -> dict[str, dict[str, str]]:
    facts_and_proofs: dict[str, dict[str, str]] = load("monitor.assess", "reasons.yaml")
    return {rule.id: rule.titles for rule in rules()} | facts_and_proofs


def _rule(name: str, entry: dict[str, Any]) -> Rule:
    return Rule(
        id=name,
        severity=Severity.parse(entry["severity"]),
        titles=entry["title"],
        words=Lexicon(entry["words"]),
        patterns=tuple(re.compile(p, re.IGNORECASE) for p in entry.get("patterns", ())),
    )
