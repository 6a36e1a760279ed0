"""Detects the language of a text if it is certain."""

import re
from collections import Counter
from functools import cache

from monitor.data import load
from monitor.text import cjk_share

_WORD = re.compile(r"[^\W\d_]+")
_KANA = re.compile(r"[\u3040-\u30ff]")
_HANGUL = re.compile(r"[\uac00-\ud7af]")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_SAMPLE = 20_000
_LEAST_WORDS = 60
_CJK = 0.3
# The share of telltale words that must be of one language; a bilingual page has none.
_SURE = 0.7
_LEAST_TELLTALES = 12


def language_of_text(text: str) -> str:
    """Return the ISO 639-1 code; '' if the text is short, mixed or in an unknown language."""
    sample = text[:_SAMPLE]
    if cjk_share(sample) > _CJK:
        return _east_asian(sample)
    words = _WORD.findall(sample.casefold())
    if len(words) < _LEAST_WORDS:
        return ""
    if len(_CYRILLIC.findall(sample)) > len(words):
        return "ru"
    found = Counter(
        {name: sum(map(telltales.__contains__, words)) for name, telltales in _stopwords()}
    )
    (best, count), total = found.most_common(1)[0], found.total()
    return best if count >= max(_LEAST_TELLTALES, total * _SURE) else ""


def _east_asian(text: str) -> str:
    if _HANGUL.search(text):
        return "ko"
    return "ja" if _KANA.search(text) else "zh"


@cache
def _stopwords() -> tuple[tuple[str, frozenset[str]], ...]:
    listed = load("monitor", "stopwords.yaml")
    # A word that two languages share identifies neither.
    shared = Counter(word for words in listed.values() for word in words)
    return tuple(
        (name, frozenset(w for w in words if shared[w] == 1)) for name, words in listed.items()
    )
