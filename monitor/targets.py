"""The targets of subscriptions: how people name them, and which of them a change matches.

A target is a category, topic or source by its bare id, or one of these:
    organisation:amazon     all sources of an organisation
    jurisdiction:us         all sources of a jurisdiction
    word:lithium battery    changed text that contains these words literally
    pair:organisation:amazon+batteries    what is of both; of any two targets but words
"""

import re
from collections import Counter
from collections.abc import Container, Mapping
from functools import cache
from itertools import combinations
from typing import Any

from rapidfuzz import process

from monitor.data import load
from monitor.language import Language, languages
from monitor.model import Change
from monitor.source import Source
from monitor.text import CJK, clean, fold, sha256
from monitor.vocabulary import categories, entries, name_of, targets_named, topics
from monitor.wording import source_name

ORGANISATION = "organisation:"
JURISDICTION = "jurisdiction:"
WORD = "word:"
PAIR = "pair:"
_AND = "+"
_MARKETPLACE_RULES = "platform-policy"
_PAIR_CHARS = 200
# What people write between the two of a pair.
_BETWEEN = re.compile(r"\s*[+＋×&]\s*|\s+and\s+|\s*[和与]\s*", re.IGNORECASE)
# The maximum length of a target in the database; of a word, without the prefix.
_TARGET_CHARS = 120
_WORD_CHARS = 80
_QUOTED = re.compile(r'^["“”„«「『\'](.+)["“”»」』\']$')
_EDGE = re.compile(rf"[^\W{CJK}]")
_NOT_A_NAME = re.compile(r"\W+")
_SIMILAR = 60


def targets_of(change: Change, source: Source | None) -> frozenset[str]:
    """Return the targets that a change matches, except pairs and words: see `matches`, `mentions`."""
    own = {change.category, change.source_id, *change.assessment.topics}
    if source is not None:
        own |= {organisation_target(source.organisation), *jurisdictions_of(source)}
    return frozenset(own)


def with_pairs(targets: frozenset[str]) -> frozenset[str]:
    """Return the targets of a change, and every pair of two of them."""
    return targets.union(pair_of(one, other) for one, other in combinations(targets, 2))


def matches(target: str, targets: Container[str]) -> bool:
    """Whether a change with these targets matches one: a pair, if it has both."""
    return all(part in targets for part in parts_of(target))


def pair_of(one: str, other: str) -> str:
    """Return the target of what is of both, the same in either order."""
    # An organisation or jurisdiction before the goods, as people say it.
    first, second = sorted((one, other), key=lambda target: (":" not in target, target))
    return f"{PAIR}{first}{_AND}{second}"


def parts_of(target: str) -> tuple[str, ...]:
    """Return the two targets of a pair; any other target itself."""
    return tuple(target.removeprefix(PAIR).split(_AND)) if target.startswith(PAIR) else (target,)


def changed_text(change: Change) -> str:
    """Return the text to search for words: the title, and what was added or removed, folded."""
    parts = [change.title, *(f"{edit.before}\n{edit.after}" for edit in change.edits)]
    return fold("\n".join(parts)).casefold()


def mentions(target: str, text: str) -> bool:
    """Whether a folded text contains the words of a `word:` target.

    Latin words match as whole words: `ban` is not in `bank`. Chinese has no word boundaries.
    """
    word = target.removeprefix(WORD)
    start = text.find(word)
    while start >= 0:
        end = start + len(word)
        if _is_edge(word[0], text[start - 1 : start]) and _is_edge(word[-1], text[end : end + 1]):
            return True
        start = text.find(word, start + 1)
    return False


def organisation_target(name: str) -> str:
    """Return the target of an organisation's name."""
    return ORGANISATION + _NOT_A_NAME.sub("-", name.casefold()).strip("-")[:100]


def key_of(target: str) -> str:
    """Return a short key for a target, because the data of a button is limited in length."""
    return sha256(target)[:16]


