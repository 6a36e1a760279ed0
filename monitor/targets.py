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
from functools import cache, cached_property
from itertools import combinations, product

from monitor.language import Language, languages
from monitor.model import Change, ChangeKind
from monitor.named_marketplaces import named_marketplaces
from monitor.organisations import (
    all_organisations,
    is_news_site,
    names_of_organisation,
    offered_marketplaces,
    organisation_name,
)
from monitor.source import Source
from monitor.target_names import Certainty, Meaning, TargetNames, other_names
from monitor.text import CJK, clean, fold, sha256
from monitor.vocabulary import categories, entries, goods, name_of, topics
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


def targets_of(change: Change, source: Source | None) -> frozenset[str]:
    """Return the targets that a change matches: see `matches` for pairs, `mentions` for words.

    Of pairs only those of a marketplace that a notice names, which it is not of itself.
    """
    own = {change.category, change.source_id, *change.assessment.topics}
    if source is not None:
        own |= {organisation_target(source.organisation), *jurisdictions_of(source)}
    return frozenset(own) | named_pairs(change)


def named_pairs(change: Change) -> frozenset[str]:
    """Return the pairs of the marketplaces that a notice names and the goods that it is about."""
    about = [topic for topic in change.assessment.topics if topic in goods()]
    if change.kind is not ChangeKind.NOTICE or not about:
        return frozenset()
    named = map(organisation_target, named_marketplaces(_text(change)))
    return frozenset(pair_of(one, topic) for one, topic in product(named, about))


def with_pairs(targets: frozenset[str]) -> frozenset[str]:
    """Return the targets of a change, and every pair of two of them."""
    single = [target for target in targets if not target.startswith(PAIR)]
    return targets.union(pair_of(one, other) for one, other in combinations(single, 2))


def matches(target: str, targets: Container[str]) -> bool:
    """Whether a change with these targets matches one: a pair, if it has both."""
    return target in targets or all(part in targets for part in parts_of(target))


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
    return fold(_text(change)).casefold()


def _text(change: Change) -> str:
    parts = [change.title, *(f"{edit.before}\n{edit.after}" for edit in change.edits)]
    return "\n".join(parts)


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


@cache
def _known_organisations() -> Mapping[str, str]:
    return {organisation_target(name): name for name in all_organisations()}


def _organisation(target: str) -> str:
    """Return the name of an organisation that no source is of."""
    return _known_organisations().get(target, target.removeprefix(ORGANISATION))


