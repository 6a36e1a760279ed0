"""Recognise what a page says to its visitor about itself: buttons, feedback forms, counters (controls.yaml)."""

import re
from functools import cache, lru_cache

from monitor.assess.letters import letters
from monitor.assess.lexicon import Lexicon, prepare
from monitor.assess.modality import Modality, modality
from monitor.data import load
from monitor.extract.boilerplate_words import is_language
from monitor.tokens import TokenKind, content

_CHARS = 300
_COUNTER_CHARS = 120
# Beside the words that a counter counts, it has few: `Comments: at most 3` is a rule.
_OTHER_WORDS = 1
_CJK_CHARS = 9
# Tokens that a counter never has: they state something by themselves.
_STATING = frozenset(
    {TokenKind.AMOUNT, TokenKind.PERIOD, TokenKind.DATE, TokenKind.CODE, TokenKind.NEGATION}
)
_NUMBERS = frozenset({TokenKind.NUMBER, TokenKind.PERCENT})
# The button of a search field often stands in one block with the line below it.
_SEARCH = frozenset({"go"})
_BREADCRUMB = re.compile(r"[›»→]|\s[>/]\s")
_LEAST_STEPS = 2
_NEIGHBOUR = re.compile(
    r"(?:up next|next|previous|prev|上一篇|下一篇|上一页|下一页|nächster|vorheriger|weiter|suivant|précédent"
    r"|siguiente|anterior|successivo|precedente)\s*[:：]\s*\S",
    re.IGNORECASE,
)
# Who wrote a page: a name in capitals after a word for it. An initial stands for his picture.
_BYLINE = re.compile(
    r"(?:(?i:written by|posted by|author|verfasst von|geschrieben von|autor(?:in)?|écrit par|rédigé par|auteure?"
    r"|escrito por|autora?|scritto da|autore|autrice|作者|撰稿人?|编辑)\s{0,2}[:：]?\s{0,2}"
    r"(?:[A-ZÀ-Þ][\w.'’-]{0,24}(?:\s[A-ZÀ-Þ][\w.'’-]{0,24}){0,3}|[\u4e00-\u9fff]{2,4})|[A-Z])\.?"
)
_BETWEEN_NAMES = re.compile(r"[\s|/,;:·、]+")
_BANNER_CHARS = 1_000
_BINDING = frozenset({Modality.FORBID, Modality.DEMAND})
_SENTENCE_END = re.compile(r"[.!?;:。！？；：]\s*$")


@lru_cache(maxsize=4_000)
def is_label(text: str) -> bool:
    """Return whether a text is made of labels of buttons and links, and nothing else."""
    return len(text) <= _CHARS and is_made_of(letters(text), _labels())


def is_edge_label(text: str) -> bool:
    """Return whether a text is such a label even beside another text: one word may belong to that."""
    return is_label(text) and (letters(text) in _SEARCH or len(text.split()) > 1)


def is_sentence(text: str) -> bool:
    """Return whether a sentence asks the visitor about the page or offers the site's help."""
    return len(text) <= _CHARS and _sentences().occurs(prepare(text))


def is_neighbour(text: str) -> bool:
    """Return whether a line is the link to the page before or after this one."""
    if len(text) > _COUNTER_CHARS or not _NEIGHBOUR.match(text):
        return False
    return not any(token.kind in _STATING for token in content(text))


def is_picker(text: str) -> bool:
    """Return whether a line lists languages, each by its own name."""
    names = [name for name in _BETWEEN_NAMES.split(text) if name]
    return len(text) <= _CHARS and len(names) >= _LEAST_STEPS and all(map(is_language, names))


def is_byline(text: str) -> bool:
    """Return whether a line names who wrote the page, or is the initial in place of his picture."""
    return len(text) <= _COUNTER_CHARS and _BYLINE.fullmatch(text) is not None


def is_cookie_banner(text: str) -> bool:
    """Return whether a text asks for consent to cookies: it names them and the button."""
    if len(text) > _BANNER_CHARS or "ookie" not in text or modality(text) in _BINDING:
        return False
    kinds = {token.kind for token in content(text)}
    return not kinds & _STATING and _accepting().occurs(prepare(text))


def is_counter(text: str) -> bool:
    """Return whether a line states how often the page was read, rated or shared."""
    if len(text) > _COUNTER_CHARS:
        return False
    tokens = content(text)
    kinds = {token.kind for token in tokens}
    if not kinds & _NUMBERS or kinds & _STATING:
        return False
    found = _counted().counts(prepare(text))
    words = sum(token.kind is TokenKind.WORD for token in tokens)
    characters = sum(token.kind is TokenKind.CJK for token in tokens)
    is_counted = words - sum(len(word.split()) for word in found) <= _OTHER_WORDS
    return bool(found) and is_counted and characters <= _CJK_CHARS


def is_breadcrumb(text: str) -> bool:
    """Return whether a line is the trail of pages above this one."""
    steps = len(_BREADCRUMB.findall(text)) if len(text) <= _CHARS else 0
    if steps < _LEAST_STEPS or _SENTENCE_END.search(text):
        return False
    return not any(token.kind in _STATING | _NUMBERS for token in content(text))


def is_made_of(text: str, names: frozenset[str]) -> bool:
    """Return whether a text is a sequence of names without anything between them."""
    ends = {0}
    for start in range(len(text)):
        if start in ends:
            ends |= {start + len(name) for name in names if text.startswith(name, start)}
    return bool(text) and len(text) in ends


@cache
def _labels() -> frozenset[str]:
    return frozenset(letters(label) for label in load("monitor.assess", "controls.yaml")["labels"])


def is_pointer(text: str) -> bool:
    """Return whether the name of a link says no more than where it leads: `here`."""
    return letters(text) in _pointers()


@cache
def _pointers() -> frozenset[str]:
    return frozenset(map(letters, load("monitor.assess", "controls.yaml")["pointers"]))


@cache
def _sentences() -> Lexicon:
    return Lexicon(load("monitor.assess", "controls.yaml")["sentences"])


@cache
def _accepting() -> Lexicon:
    return Lexicon(load("monitor.assess", "controls.yaml")["accepting"])


@cache
def _counted() -> Lexicon:
    return Lexicon(load("monitor.assess", "controls.yaml")["counted"])
