"""Finds words disguised with look-alike letters of another script.

Follows Unicode TR39: scripts that are written together (Latin and Chinese, Japanese or Korean)
are no mixture, and a foreign letter counts only if it looks like one of the word's own script.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from monitor.model import Document
from monitor.text import CJK

# Chinese is written next to Latin words without a space.
_WORD = re.compile(rf"(?:(?![{CJK}])[^\W\d_]){{2,}}")
# Letters that look alike in two scripts, at the same index.
_CYRILLIC = ("aceopxyijshkABCEHIKMOPSTXYJ", "асеорхуіјѕһкАВСЕНІКМОРЅТХУЈ")
_GREEK = ("ovuiABEHIKMNOPTXYZ", "ονυιΑΒΕΗΙΚΜΝΟΡΤΧΥΖ")
_LOOKALIKES = {
    ("CYRILLIC", "LATIN"): frozenset(_CYRILLIC[1]),
    ("LATIN", "CYRILLIC"): frozenset(_CYRILLIC[0]),
    ("GREEK", "LATIN"): frozenset(_GREEK[1]),
    ("LATIN", "GREEK"): frozenset(_GREEK[0]),
}
_SAMPLE = 2_000
# A Greek letter beside one or two Latin ones is a unit or a symbol.
_LEAST_BESIDE_GREEK = 3
# Scripts that no modern orthography mixes into a Latin word.
_FOREIGN_SCRIPTS = frozenset({"ARMENIAN", "CHEROKEE", "COPTIC", "LISU", "DESERET"})


def disguised(document: Document, previous: Document) -> str:
    """Return a new word with a look-alike letter, or ''."""
    # An ASCII page, and most others, has no suspects, and needs no comparison.
    suspects = {word for word in _words(document.text) if _is_disguised(word)}
    return next(iter(sorted(suspects - set(_words(previous.text)))), "") if suspects else ""


def main_script(text: str) -> str:
    """Return the script of most letters of a text, by its beginning, or ''."""
    letters = (letter for letter in text[:_SAMPLE] if letter.isalpha())
    (script, _), *_ = Counter(map(_script, letters)).most_common(1) or [("", 0)]
    return script


def _words(text: str) -> Iterator[str]:
    """Return the words with non-ASCII letters; Chinese characters are no part of words."""
    if text.isascii():
        return iter(())
    return (w for w in _WORD.findall(unicodedata.normalize("NFKC", text)) if not w.isascii())


@lru_cache(maxsize=4_000)
def _is_disguised(word: str) -> bool:
    by_script: dict[str, str] = {}
    for letter in word:
        script = _script(letter)
        by_script[script] = by_script.get(script, "") + letter
    if "LATIN" in by_script and _FOREIGN_SCRIPTS & set(by_script):
        return True
    if len(by_script) != 2:
        return False
    few, many = sorted(by_script, key=lambda script: (len(by_script[script]), script == "LATIN"))
    if "GREEK" in by_script and len(by_script[many]) < _LEAST_BESIDE_GREEK:
        return False
    lookalikes = _LOOKALIKES.get((few, many), frozenset())
    return set(by_script[few]) <= lookalikes and not _is_ending(word, by_script[many])


def _is_ending(word: str, stem: str) -> bool:
    """Whether the word is an abbreviation with the ending of another language, as in PDFы."""
    return len(stem) > 1 and stem.isupper() and word.startswith(stem)


def _script(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0]
