"""Look words up in the word lists of pyspellchecker (docs/decisions/0029).

The lists are searched as text: to load one as a dictionary takes 0.5 seconds and 40 MB.
"""

import gzip
from functools import cache, lru_cache
from importlib.resources import files

_LEAST_PLURAL = 4
_LANGUAGES = ("en", "de", "fr", "es", "it")


@lru_cache(maxsize=20_000)
def is_word(word: str, language: str = "") -> bool:
    """Return whether a word in lower case is one of a language; without a list for it, of any list."""
    names = (language,) if language in _LANGUAGES else _LANGUAGES
    # The lists leave out many plurals.
    forms = {word} | ({word[:-1]} if word.endswith("s") and len(word) > _LEAST_PLURAL else set())
    entries = [f'"{form}":' for form in forms]
    return any(entry in _word_list(name) for name in names for entry in entries)


@cache
def _word_list(language: str) -> str:
    packed = files("spellchecker").joinpath("resources", f"{language}.json.gz").read_bytes()
    return gzip.decompress(packed).decode()
