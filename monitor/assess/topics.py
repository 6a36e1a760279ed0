"""Which goods and risks a text touches."""

import re
from functools import cache

from monitor.text import CJK, fold
from monitor.vocabulary import topics

_HAS_CJK = re.compile(f"[{CJK}]")


def topics_in(text: str) -> tuple[str, ...]:
    """The ids of the topics whose words occur in the text, in the list's order."""
    folded = fold(text).casefold()
    return tuple(topic for topic, pattern in _patterns() if pattern.search(folded))


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((topic.id, re.compile("|".join(map(_literal, topic.words)))) for topic in topics())


def _literal(word: str) -> str:
    folded = re.escape(word.casefold())
    # A Latin word may carry a plural; Chinese has no word boundary to ask for.
    return folded if _HAS_CJK.search(word) else rf"\b{folded}(?:s|es)?\b"
