"""The gate's second half: does what was read look like the document we know?"""

import re
from functools import cache

from monitor.data import load
from monitor.gate.answer import garbled
from monitor.language_detection import language_of_text
from monitor.model import Document, Rejection
from monitor.source import Expectation
from monitor.text import CJK, cjk_share, fold

# A page shorter than this may be nothing but a wall; a Chinese character says more.
_SHORT = 1_200
_SHORT_CJK = 500
# A version shorter than this is too small to judge a collapse by.
_KNOWN_LONG = 2_000
_COLLAPSED = 0.15
_SOMETHING = re.compile(r"[^\W_]")
# A page that keeps this share of what we know is no wall, whatever it says.
_STILL_KNOWN = 0.5
# An error's own words on a page that lost more than a fifth of what we know.
_PARTIAL = 0.8
_ERROR_CHARS = 200
# An error may stand above a cookie notice: its first lines say so on a page up to so many
# times longer than a bare wall.
_HEADLINES = 2
_LONGER = 4
_ERRORS = frozenset({"captcha", "blocked", "script-needed", "not-found", "maintenance"})
# From this share of Chinese letters on a text is Chinese, Japanese or Korean.
_CJK_LANGUAGE = 0.3
_NO_EXPECTATION = Expectation()


def examine(
    document: Document, previous: Document | None, expect: Expectation = _NO_EXPECTATION
) -> Rejection | None:
    """Why the document is refused, or None. `previous`: the last true one."""
    text = document.text
    return (
        garbled(text)
        or _block_page(document, text, previous)
        or _nothing(text)
        or _unexpected(text, expect)
        or _collapsed(text, previous)
        or _partial(document, previous)
        or _other_language(text, previous)
    )


def _nothing(text: str) -> Rejection | None:
    if _SOMETHING.search(text):
        return None
    return Rejection(reason="empty", detail="the page holds no text")


def _block_page(document: Document, text: str, previous: Document | None) -> Rejection | None:
    told = f"{document.title}\n{text}" if _is_short(text) else _headline(document, text)
    if not told or _is_known(document, previous):
        return None
    folded = fold(told).casefold()
    known = fold(previous.text).casefold() if previous else ""
    for reason, pattern in _block_pages():
        phrase = pattern.search(folded)
        # A phrase that the true page also holds tells nothing.
        if phrase and phrase[0] not in known:
            return Rejection(reason=reason, detail=f"the page says {phrase[0]!r}")
    return None


def _headline(document: Document, text: str) -> str:
    """The first short lines of a page whose rest may be its cookie notice and its footer."""
    if not _is_short(text, times=_LONGER):
        return ""
    return "\n".join(b.text for b in document.blocks[:_HEADLINES] if len(b.text) <= _ERROR_CHARS)


def _is_known(document: Document, previous: Document | None) -> bool:
    return previous is not None and kept(document, previous) >= _STILL_KNOWN


def _is_short(text: str, times: int = 1) -> bool:
    limit = _SHORT_CJK if cjk_share(text) > _CJK_LANGUAGE else _SHORT
    return len(text) < limit * times


def _unexpected(text: str, expect: Expectation) -> Rejection | None:
    if len(text) < expect.min_chars:
        detail = f"{len(text)} characters where at least {expect.min_chars} are expected"
        return Rejection(reason="too-short", detail=detail)
    folded = fold(text).casefold() if expect.contains else ""
    missing = [words for words in expect.contains if fold(words).casefold() not in folded]
    if missing:
        return Rejection(reason="unexpected", detail=f"the page lacks {missing[0]!r}")
    return None


def _collapsed(text: str, previous: Document | None) -> Rejection | None:
    known = len(previous.text) if previous else 0
    if known < _KNOWN_LONG or len(text) >= known * _COLLAPSED:
        return None
    detail = f"{len(text)} characters are left of {known}"
    return Rejection(reason="collapsed", detail=detail, certain=False)


def _partial(document: Document, previous: Document | None) -> Rejection | None:
    """A true page with an error where a part of it stood."""
    if previous is None or len(previous.text) < _KNOWN_LONG or kept(document, previous) > _PARTIAL:
        return None
    known = {block.text for block in previous.blocks}
    for block in document.blocks:
        if block.text in known or len(block.text) > _ERROR_CHARS:
            continue
        folded = fold(block.text).casefold()
        for reason, pattern in _block_pages():
            if reason in _ERRORS and (phrase := pattern.search(folded)):
                detail = f"a part is missing, and the page says {phrase[0]!r}"
                return Rejection(reason="partial", detail=detail, certain=False)
    return None


def kept(document: Document, previous: Document) -> float:
    """The share of the known text that still stands."""
    now = {block.text for block in document.blocks}
    kept = sum(len(block.text) for block in previous.blocks if block.text in now)
    return kept / (sum(len(block.text) for block in previous.blocks) or 1)


def _other_language(text: str, previous: Document | None) -> Rejection | None:
    if previous is None:
        return None
    now, then = language_of_text(text), language_of_text(previous.text)
    if not (now and then) or now == then:
        return None
    detail = f"the page came in another language ({now}) than the version before ({then})"
    return Rejection(reason="wrong-language", detail=detail, certain=False)


@cache
def _block_pages() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (reason, re.compile("|".join(_phrase(phrase) for phrase in phrases)))
        for reason, phrases in load("monitor.gate", "block_pages.yaml").items()
    )


def _phrase(phrase: str) -> str:
    folded = re.escape(fold(phrase).casefold())
    latin = not re.search(f"[{CJK}]", phrase)
    return rf"(?<!\w){folded}(?!\w)" if latin else folded
