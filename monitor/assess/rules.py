"""Which rules of rules.yaml fire on a set of edits, and on which words."""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache

from monitor.data import load
from monitor.model import Edit, Language, Reason, Severity
from monitor.text import CJK, fold

_HAS_CJK = re.compile(f"[{CJK}]")
_MAX_WORDS_TOLD = 6


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of rules.yaml, compiled."""

    id: str
    severity: Severity
    titles: dict[str, str]
    pattern: re.Pattern[str]


@cache
def rules() -> tuple[Rule, ...]:
    """The rules, in the order of the file."""
    return tuple(
        Rule(name, Severity.parse(entry["severity"]), entry["title"], _pattern(entry))
        for name, entry in load("monitor.assess", "rules.yaml").items()
    )


def rule_title(rule_id: str, language: Language) -> str:
    """What a reader calls the rule; the id itself for a cause of noise."""
    titles = {rule.id: rule.titles for rule in rules()}
    return titles.get(rule_id, {}).get(language, rule_id)


def speaks(text: str, names: frozenset[str] | None = None) -> bool:
    """Whether a word of any rule, or of the named ones, occurs in the text."""
    folded = fold(text).casefold()
    chosen = (rule for rule in rules() if names is None or rule.id in names)
    return any(rule.pattern.search(folded) for rule in chosen)


def fired(edits: tuple[Edit, ...]) -> tuple[Reason, ...]:
    """The rules whose words occur more or less often after the edits than before."""
    before = fold("\n".join(edit.before for edit in edits)).casefold()
    after = fold("\n".join(edit.after for edit in edits)).casefold()
    return tuple(
        Reason(rule=rule.id, severity=rule.severity, words=words)
        for rule in rules()
        if (words := _difference(rule.pattern, before, after))
    )


def _difference(pattern: re.Pattern[str], before: str, after: str) -> tuple[str, ...]:
    old, new = Counter(pattern.findall(before)), Counter(pattern.findall(after))
    told = [*(new - old), *(old - new)]
    return tuple(dict.fromkeys(told))[:_MAX_WORDS_TOLD]


def _pattern(entry: dict[str, list[str]]) -> re.Pattern[str]:
    words = sorted(entry["words"], key=len, reverse=True)
    parts = [f"(?:{pattern})" for pattern in entry.get("patterns", ())]
    parts += [_literal(word.casefold()) for word in words]
    return re.compile("|".join(parts), re.IGNORECASE)


def _literal(word: str) -> str:
    return re.escape(word) if _HAS_CJK.search(word) else rf"\b{re.escape(word)}\b"
