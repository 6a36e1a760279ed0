"""Find which goods and risks a text touches, and which a notice is about (vocabulary.yaml)."""

from collections import Counter
from functools import cache

from monitor.phrases import PhraseBook
from monitor.vocabulary import topics

# A notice is about what its title or its beginning names, or what it names again and again.
_LEAD_CHARS = 400
_OFTEN = 4
_MAX_CHARS = 20_000


def topics_in(text: str) -> tuple[str, ...]:
    """Return the ids of the topics whose words occur in the text, in the order of the vocabulary."""
    return tuple(_words().found(text))


def topics_of_notice(title: str, text: str) -> tuple[str, ...]:
    """Return the ids of the topics that a notice is about, in the order of the vocabulary."""
    lead = _news_words().found(f"{title}\n{_lead(text.removeprefix(title))}")
    counts = Counter({name: len(words) for name, words in _words().found(text[:_MAX_CHARS]).items()})
    return tuple(topic.id for topic in topics() if topic.id in lead or counts[topic.id] >= _OFTEN)


def _lead(text: str) -> str:
    cut = text[:_LEAD_CHARS]
    return cut[: cut.rfind(" ")] if len(text) > _LEAD_CHARS and " " in cut else cut


@cache
def _words() -> PhraseBook:
    return PhraseBook({topic.id: topic.words for topic in topics()}, plurals=True)


@cache
def _news_words() -> PhraseBook:
    return PhraseBook(
        {topic.id: (*topic.words, *topic.news_words) for topic in topics()}, plurals=True
    )
