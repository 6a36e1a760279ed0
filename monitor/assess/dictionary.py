"""Look words up in the word lists of pyspellchecker (docs/decisions/0029).

The lists are searched as text: to load one as a dictionary takes 0.5 seconds and 40 MB.
"""

import gzip
from functools import cache, lru_cache
from importlib.resources import files

_LANGUAGES = ("en", "de", "fr", "es", "it")


@lru_cache(maxsize=20_000)
def is_word(word: str) -> bool:
    """Return whether a word in lower case is one of English, German, French, Spanish or Italian."""
    entry = f'"{word}":'
    return any(entry in _word_list(language) for language in _LANGUAGES)


@cache
def _word_list(language: str) -> str:
    packed = files("spellchecker").joinpath("resources", f"{language}.json.gz").read_bytes()
    return gzip.decompress(packed).decode()