class Directory:
    """The targets of one catalogue."""

    def __init__(self, sources: Mapping[str, Source]) -> None:
        self.sources = sources
        self._organisations = {
            organisation_target(s.organisation): s.organisation for s in sources.values()
        }
        self._jurisdictions = {t for s in sources.values() for t in jurisdictions_of(s)}

    def find(self, word: str) -> str | None:
        """Return the target with that id, or that name in any language, or None.

        A quoted text becomes a `word:` target, two names with `+` or `and` between them a pair.
        """
        word = clean(word)
        if quoted := _QUOTED.match(word):
            return _word(quoted[1])
        return self._single(word) or self._pair(word.removeprefix(PAIR))

    def has(self, target: str) -> bool:
        """Whether a target exists."""
        if target.startswith(WORD):
            return bool(target.removeprefix(WORD))
        if target.startswith(PAIR):
            return self._pair(target.removeprefix(PAIR)) == target
        known = {*categories(), *(topic.id for topic in topics()), *self._jurisdictions}
        return target in known or target in self.sources or target in self._organisations

    def places(self) -> frozenset[str]:
        """Return the jurisdictions of all sources."""
        return frozenset(target.removeprefix(JURISDICTION) for target in self._jurisdictions)

    def source_of_key(self, key: str) -> Source | None:
        """Return the source with that short key, or None."""
        return next((s for s in self.sources.values() if key_of(s.id) == key), None)

    def name(self, target: str, language: Language) -> str:
        """Return the name of a target in a language."""
        if source := self.sources.get(target):
            return source_name(source, target, language)
        if target.startswith(PAIR):
            return " × ".join(self.name(part, language) for part in parts_of(target))
        if target.startswith(WORD):
            return f"“{target.removeprefix(WORD)}”"
        if target.startswith(ORGANISATION):
            return self._organisations.get(target, target.removeprefix(ORGANISATION))
        if target.startswith(JURISDICTION):
            return name_of("jurisdictions", target.removeprefix(JURISDICTION), language)
        group = "categories" if target in categories() else "topics"
        return name_of(group, target, language)

    def nearest(self, word: str) -> str:
        """Return the target or name most similar to an unknown word; '' if none is similar."""
        ids = [*categories(), *(topic.id for topic in topics()), *self.sources]
        found = process.extractOne(
            word, [*ids, *self._organisations.values()], score_cutoff=_SIMILAR
        )
        return str(found[0]) if found else ""

    def marketplaces(self) -> tuple[str, ...]:
        """Return the targets of the organisations with platform rules, what sellers use most first."""
        count = Counter(
            organisation_target(source.organisation)
            for source in self.sources.values()
            if source.category == _MARKETPLACE_RULES
        )
        known = [organisation_target(name) for name in _organisation_names()["marketplaces"]]
        others = sorted(count, key=lambda target: (-count[target], target))
        return tuple(target for target in dict.fromkeys([*known, *others]) if target in count)

    def _single(self, word: str) -> str | None:
        if word in self.sources:
            return word
        return targets_named(word) or self._organisation(word) or self._jurisdiction(word)

    def _pair(self, words: str) -> str | None:
        """Return the pair of two names; a name may hold an `and` of its own."""
        for sign in _BETWEEN.finditer(words[:_PAIR_CHARS]):
            one, other = self._single(words[: sign.start()]), self._single(words[sign.end() :])
            if one and other and one != other:
                pair = pair_of(one, other)
                return pair if len(pair) <= _TARGET_CHARS else None
        return None

    def _organisation(self, word: str) -> str | None:
        named = organisation_target(word.removeprefix(ORGANISATION))
        known = (named, *map(organisation_target, _also_called().get(word.casefold(), ())))
        return next((target for target in known if target in self._organisations), None)

    def _jurisdiction(self, word: str) -> str | None:
        name = word.casefold().removeprefix(JURISDICTION)
        for key, names in entries("jurisdictions").items():
            translations = {names.get(language, "").casefold() for language in languages()}
            if name in {key, *translations} and JURISDICTION + key in self._jurisdictions:
                return JURISDICTION + key
        return None


def jurisdictions_of(source: Source) -> frozenset[str]:
    """Return the targets of a source's jurisdictions; `UK/EU` is both."""
    return frozenset(JURISDICTION + part.casefold() for part in source.jurisdiction.split("/"))


def _word(quoted: str) -> str | None:
    word = fold(quoted).casefold()
    return WORD + word if 2 <= len(word) <= _WORD_CHARS else None


@cache
def _also_called() -> dict[str, tuple[str, ...]]:
    """Return the organisations that each other name means, in the order of preference."""
    found: dict[str, tuple[str, ...]] = {}
    for organisation, names in _organisation_names()["also"].items():
        for name in names:
            found[name.casefold()] = (*found.get(name.casefold(), ()), organisation)
    return found


def _organisation_names() -> Any:
    return load("monitor", "organisations.yaml")


def _is_edge(inside: str, outside: str) -> bool:
    """Whether an alphabetic word can end between the two characters."""
    return not (outside and _EDGE.match(inside) and _EDGE.match(outside))
