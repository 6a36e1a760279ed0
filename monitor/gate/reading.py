"""The gate's second check: whether the document is the page, and resembles the known one."""

import re
from dataclasses import replace

from monitor.check_reason import CheckReason
from monitor.gate.answer import garbled
from monitor.gate.block_pages import block_page, sign
from monitor.gate.half_loaded import clipped, hollow, loading, mixed
from monitor.gate.letters import disguised, main_script
from monitor.gate.likeness import PageDifference, is_another_page, shares_nothing, standing, words
from monitor.gate.truncation import collapsed, shrunk, truncated
from monitor.gate.unrendered import masked, misread, source_code, unrendered
from monitor.language_detection import language_of_text
from monitor.model import Document, Rejection
from monitor.source import Expectation
from monitor.text import fold

_SOMETHING = re.compile(r"[^\W_]")
# A page that keeps this share of the known text is no block page, whatever it says.
_STILL_PRESENT = 0.5
# A block page in a part of the page: a short block, where this much or so many blocks are gone.
_WALL_CHARS = 400
_WALLED = 0.08
_WALLED_BLOCKS = 3
_TIMES_THE_WALL = 3
# Another language counts only if it came for at least this share of the known text.
_TRANSLATED = 0.2
_LEAST_TRANSLATED_CHARS = 40
_NO_EXPECTATION = Expectation()


def examine(
    document: Document, previous: Document | None, expect: Expectation = _NO_EXPECTATION
) -> Rejection | None:
    """Return why the document is rejected, or None. `previous`: the last accepted one."""
    text = document.text
    return (
        garbled(text)
        or source_code(document)
        or _block_page(document, previous)
        or _empty(text)
        or _unexpected(text, expect)
        or (_differs(document, previous) if previous and previous.text != text else None)
    )


def _differs(document: Document, previous: Document) -> Rejection | None:
    """Return why a readable page may not be the known one, so that it is quarantined, or None."""
    difference = PageDifference(document, previous)
    suspicious = (
        unrendered(difference)
        or misread(difference)
        or masked(difference)
        or _other_language(difference)
        or collapsed(difference)
        or partial(difference)
        or loading(difference)
        or hollow(difference)
        or clipped(difference)
        or truncated(difference)
        or mixed(difference)
        or _another_page(document, previous)
        or shrunk(difference)
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
    if document.text == previous.text or standing(document, previous) >= _STILL_PRESENT:
        return None
    return block_page(document, fold(previous.text).casefold())


def _another_page(document: Document, previous: Document) -> Rejection | None:
    if not is_another_page(document, previous):
        return None
    left = "nothing" if shares_nothing(document, previous) else "little"
    detail = f"{left} of the known page is left; what came is titled {document.title[:80]!r}"
    return Rejection(CheckReason("another-page", detail), certain=False)


def _ambiguous(document: Document, previous: Document) -> Rejection | None:
    """Quarantine a page on which the selector matches several elements, where it matched one."""
    if document.parts < 2 or previous.parts > 1:
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


def partial(difference: PageDifference) -> Rejection | None:
    """Return why a page is quarantined with a block page's text in place of a part, or None."""
    blocks = len(difference.gone_blocks)
    if difference.lost < _WALLED and blocks < _WALLED_BLOCKS:
        return None
    came = sum(len(words(block.text)) for block in difference.new_blocks)
    gone = sum(len(words(block.text)) for block in difference.gone_blocks)
    if came * _TIMES_THE_WALL > gone:
        return None
    short = (block.text for block in difference.new_blocks if len(block.text) <= _WALL_CHARS)
    phrase = next(filter(None, map(sign, short)), "")
    if not phrase:
        return None
    detail = f"a part is missing, and the page says {phrase!r}"
    return Rejection(CheckReason("partial", detail), certain=False)


def _other_language(difference: PageDifference) -> Rejection | None:
    """Quarantine a page that came, or for a large part came, in another language."""
    now, then = _languages_of_pages(difference.document, difference.previous)
    if now == then:
        now, then = _languages_of_parts(difference)
    if not (now and then) or now == then:
        return None
    detail = f"the page came in another language ({now}) than the version before ({then})"
    return Rejection(CheckReason("wrong-language", detail), certain=False)


def _languages_of_pages(document: Document, previous: Document) -> tuple[str, str]:
    """Return the languages of two pages if little of the known one stands and both are known."""
    if standing(document, previous) >= _STILL_PRESENT:
        return "", ""
    now, then = language_of_text(document.text), language_of_text(previous.text)
    return (now, then) if now and then else ("", "")


def _languages_of_parts(difference: PageDifference) -> tuple[str, str]:
    """Return the languages of what came and of what is gone, if that is much of the page.

    For one in an unknown language, return the scripts.
    """
    if difference.lost < _TRANSLATED:
        return "", ""
    came = "\n".join(block.text for block in difference.new_blocks)
    gone = "\n".join(block.text for block in difference.gone_blocks)
    now, then = language_of_text(came), language_of_text(gone)
    is_long = min(len(came), len(gone)) >= _LEAST_TRANSLATED_CHARS
    if (now and then) or not is_long:
        return now, then
    return main_script(came).lower(), main_script(gone).lower()
