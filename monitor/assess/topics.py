"""Find which goods and risks a text touches, and which a notice is about (vocabulary.yaml)."""

import re
from functools import cache

from monitor.phrases import PhraseBook
from monitor.vocabulary import offices, topics

# A notice is about what its title or its beginning names, or what it names again and again.
_LEAD_CHARS = 400
_OFTEN = 4
_MAX_CHARS = 20_000
# The first pages of a rewrite name its topics.
_MOST_CHARS = 200_000
# A case against many sellers is mostly on a trademark; it is not if another right is named.
_RIGHTS = frozenset({"trademark", "patent", "copyright-images"})


def topics_in(text: str) -> tuple[str, ...]:
    """Return the ids of the topics whose words occur in the text, in the order of the vocabulary."""
    return tuple(_words().found(_without_offices(text[:_MOST_CHARS])))


def topics_of_notice(title: str, text: str) -> tuple[str, ...]:
    """Return the ids of the topics that a notice is about, in the order of the vocabulary."""
    lead = _without_offices(f"{title}\n{_lead(text.removeprefix(title))}")
    named = _news_words().found(lead)
    if not _RIGHTS.intersection(named):
        named |= _fallback_words().found(lead)
    often = _words().found(_without_offices(text[:_MAX_CHARS]))
    return tuple(
        topic.id
        for topic in topics()
        if topic.id in named or len(often.get(topic.id, ())) >= _OFTEN
    )


def _lead(text: str) -> str:
    cut = text[:_LEAD_CHARS]
    return cut[: cut.rfind(" ")] if len(text) > _LEAD_CHARS and " " in cut else cut


def _without_offices(text: str) -> str:
    return _offices().sub(" ", text)


@cache
def _offices() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, offices())), re.IGNORECASE)


@cache
def _words() -> PhraseBook:
    return PhraseBook({topic.id: topic.words for topic in topics()}, plurals=True)


@cache
def _news_words() -> PhraseBook:
    return PhraseBook(
        {topic.id: (*topic.words, *topic.news_words) for topic in topics()}, plurals=True
    )


@cache
def _fallback_words() -> PhraseBook:
    return PhraseBook({topic.id: topic.fallback_words for topic in topics()}, plurals=True)
