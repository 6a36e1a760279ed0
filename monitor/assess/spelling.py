"""Prove that two words are one: spelt in two countries, written apart, or wrong in a letter or two."""

import re
import unicodedata
from functools import cache

from rapidfuzz.distance import OSA

from monitor.assess.dictionary import is_word
from monitor.assess.modality import modality
from monitor.data import load
from monitor.text import fold
from monitor.tokens import Token, TokenKind

# One letter may be wrong in a short word, two in a long one; a shorter word may be another word.
_LEAST_LETTERS = 4
_LONG = 8
_WORDED = frozenset({TokenKind.WORD, TokenKind.CJK, TokenKind.ADDRESS})
_VOWELS = re.compile("[aeiouy]+")
# Endings that British and American English spell differently, after enough letters to be sure.
_ENDINGS = (
    (re.compile(r"(?<=[a-z]{3})is(e|es|ed|ing|ation|ations|er|ers|able)$"), r"iz\1"),
    (re.compile(r"(?<=[a-z]{3})ys(e|es|ed|ing|er|ers)$"), r"yz\1"),
    (re.compile(r"(?<=[a-z]{2})our(s|ed|ing|able|ably|ful|ite|ites|hood|er|ers|al)?$"), r"or\1"),
    (re.compile(r"(?<=[a-z]{3}[tbh])re(s|d)?$"), r"er\1"),
    (re.compile(r"(?<=[a-z]{3})ogue(s)?$"), r"og\1"),
    (re.compile(r"(?<=[def]en|ten)ce(s|less)?$"), r"se\1"),
)
_DOUBLED = re.compile(r"^([a-z]{2,}[aeiouy])ll(ed|ing|er|ers|or|ors|ation)$")


def is_same_wording(old: tuple[Token, ...], new: tuple[Token, ...], language: str = "") -> bool:
    """Return whether the tokens are the same words in another spelling, letter for letter.

    Numbers, dates, codes, marks and negations are never spelling. `language`: the page's, or ''.
    """
    kinds = {token.kind for token in (*old, *new)}
    if _has_other_accents(old, new):
        return True
    if not kinds <= _WORDED:
        return False
    if TokenKind.ADDRESS in kinds:
        return _is_address(old) != _is_address(new) and _joined(old) == _joined(new)
    if _joined(old) == _joined(new) or _lost_accents(_joined(old), _joined(new)):
        return True
    pairs = zip(old, new, strict=False)
    return len(old) == len(new) and all(_is_one_word(*pair, language) for pair in pairs)


def _is_address(tokens: tuple[Token, ...]) -> bool:
    return any(token.kind is TokenKind.ADDRESS for token in tokens)


def _has_other_accents(old: tuple[Token, ...], new: tuple[Token, ...]) -> bool:
    """Return whether both sides have the same words with other accents: perché and perchè."""
    a, b = _joined(old), _joined(new)
    both = not a.isascii() and not b.isascii() and a.isalpha() and b.isalpha()
    return both and len(old) == len(new) and _unaccented(a) == _unaccented(b)


def _unaccented(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in bare if not unicodedata.combining(letter))


def _lost_accents(old: str, new: str) -> bool:
    """Return whether one side has the other's words without its accents, or without those letters."""
    if old.isascii() == new.isascii() or min(len(old), len(new)) < _LEAST_LETTERS:
        return False
    plain, accented = (old, new) if old.isascii() else (new, old)
    return plain in {
        _unaccented(accented),
        "".join(letter for letter in accented if letter.isascii()),
    }


def _joined(tokens: tuple[Token, ...]) -> str:
    """Return the letters: `pre-empt`, `pre empt` and `preempt` are one word."""
    return re.sub(r"\W", "", "".join(token.value for token in tokens))


def _is_one_word(old: Token, new: Token, language: str) -> bool:
    if old.value == new.value or american(old.value) == american(new.value):
        return True
    return _is_corrected(old, new, language) or _is_corrected(new, old, language)


def common(text: str) -> str:
    """Return a text with its Chinese words in their common characters; its length stays."""
    for variant, word in _phrases():
        text = text.replace(variant, word)
    return text


@cache
def american(word: str) -> str:
    """Return the American spelling of a word that has a British one, and any other word as it is."""
    word = _pairs().get(word, word)
    if (found := _DOUBLED.match(word)) and len(_VOWELS.findall(found[1])) > 1:
        word = f"{found[1]}l{found[2]}"
    for ending, spelling in _ENDINGS:
        word = ending.sub(spelling, word)
    return word


def _is_corrected(wrong: Token, right: Token, language: str) -> bool:
    """Return whether one side is no word and the other is, with a letter or two between them.

    A capital inside a sentence may begin a name, and no list knows all names. A verb of a rule is
    never a spelling: `nay` and `may`.
    """
    shorter = min(len(wrong.value), len(right.value))
    if (
        shorter < _LEAST_LETTERS
        or not wrong.value.isalpha()
        or wrong.text[1:] != wrong.text[1:].lower()
    ):
        return False
    if wrong.text[0].isupper() != right.text[0].isupper() or modality(right.value):
        return False
    limit = 2 if shorter >= _LONG else 1
    is_close = OSA.distance(wrong.value, right.value, score_cutoff=limit) <= limit
    words = [is_word(fold(token.value), language) for token in (wrong, right)]
    return is_close and words == [False, True]


@cache
def _pairs() -> dict[str, str]:
    return dict(load("monitor.assess", "spellings.yaml")["pairs"])


@cache
def _phrases() -> tuple[tuple[str, str], ...]:
    pairs = load("monitor.assess", "spellings.yaml")["phrases"]
    return tuple((variant, common) for variant, common in pairs)
