"""The gate's second check: whether the document resembles the known one."""

import re
from dataclasses import replace

from monitor.check_reason import CheckReason
from monitor.gate.answer import garbled
from monitor.gate.block_pages import block_page, sign_of_error
from monitor.gate.letters import disguised
from monitor.gate.likeness import is_rewrite, shares_nothing, standing
from monitor.language_detection import language_of_text
from monitor.model import Document, Rejection
from monitor.source import Expectation
from monitor.text import fold

# A version shorter than this is too small to judge a collapse by.
_LEAST_KNOWN_CHARS = 2_000
_COLLAPSED = 0.15
_SOMETHING = re.compile(r"[^\W_]")
# A page that keeps this share of the known text is no block page, whatever it says.
_STILL_PRESENT = 0.5
# Look for an error text only on a page that kept at most this share of the known text.
_PARTIAL = 0.8
_ERROR_CHARS = 200
_NO_EXPECTATION = Expectation()


def examine(
    document: Document, previous: Document | None, expect: Expectation = _NO_EXPECTATION
) -> Rejection | None:
    """Return why the document is rejected, or None. `previous`: the last accepted one."""
    text = document.text
    return (
        garbled(text)
        or _block_page(document, previous)
        or _empty(text)
        or _unexpected(text, expect)
        or (_differs(document, previous) if previous else None)
    )


def _differs(document: Document, previous: Document) -> Rejection | None:
    """Return why a readable page may not be the known one, so that it is quarantined, or None."""
    suspicious = (
        _collapsed(document.text, previous)
        or _partial(document, previous)
        or _other_language(document.text, previous)
        or _another_page(document, previous)
        or _ambiguous(document, previous)
        or _disguised(document, previous)
    )
    if suspicious and shares_nothing(document, previous):
        return replace(suspicious, needs_operator=True)
    return suspicious


def _empty(text: str) -> Rejection | None:
    if _SOMETHING.search(text):
        return None
    return Rejection(CheckReason("empty", "the page holds no text"))


def _block_page(document: Document, previous: Document | None) -> Rejection | None:
    if previous is None:
        return block_page(document)
    if standing(document, previous) >= _STILL_PRESENT:
        return None
    return block_page(document, fold(previous.text).casefold())


def _another_page(document: Document, previous: Document) -> Rejection | None:
    if is_rewrite(document, previous) or not shares_nothing(document, previous):
        return None
    detail = f"nothing of the known page is left; what came is titled {document.title[:80]!r}"
    return Rejection(CheckReason("another-page", detail), certain=False)


def _ambiguous(document: Document, previous: Document) -> Rejection | None:
    """Quarantine a page on which the selector matches several elements, where it matched one."""
    if document.parts < 2 or previous.parts > 1 or document.text == previous.text:
        return None
    detail = f"the selector matches {document.parts} parts of the page, where it matched one"
    return Rejection(CheckReason("selector-ambiguous", detail), certain=False, needs_operator=True)


def _disguised(document: Document, previous: Document) -> Rejection | None:
    word = disguised(document, previous)
    if not word:
        return None
    detail = f"the word {word!r} mixes letters of two scripts that look alike"
    return Rejection(CheckReason("mixed-script", detail), certain=False)


def _unexpected(text: str, expect: Expectation) -> Rejection | None:
    if len(text) < expect.min_chars:
        detail = f"{len(text)} characters where at least {expect.min_chars} are expected"
        return Rejection(CheckReason("too-short", detail))
    folded = fold(text).casefold() if expect.contains else ""
    missing = [words for words in expect.contains if fold(words).casefold() not in folded]
    if missing:
        return Rejection(CheckReason("unexpected", f"the page lacks {missing[0]!r}"))
    return None


def _collapsed(text: str, previous: Document) -> Rejection | None:
    known = len(previous.text)
    if known < _LEAST_KNOWN_CHARS or len(text) >= known * _COLLAPSED:
        return None
    detail = f"{len(text)} characters are left of {known}"
    return Rejection(CheckReason("collapsed", detail), certain=False)


def _partial(document: Document, previous: Document) -> Rejection | None:
    """Quarantine a genuine page with an error message in place of a part."""
    if len(previous.text) < _LEAST_KNOWN_CHARS or kept(document, previous) > _PARTIAL:
        return None
    known = {block.text for block in previous.blocks}
    for block in document.blocks:
        if block.text in known or len(block.text) > _ERROR_CHARS:
            continue
        if phrase := sign_of_error(block.text):
            detail = f"a part is missing, and the page says {phrase!r}"
            return Rejection(CheckReason("partial", detail), certain=False)
    return None


def kept(document: Document, previous: Document) -> float:
    """Return the share of the known text that is still present."""
    now = {block.text for block in document.blocks}
    kept = sum(len(block.text) for block in previous.blocks if block.text in now)
    return kept / (sum(len(block.text) for block in previous.blocks) or 1)


def _other_language(text: str, previous: Document) -> Rejection | None:
    now, then = language_of_text(text), language_of_text(previous.text)
    if not (now and then) or now == then:
        return None
    detail = f"the page came in another language ({now}) than the version before ({then})"
    return Rejection(CheckReason("wrong-language", detail), certain=False)
