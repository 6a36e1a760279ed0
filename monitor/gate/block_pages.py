"""Does a page say of itself that it is none: a captcha, a sign-in, an error, a parked domain?

A phrase alone tells nothing: rules speak of captchas, of access denied and of signing in. It
counts where its sentence says little else, and the page holds next to no prose of its own.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from monitor.check_reason import CheckReason
from monitor.data import load
from monitor.model import BlockKind, Document, Rejection
from monitor.text import CJK, cjk_share, fold

# A Chinese character says as much as so many others.
_CJK_WEIGHT = 2.5
_CJK_LANGUAGE = 0.3
# A page longer than this is no wall, whatever stands in its first lines.
_MOST_TEXT = 4_800
# Prose of its own that a page may hold and still be a wall: where its first lines or its title
# say what it is, where a later one does, and where it only bears the name of an error.
_PROSE_AFTER_HEADLINE = 300
_PROSE_ELSEWHERE = 120
_PROSE_BESIDE_NAME = 100
# What a sentence may say beside the phrase, or three times that where the site speaks of itself.
_BESIDE_WORDS = 8
_BESIDE_CJK = 14
# A run of words shorter than this is a label of a menu, not a sentence.
_LABEL_WORDS = 5
_LABEL_CJK = 9
# A page of headings with no more than this is the frame of one.
_SKELETON = 200

_SENTENCE = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])|\s+[|–—·•]\s+|\s+-\s+|\n")
_IDEOGRAPH = re.compile(f"[{CJK}]")
_WORD = re.compile(rf"(?:(?![{CJK}])[^\W_])+(?:['’](?:(?![{CJK}])[^\W_])+)*")
# Letters of scripts that stand side by side in a choice of languages only.
_SCRIPTS = [re.compile(f"[{r}]") for r in ("α-ω", "а-я", "א-ת", "ا-ي", "क-ह", "ก-ฮ", "가-힣")]
_LANGUAGES = 3
_PATTERNS = "looks"
_NAMES = "names"


@dataclass(frozen=True, slots=True)
class _Sign:
    """A phrase that was found. `is_name`: it only names an error, and stands alone."""

    reason: str
    phrase: str
    is_name: bool


def block_page(document: Document, known: str = "") -> Rejection | None:
    """Why the page is none, or None. `known`: the text of the last true one, folded."""
    size = _weight(document.text)
    if size > _MOST_TEXT:
        return None
    sentences = [
        *_sentences(document.title),
        *(s for b in document.blocks for s in _sentences(b.text)),
    ]
    signs = [_sign(sentence) for sentence in sentences]
    # A phrase that the true page also holds tells nothing.
    found = [sign for sign in signs if sign and not re.search(_phrase(sign.phrase), known)]
    if not found or not _is_bare(sentences, signs, found):
        return _skeleton(document)
    told = next((sign for sign in found if not sign.is_name), found[0])
    return Rejection(CheckReason(told.reason, f"the page says {told.phrase!r}"))


def sign_of_error(text: str) -> str:
    """The phrase by which a block of a page says that its part is missing, or ''."""
    signs = (_sign(sentence) for sentence in _sentences(text))
    return next((s.phrase for s in signs if s and s.reason not in {"sign-in", "cookie-wall"}), "")


def _skeleton(document: Document) -> Rejection | None:
    """Headings, and nothing under them: what fills the page did not come."""
    blocks = document.blocks
    is_frame = bool(blocks) and all(block.kind is BlockKind.HEADING for block in blocks)
    if document.key or not is_frame or _weight(document.text) > _SKELETON:
        return None
    return Rejection(CheckReason("script-needed", "the page holds headings and nothing under them"))


def _is_bare(sentences: list[str], signs: list[_Sign | None], found: list[_Sign]) -> bool:
    """Whether the page holds too little prose of its own to be a rule."""
    own = [s for s, sign in zip(sentences, signs, strict=True) if sign is None and _is_prose(s)]
    prose = sum(_weight(sentence) for sentence in own)
    if all(sign.is_name for sign in found):
        return prose <= _PROSE_BESIDE_NAME
    first = sentences.index(own[0]) if own else len(sentences)
    is_headline = any(sign in found for sign in signs[:first])
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
    times = 3 if _of_itself().search(rest) else 1
    return words <= _BESIDE_WORDS * times and ideographs <= _BESIDE_CJK * times


def _stands_alone(rest: str) -> bool:
    """Nothing stands beside a name but what errors are called with, and numbers."""
    left = _beside().sub(" ", rest)
    return not any(char.isalpha() for char in left)


def _is_prose(sentence: str) -> bool:
    """A sentence that may be of a rule: no label, and nothing the site says of itself."""
    words, ideographs = len(_WORD.findall(sentence)), len(_IDEOGRAPH.findall(sentence))
    is_label = words < _LABEL_WORDS and ideographs < _LABEL_CJK
    return not is_label and not _of_itself().search(sentence) and not _is_language_menu(sentence)


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
def _of_itself() -> re.Pattern[str]:
    return re.compile(_any_of(load("monitor.gate", "site.yaml")["of-itself"]))


@cache
def _beside() -> re.Pattern[str]:
    return re.compile(_any_of(load("monitor.gate", "site.yaml")["beside"]))


def _any_of(phrases: list[str]) -> str:
    longest_first = sorted(phrases, key=len, reverse=True)
    return "|".join(_phrase(phrase) for phrase in longest_first)


def _phrase(phrase: str) -> str:
    folded = re.escape(fold(phrase).casefold())
    latin = not _IDEOGRAPH.search(phrase)
    return rf"(?<!\w){folded}(?!\w)" if latin else folded
