"""Recognises block pages by their text: a captcha, a sign-in, an error, a parked domain.

A phrase alone proves nothing: rules mention captchas, denied access and signing in. A phrase
counts if its sentence says little else, and the page has almost no other prose.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from monitor.check_reason import CheckReason
from monitor.data import load
from monitor.model import BlockKind, Document, Rejection
from monitor.text import CJK, cjk_share, fold

# A Chinese character carries as much text as this many Latin ones.
_CJK_WEIGHT = 2.5
_CJK_LANGUAGE = 0.3
# A longer page is no block page, whatever its first lines say.
_MOST_TEXT = 4_800
# The most other prose that a block page may have: if the phrase is in its title or first lines, if
# it is in a later line, and if the page only has the name of an error.
_PROSE_AFTER_HEADLINE = 300
_PROSE_ELSEWHERE = 120
_PROSE_BESIDE_NAME = 100
# The most other words in a phrase's sentence; three times as many in one about the site itself.
_BESIDE_WORDS = 8
_BESIDE_CJK = 14
# A shorter run of words is a menu label, not a sentence.
_LABEL_WORDS = 5
_LABEL_CJK = 9
# A page with headings only and at most this much text is an empty frame.
_SKELETON = 200

_SENTENCE = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])|\s+[|–—·•]\s+|\s+-\s+|\n")
_IDEOGRAPH = re.compile(f"[{CJK}]")
_WORD = re.compile(rf"(?:(?![{CJK}])[^\W_])+(?:['’](?:(?![{CJK}])[^\W_])+)*")
# Letters of scripts that appear together only in a language menu.
_SCRIPTS = [re.compile(f"[{r}]") for r in ("α-ω", "а-я", "א-ת", "ا-ي", "क-ह", "ก-ฮ", "가-힣")]
_LANGUAGES = 3
_PATTERNS = "looks"
_NAMES = "names"


@dataclass(frozen=True, slots=True)
class _Sign:
    """A phrase that was found. `is_name`: it only names an error, without other words."""

    reason: str
    phrase: str
    is_name: bool


def block_page(document: Document, known: str = "") -> Rejection | None:
    """Return why the page is a block page, or None. `known`: the last accepted text, folded."""
    size = _weight(document.text)
    if size > _MOST_TEXT:
        return None
    sentences = [
        *_sentences(document.title),
        *(s for b in document.blocks for s in _sentences(b.text)),
    ]
    signs = [_sign(sentence) for sentence in sentences]
    # Ignore a phrase that the accepted page also has.
    found = [one for one in signs if one and not re.search(_phrase(one.phrase), known)]
    if not found or not _is_bare(sentences, signs, found):
        return _skeleton(document)
    shown = next((one for one in found if not one.is_name), found[0])
    return Rejection(CheckReason(shown.reason, f"the page says {shown.phrase!r}"))


def sign(text: str) -> str:
    """Return the phrase of a block page in a block that says little else, or ''."""
    signs = (_sign(sentence) for sentence in _sentences(text))
    return next((found.phrase for found in signs if found), "")


def _skeleton(document: Document) -> Rejection | None:
    """Reject a page with headings and nothing under them: its content was not loaded."""
    blocks = document.blocks
    is_frame = bool(blocks) and all(block.kind is BlockKind.HEADING for block in blocks)
    if document.key or not is_frame or _weight(document.text) > _SKELETON:
        return None
    return Rejection(CheckReason("script-needed", "the page holds headings and nothing under them"))


def _is_bare(sentences: list[str], signs: list[_Sign | None], found: list[_Sign]) -> bool:
    """Whether the page has too little other prose to be a rule."""
    own = [s for s, one in zip(sentences, signs, strict=True) if one is None and _is_prose(s)]
    prose = sum(_weight(sentence) for sentence in own)
    if all(one.is_name for one in found):
        return prose <= _PROSE_BESIDE_NAME
    first = sentences.index(own[0]) if own else len(sentences)
    is_headline = any(one in found for one in signs[:first])
    return prose <= (_PROSE_AFTER_HEADLINE if is_headline else _PROSE_ELSEWHERE)


def _sentences(text: str) -> Iterator[str]:
    return (fold(part).casefold() for part in _SENTENCE.split(text) if part.strip())


def _sign(sentence: str) -> _Sign | None:
    for reason, kind, pattern in _block_pages():
        found = pattern.search(sentence)
        if found is None:
            continue
        rest = sentence[: found.start()] + " " + sentence[found.end() :]
        if kind == _NAMES:
            if _stands_alone(rest):
                return _Sign(reason, found[0], is_name=True)
        elif kind == _PATTERNS or _says_little(rest):
            return _Sign(reason, found[0], is_name=False)
    return None


def _says_little(rest: str) -> bool:
    words, ideographs = len(_WORD.findall(rest)), len(_IDEOGRAPH.findall(rest))
    times = 3 if _site_words().search(rest) else 1
    return words <= _BESIDE_WORDS * times and ideographs <= _BESIDE_CJK * times


def _stands_alone(rest: str) -> bool:
    """Whether the rest has only numbers and words common beside the name of an error."""
    left = _error_words().sub(" ", rest)
    return not any(char.isalpha() for char in left)


def _is_prose(sentence: str) -> bool:
    """Whether a sentence may belong to a rule: not a label, and not about the site itself."""
    words, ideographs = len(_WORD.findall(sentence)), len(_IDEOGRAPH.findall(sentence))
    is_label = words < _LABEL_WORDS and ideographs < _LABEL_CJK
    return not is_label and not _site_words().search(sentence) and not _is_language_menu(sentence)


def _is_language_menu(text: str) -> bool:
    return not text.isascii() and sum(bool(s.search(text)) for s in _SCRIPTS) >= _LANGUAGES


def _weight(text: str) -> float:
    return len(text) * (_CJK_WEIGHT if cjk_share(text) > _CJK_LANGUAGE else 1)


@cache
def _block_pages() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    return tuple(
        (reason, kind, re.compile("|".join(phrases) if kind == _PATTERNS else _any_of(phrases)))
        for kind in (_PATTERNS, "says", _NAMES)
        for reason, kinds in load("monitor.gate", "block_pages.yaml").items()
        if (phrases := kinds.get(kind))
    )


@cache
def _site_words() -> re.Pattern[str]:
    return re.compile(_any_of(load("monitor.gate", "site.yaml")["of-itself"]))


@cache
def _error_words() -> re.Pattern[str]:
    return re.compile(_any_of(load("monitor.gate", "site.yaml")["beside"]))


def _any_of(phrases: list[str]) -> str:
    longest_first = sorted(phrases, key=len, reverse=True)
    return "|".join(_phrase(phrase) for phrase in longest_first)


def _phrase(phrase: str) -> str:
    folded = re.escape(fold(phrase).casefold())
    has_word_edges = not _IDEOGRAPH.search(phrase)
    return rf"(?<!\w){folded}(?!\w)" if has_word_edges else folded