class Directory:
    """The targets of one catalogue."""

    def __init__(self, sources: Mapping[str, Source]) -> None:
        self.sources = sources
        self._organisations = {
            organisation_target(s.organisation): s.organisation for s in sources.values()
        }
        self._jurisdictions = {t for s in sources.values() for t in jurisdictions_of(s)}

    def find(self, word: str) -> str | None:
        """Return the only target with that id, or that name in any language, or None.

        A quoted text becomes a `word:` target, two names with `+` or `and` between them a pair.
        """
        return self.meaning(word).sure

    def meaning(self, text: str) -> Meaning:
        """Return what a text means: one target for sure, or those to choose from, or none."""
        word = clean(text)
        if quoted := _QUOTED.match(word):
            return Meaning(tuple(filter(None, [word_target(quoted[1])])))
        if word in self.sources:
            return Meaning((word,))
        if code := self._codes.get(word.casefold()):
            return Meaning((code,))
        named = self._names.meaning(word)
        if named.certainty is Certainty.NAMED and named.targets:
            return named
        pair = self._pair(word.removeprefix(PAIR))
        return Meaning((pair,)) if pair else _with_pair(named)

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

    def source_ids_of_organisation(self, target: str) -> frozenset[str]:
        """Return the sources of an organisation, those that are switched off included."""
        return frozenset(
            s.id for s in self.sources.values() if organisation_target(s.organisation) == target
        )

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
            known = self._organisations.get(target) or _organisation(target)
            return organisation_name(known, language)
        if target.startswith(JURISDICTION):
            return name_of("jurisdictions", target.removeprefix(JURISDICTION), language)
        group = "categories" if target in categories() else "topics"
        return name_of(group, target, language)

    def sources_of(self, target: str) -> list[Source]:
        """Return the enabled sources of a target: of an organisation, place, category or topic."""
        found = [source for source in self.sources.values() if source.enabled]
        return [s for s in found if matches(target, _targets_of_source(s))]

    def target_of_key(self, key: str) -> str | None:
        """Return the target with that short key, or None; of no pair and no word."""
        return next((target for target in self._all() if key_of(target) == key), None)

    def marketplaces(self) -> tuple[str, ...]:
        """Return the targets of the marketplaces with watched rules, what sellers use most first."""
        count = Counter(
            organisation_target(source.organisation)
            for source in self.sources.values()
            if source.category == _MARKETPLACE_RULES and not is_news_site(source.organisation)
        )
        known = [organisation_target(name) for name in offered_marketplaces()]
        others = sorted(count, key=lambda target: (-count[target], target))
        return tuple(target for target in dict.fromkeys([*known, *others]) if target in count)

    @cached_property
    def _names(self) -> TargetNames:
        """Return all targets but sources and words, with all their names."""
        names = {target: [target, *self._names_of(target)] for target in self._all()}
        words = {topic.id: [*topic.words] for topic in topics()}
        for topic in topics():
            # What only tells in news that goods are meant is enough to ask whether they are.
            words[topic.id] += topic.news_words if topic.id in goods() else ()
        return TargetNames(names, words)

    @cached_property
    def _codes(self) -> dict[str, str]:
        """Return the jurisdictions by their codes, which are words of other meaning in a sentence."""
        return {target.removeprefix(JURISDICTION): target for target in self._jurisdictions}

    def _all(self) -> list[str]:
        """Return all targets but sources, pairs and words."""
        return [
            *categories(),
            *(topic.id for topic in topics()),
            *sorted(self._jurisdictions),
            *self._organisations,
        ]

    def _names_of(self, target: str) -> list[str]:
        if target in self._organisations:
            names_of = names_of_organisation(self._organisations[target])
            # By a code such as `EU` people mean the place.
            return [name for name in names_of if name.casefold() not in self._codes]
        if target.startswith(JURISDICTION):
            group, key = "jurisdictions", target.removeprefix(JURISDICTION)
        else:
            group, key = "categories" if target in categories() else "topics", target
        by_language = entries(group).get(key, {})
        names = [by_language[code] for code in languages() if code in by_language]
        return [*names, *other_names(group).get(key, [])]

    def _single(self, word: str) -> str | None:
        if word in self.sources:
            return word
        return self._codes.get(word.casefold()) or self._names.meaning(word).sure

    def _pair(self, words: str) -> str | None:
        """Return the pair of two names; a name may hold an `and` of its own."""
        for sign in _BETWEEN.finditer(words[:_PAIR_CHARS]):
            one, other = self._single(words[: sign.start()]), self._single(words[sign.end() :])
            if one and other and one != other:
                pair = pair_of(one, other)
                return pair if len(pair) <= _TARGET_CHARS else None
        return None


def _targets_of_source(source: Source) -> frozenset[str]:
    organisation = organisation_target(source.organisation)
    return jurisdictions_of(source) | {source.id, source.category, organisation, *source.topics}


def jurisdictions_of(source: Source) -> frozenset[str]:
    """Return the targets of a source's jurisdictions; `UK/EU` is both."""
    return frozenset(JURISDICTION + part.casefold() for part in source.jurisdiction.split("/"))


def word_target(text: str) -> str | None:
    """Return the target of words; None if they are too few or too many letters."""
    word = fold(text).casefold()
    return WORD + word if 2 <= len(word) <= _WORD_CHARS else None


def _with_pair(meaning: Meaning) -> Meaning:
    """Put what is sold on a marketplace or in a country first, where a text names both.

    A marketplace comes before a country, as in `Amazon batteries Germany`; goods before other topics.
    """
    others = [target for target in meaning.targets if ":" not in target]
    place = _only(ORGANISATION, meaning) or _only(JURISDICTION, meaning)
    if meaning.certainty is not Certainty.CONTAINED or not place or not others:
        return meaning
    others.sort(key=lambda target: target not in goods())
    pairs = [pair_of(place, other) for other in others]
    return Meaning((*pairs, *meaning.targets), meaning.certainty)


def _only(kind: str, meaning: Meaning) -> str:
    """Return the only target of a kind; '' for none or several."""
    found = [target for target in meaning.targets if target.startswith(kind)]
    return found[0] if len(found) == 1 else ""


def _is_edge(inside: str, outside: str) -> bool:
    """Whether an alphabetic word can end between the two characters."""
    return not (outside and _EDGE.match(inside) and _EDGE.match(outside))
