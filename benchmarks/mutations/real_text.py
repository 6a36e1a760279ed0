"""Kinds that change the page's own sentences: all of them must be told."""

import re
from random import Random

from benchmarks.mutations.kinds import Expected, kind
from benchmarks.mutations.page import Page, Pair, changed, paragraphs
from benchmarks.mutations.sections import texts

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-ZÀ-Þ])|(?<=[。！？；])")
_NUMBER = re.compile(r"(?<![\w./-])\d{2,4}(?![\w/-])")
_LONG = 150


def _replaced(page: Page, span: tuple[int, int], text: str) -> Pair | None:
    return changed(page, page.text[: span[0]] + text + page.text[span[1] :])


def _long_paragraphs(page: Page) -> list[tuple[int, int]]:
    least = _LONG // 3 if page.language == "zh" else _LONG
    return [span for span in paragraphs(page) if span[1] - span[0] >= least]


def _exchange(page: Page, chance: Random, name: str) -> Pair | None:
    """Replace one word of a paragraph by its counterpart."""
    spans = _long_paragraphs(page)
    chance.shuffle(spans)
    for before, after in chance.sample(found := texts(page.language)["words"][name], len(found)):
        pattern = re.compile(before if page.language == "zh" else rf"\b{before}\b")
        for start, end in spans:
            if match := pattern.search(page.text, start, end):
                return _replaced(page, match.span(), after)
    return None


@kind(Expected.TELL, "real-must-to-may")
def must_to_may(page: Page, chance: Random) -> Pair | None:
    """Make a duty a liberty."""
    return _exchange(page, chance, "must-to-may")


@kind(Expected.TELL, "real-negation")
def negation(page: Page, chance: Random) -> Pair | None:
    """Deny what a sentence says."""
    return _exchange(page, chance, "negation")


@kind(Expected.TELL, "real-some")
def some(page: Page, chance: Random) -> Pair | None:
    """Make all of them some of them."""
    return _exchange(page, chance, "some")


@kind(Expected.TELL, "real-number")
def number(page: Page, chance: Random) -> Pair | None:
    """Change one digit of a number."""
    spans = _long_paragraphs(page)
    # Not at the head of a paragraph, where it may be the paragraph's own number.
    found = [m.span() for start, end in spans for m in _NUMBER.finditer(page.text, start + 12, end)]
    if not found:
        return None
    start, end = chance.choice(found)
    digit = str((int(page.text[start]) % 9) + 1)
    return _replaced(page, (start, end), digit + page.text[start + 1 : end])


@kind(Expected.TELL, "real-paragraph-removed")
def paragraph_removed(page: Page, chance: Random) -> Pair | None:
    """Take a paragraph out."""
    spans = _long_paragraphs(page)
    return _replaced(page, chance.choice(spans), "") if len(spans) > 3 else None


def _sentences(page: Page, span: tuple[int, int]) -> list[str]:
    return [part for part in _SENTENCE_END.split(page.text[slice(*span)]) if part]


@kind(Expected.TELL, "real-sentence-removed")
def sentence_removed(page: Page, chance: Random) -> Pair | None:
    """Take a sentence out of the middle of a paragraph."""
    glue = "" if page.language == "zh" else " "
    spans = _long_paragraphs(page)
    for span in chance.sample(spans, len(spans)):
        sentences = _sentences(page, span)
        if len(sentences) > 2 and len(sentences[1]) > (15 if glue == "" else 50):
            return _replaced(page, span, glue.join([sentences[0], *sentences[2:]]))
    return None


@kind(Expected.TELL, "real-sentence-added")
def sentence_added(page: Page, chance: Random) -> Pair | None:
    """Put a sentence with a new rule into a long paragraph."""
    glue = "" if page.language == "zh" else " "
    spans = _long_paragraphs(page)
    if not spans:
        return None
    span = max(chance.sample(spans, min(4, len(spans))), key=lambda span: span[1] - span[0])
    sentences = _sentences(page, span)
    place = len(sentences) // 2 + 1
    sentences.insert(place, chance.choice(texts(page.language)["sentences"]))
    return _replaced(page, span, glue.join(sentences))
