"""Recognises a page that is not rendered: source code, unfilled templates, a wrong encoding."""

import re
from collections import Counter

from monitor.check_reason import CheckReason
from monitor.gate.likeness import PageDifference
from monitor.model import Document, Rejection

_HOLDER = re.compile(
    r"\{\{[^{}\n]{0,80}\}\}|\{%[^{}%\n]{1,80}%\}|\$\{[\w.]{1,60}\}|<%[^%<>\n]{1,80}%>|\[object Object\]"
)
# What a script prints for a missing value. One or two in a sentence may belong to its text.
_NO_VALUE = re.compile(r"\b(?:undefined|NaN|null)\b")
_MOST_UNFILLED = 2
_UNFILLED = re.compile(f"{_HOLDER.pattern}|{_NO_VALUE.pattern}")
# How data, a script, a style sheet or markup begin.
_SOURCE_CODE = re.compile(
    r"(?:[\[{]\s*[\"{\[]|<!doctype\b|<\?\w|<html\b|<script\b|[!(;]*function\b[^\n]{0,80}\{|[!(]+\(|/\*"
    r"|(?:var|let|const|window|self|import)[\s.]+[\w${\[\"'][^\n]{0,80}[=(;]|@(?:charset|import|media)\b)",
    re.IGNORECASE,
)
# No text begins so, however few signs of markup follow.
_MARKUP = re.compile(r"<!doctype\s+html\b|<html[\s>]|<\?xml\s", re.IGNORECASE)
_CODE_SIGN = re.compile(r"[{}<>\[\]=;\\\"]")
_CODE_DENSITY = 0.02
# UTF-8 that was read as Windows-1252: a lead byte and as many bytes as it announces.
_BYTE = (
    "[\u00a0-\u00bf\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u017d\u2018\u2019"
    "\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u017e\u0178]"
)
_MISREAD = re.compile(
    rf"[\u00c2-\u00df]{_BYTE}|[\u00e0-\u00ef]{_BYTE}{{2}}|\u00e2\u20ac|\u00ef\u00bf\u00bd"
)
_MOST_MISREAD = 2
# So many known words with question marks for letters are no accident.
_LEAST_MASKED = 5
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_WORDS = re.compile(r"[^\s.,;:!()]+")


def source_code(document: Document) -> Rejection | None:
    """Return why the page is rejected, for data or a script instead of text, or None."""
    text = document.text.strip()
    if not (_MARKUP.match(text) or (_SOURCE_CODE.match(text) and _is_code(text))):
        return None
    return Rejection(CheckReason("script-needed", f"source code came: {text[:60]!r}"))


def _is_code(text: str) -> bool:
    is_dense = len(_CODE_SIGN.findall(text)) >= len(text) * _CODE_DENSITY
    return is_dense or (text[0], text[-1]) in {("{", "}"), ("[", "]")}


def unrendered(difference: PageDifference) -> Rejection | None:
    """Return why a page is quarantined with unfilled places where known text stood, or None."""
    if not difference.lost:
        return None
    holders, values = (_new(pattern, difference) for pattern in (_HOLDER, _NO_VALUE))
    unfilled = holders.total() + values.total()
    if unfilled <= _MOST_UNFILLED and not _stands_alone(difference):
        return None
    shown = next(iter([*holders, *values]))
    return Rejection(CheckReason("script-needed", f"the page shows {shown!r}"), certain=False)


def misread(difference: PageDifference) -> Rejection | None:
    """Return why a page is quarantined that was read in a wrong encoding, or None."""
    found = _new(_MISREAD, difference)
    if found.total() <= _MOST_MISREAD:
        return None
    detail = f"{found.total()} characters were read in a wrong encoding, as {next(iter(found))!r}"
    return Rejection(CheckReason("garbled", detail), certain=False)


def masked(difference: PageDifference) -> Rejection | None:
    """Return why a page is quarantined whose letters beyond ASCII came as question marks, or None."""
    if "?" not in difference.document.text or difference.previous.text.isascii():
        return None
    known = {_BEYOND_ASCII.sub("?", word) for word in _WORDS.findall(difference.previous.text)}
    now, then = (set(_WORDS.findall(d.text)) for d in (difference.document, difference.previous))
    found = {word for word in (now - then) & known if "?" in word.rstrip("?")}
    if len(found) < _LEAST_MASKED:
        return None
    detail = f"letters came as question marks, as in {min(found)!r}"
    return Rejection(CheckReason("garbled", detail), certain=False)


def _new(pattern: re.Pattern[str], difference: PageDifference) -> Counter[str]:
    """Count what a pattern finds that the known page does not have."""
    now, then = (_found(pattern, d) for d in (difference.document, difference.previous))
    return now - then


def _found(pattern: re.Pattern[str], document: Document) -> Counter[str]:
    return Counter(pattern.findall(f"{document.title}\n{document.text}"))


def _stands_alone(difference: PageDifference) -> bool:
    """Whether a whole block or the title is an unfilled place, and was none before."""
    now, then = (
        [d.title, *(block.text for block in d.blocks)]
        for d in (difference.document, difference.previous)
    )
    alone = {text for text in now if _UNFILLED.fullmatch(text.strip())}
    return bool(alone - set(then))
