"""Recognises a page that is only half loaded: frames without their text, previews, mixed pages."""

from collections import Counter

from monitor.check_reason import CheckReason
from monitor.gate.likeness import PageDifference, words
from monitor.gate.sentence import begins, ends_in_sentence, is_preview
from monitor.gate.truncation import words_that_came
from monitor.model import Document, Rejection

# One such place may be an edit; so many, where so much of the known text is gone, are a fault.
_LEAST_PLACES = 3
_LOST = 0.05
# Who revises a page writes more words than this.
_TOUCHED_WORDS = 3
# What stands for a text that is still loading is shorter than this.
_PLACEHOLDER_WORDS = 5
_PLACEHOLDER_CHARS = 40
# Two pages are mixed where so many known neighbours were parted, and that share of all.
_LEAST_PARTED = 8
_PARTED = 0.3


def hollow(difference: PageDifference) -> Rejection | None:
    """Return why a page is quarantined whose headings and leads stay, without what they lead."""
    if difference.lost < _LOST or words_that_came(difference) > _TOUCHED_WORDS:
        return None
    now, then = _governors(difference.document), _governors(difference.previous)
    standing = {block.text for block in difference.document.blocks}
    empty = [text for text in then if text in standing and text not in now]
    # A page whose lists were written anew keeps most of its other headings filled.
    if len(empty) < max(_LEAST_PLACES, len(then) * _PARTED):
        return None
    detail = f"nothing stands under {empty[0][:60]!r} and {len(empty) - 1} other headings"
    return Rejection(CheckReason("script-needed", detail), certain=False)


def loading(difference: PageDifference) -> Rejection | None:
    """Return why a page is quarantined with one short text in many places where known text stood."""
    if difference.lost < _LOST or len(difference.gone_blocks) < _LEAST_PLACES:
        return None
    known = {block.text for block in difference.previous.blocks}
    came = Counter(block.text for block in difference.document.blocks if block.text not in known)
    text, count = next(iter(came.most_common(1)), ("", 0))
    if count < _LEAST_PLACES or not _is_placeholder(text):
        return None
    detail = f"{text!r} stands in {count} places where there was text"
    return Rejection(CheckReason("script-needed", detail), certain=False)


def clipped(difference: PageDifference) -> Rejection | None:
    """Return why a page is quarantined that shows only the beginnings of its paragraphs."""
    known = {block.text for block in difference.previous.blocks}
    whole = {words(text)[:_LEAST_PLACES]: text for text in known if ends_in_sentence(text)}
    found = [
        block.text
        for block in difference.document.blocks
        if block.text not in known
        and is_preview(block.text)
        and begins(block.text, whole.get(words(block.text)[:_LEAST_PLACES], ""))
    ]
    if len(found) < _LEAST_PLACES:
        return None
    detail = f"{len(found)} paragraphs break off, as after {found[0][-60:]!r}"
    return Rejection(CheckReason("truncated", detail), certain=False)


def mixed(difference: PageDifference) -> Rejection | None:
    """Return why a page is quarantined that has another page's paragraphs between all of its own."""
    if difference.lost > _LOST:
        return None
    came = {block.text for block in difference.new_blocks}
    known = {block.text for block in difference.previous.blocks}
    texts = [block.text for block in difference.document.blocks]
    pairs = list(zip(texts, texts[1:], texts[2:], strict=False))
    parted = sum(a in known and b in came and c in known for a, b, c in pairs)
    if parted < max(_LEAST_PARTED, len(difference.previous.blocks) * _PARTED):
        return None
    detail = f"other text stands between the paragraphs of the page, in {parted} places"
    return Rejection(CheckReason("another-page", detail), certain=False)


def _governors(document: Document) -> dict[str, None]:
    """Return the headings and leads that have blocks under them."""
    return {text: None for block in document.blocks for text in block.path}


def _is_placeholder(text: str) -> bool:
    is_short = len(text) <= _PLACEHOLDER_CHARS and len(words(text)) < _PLACEHOLDER_WORDS
    return is_short and text.rstrip().endswith(("…", "..."))
