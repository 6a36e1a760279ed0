"""Prove that words differ in grammar only: contractions, and articles of the page's language (grammar.yaml)."""

import re
from functools import cache

from monitor.assess.differences import Difference
from monitor.data import load
from monitor.tokens import Token, content

# A pronoun and its verb in one word: they're, you'll, it's. A noun with 's owns something.
_CONTRACTED = re.compile(
    r"\b(?P<pronoun>i|you|we|they|he|she|it|that|there|here|who|what)['\u2019](?P<verb>re|ve|ll|m|s)\b",
    re.IGNORECASE,
)
_VERBS = {"re": "are", "ve": "have", "ll": "will", "m": "am", "s": "is"}
# The next word is this near.
_NEAR = 80


def written_out(text: str) -> str:
    """Return a text with its contractions in two words; `it's` is `it is`."""
    return _CONTRACTED.sub(_whole, text) if "'" in text or "\u2019" in text else text


def _whole(found: re.Match[str]) -> str:
    return f"{found['pronoun']} {_VERBS[found['verb'].lower()]}"


def is_article(found: Difference, before: str, after: str, language: str) -> bool:
    """Return whether an article came, went or became another, and none that counts or compares.

    Before a word of degree it does: `a few`, `the most`, `le plus`. In brackets it is a label: `5(a)`.
    """
    known = _articles().get(language, frozenset())
    sides = [(found.old, before), (found.new, after)]
    written = [(tokens[0], text) for tokens, text in sides if tokens]
    if not known or max(len(found.old), len(found.new)) > 1:
        return False
    return all(token.value in known and _is_word(token, text) for token, text in written)


def _is_word(token: Token, text: str) -> bool:
    """Return whether a token stands between words, in lower case, before no word of degree."""
    is_apart = (
        text[token.start - 1 : token.start].strip() == text[token.end : token.end + 1].strip()
    )
    is_lower = token.text.islower() or not token.start
    following = next((one.value for one in content(text[token.end : token.end + _NEAR])), "")
    return is_apart and is_lower and following.isalpha() and following not in _degrees()


@cache
def _articles() -> dict[str, frozenset[str]]:
    listed = load("monitor.assess", "grammar.yaml")["articles"]
    return {language: frozenset(words) for language, words in listed.items()}


@cache
def _degrees() -> frozenset[str]:
    return frozenset(load("monitor.assess", "grammar.yaml")["degrees"])
