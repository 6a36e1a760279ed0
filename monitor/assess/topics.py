"""Find which goods and risks a text touches."""

from functools import cache

from monitor.assess.lexicon import Lexicon, prepare
from monitor.vocabulary import topics


def topics_in(text: str) -> tuple[str, ...]:
    """Return the ids of the topics whose words occur in the text, in the order of the vocabulary."""
    hay = prepare(text)
    return tuple(topic for topic, words in _lexicons() if words.occurs(hay))


@cache
def _lexicons() -> tuple[tuple[str, Lexicon], ...]:
    return tuple((topic.id, Lexicon(topic.words, plurals=True)) for topic in topics())
