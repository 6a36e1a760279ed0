"""Decode bytes to text, even when the server declares a wrong encoding."""

import codecs
import re
from functools import cache

from bs4.dammit import EncodingDetector, UnicodeDammit

from monitor.data import load

_HEADER = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)")
# Labels that mean a wider set in practice (WHATWG Encoding Standard, section 4.2).
_WIDER = {
    "ascii": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "cp950",
}
_SAMPLE = 20_000
_FOREIGN = re.compile(r"[^\x00-\x7f]")
# The encodings of the source's language win over the declared one when clearly more of the
# non-ASCII letters, and at least this share of them, are frequent in the language.
_MIN_SHARE = 0.25
_MIN_RATIO = 1.5
# The replacement for bytes that cannot be decoded.
REPLACEMENT = "\ufffd"
# Accept an encoding despite bad bytes when it decodes this many times more non-ASCII characters
# than it fails on. UTF-8 decodes one in five characters of another encoding by chance; the other
# encodings read nearly any bytes as letters, so they need a higher ratio.
_UTF_8_READS = 2
_OTHERS_READ = 5
# Stray bytes in an ASCII text are mostly quotes, dashes and accented letters of Windows-1252.
_ASCII_SHARE = 0.95
_WINDOWS = re.compile(r"[\u2018\u2019\u201c\u201d\u2013\u2014\u2026\u20ac\xa0]|(?<=\w)\w|\w(?=\w)")
# UTF-16 without a byte order mark, recognised by the leading "<" or "{".
_UTF_16 = {b"<\0": "utf-16-le", b"{\0": "utf-16-le", b"\0<": "utf-16-be", b"\0{": "utf-16-be"}


def decode(body: bytes, content_type: str = "", language: str = "") -> str:
    """Decode a page: by byte order mark, as UTF-8, as declared, else by its language's encodings.

    UTF-8 is tried before the declaration because text in another encoding almost
    never decodes as UTF-8, while servers often declare ISO-8859-1 over UTF-8 pages.
    """
    stripped, marked = EncodingDetector.strip_byte_order_mark(body)
    marked = marked or _UTF_16.get(stripped[:2])
    if marked and (text := _read(stripped, marked)) is not None:
        return text
    if (text := _read(stripped, "utf-8")) is not None:
        return text
    labels = _declared(body, content_type)
    declared = _first(stripped, labels)
    native = _best_for_language(stripped, language)
    if native is not None and (declared is None or _is_misread(declared, native, language)):
        return native
    return declared if declared is not None else _detected(stripped, labels)


def _detected(body: bytes, labels: list[str]) -> str:
    """Return the most likely text when no known encoding fits."""
    if any(label.lower() in {"utf-8", "utf8"} for label in labels) and (text := _ascii(body)):
        return text
    found = UnicodeDammit(body).unicode_markup
    return found if found is not None else body.decode("utf-8", "replace")


def _ascii(body: bytes) -> str:
    """Decode an ASCII text declared as UTF-8, keeping plausible stray bytes; '' for any other text."""
    text = body.decode("cp1252", "replace")
    if len(_FOREIGN.findall(text)) > len(text) * (1 - _ASCII_SHARE):
        return ""
    kept = {match.start() for match in _WINDOWS.finditer(text)}
    return _FOREIGN.sub(lambda m: m[0] if m.start() in kept else REPLACEMENT, text)


def _declared(body: bytes, content_type: str) -> list[str]:
    header = _HEADER.search(content_type)
    meta = EncodingDetector.find_declared_encoding(body[:4096], is_html=True)
    return [name for name in (header and header[1], meta) if name]


def _first(body: bytes, names: list[str]) -> str | None:
    strict = (_strict(body, name) for name in names)
    nearly = (_nearly(body, name) for name in names)
    return next((text for text in (*strict, *nearly) if text is not None), None)


def _best_for_language(body: bytes, language: str) -> str | None:
    """Return the best decoding among the encodings in use for the language."""
    names = _languages().get(language[:2], {}).get("encodings", ())
    readings = [text for name in names if (text := _read(body, name)) is not None]
    return max(readings, key=lambda text: _familiarity(text, language), default=None)


def _is_misread(declared: str, native: str, language: str) -> bool:
    known = _familiarity(declared, language)
    return _familiarity(native, language) > max(known * _MIN_RATIO, _MIN_SHARE)


def _familiarity(text: str, language: str) -> float:
    """Return the share of non-ASCII letters that are frequent in the language."""
    foreign = _FOREIGN.findall(text[:_SAMPLE])
    letters = set(_languages().get(language[:2], {}).get("letters", ""))
    return sum(letter in letters for letter in foreign) / len(foreign) if foreign else 0.0


def _read(body: bytes, name: str) -> str | None:
    text = _strict(body, name)
    return text if text is not None else _nearly(body, name)


def _nearly(body: bytes, name: str) -> str | None:
    """Decode with a replacement character for each bad byte; None when these are many."""
    text = _strict(body, name, "replace")
    if text is None:
        return None
    bad = text.count(REPLACEMENT)
    reads = _UTF_8_READS if name == "utf-8" else _OTHERS_READ
    return text if bad * reads <= len(_FOREIGN.findall(text)) - bad else None


def _strict(body: bytes, name: str, errors: str = "strict") -> str | None:
    try:
        label = codecs.lookup(name).name
        return body.decode(_WIDER.get(label, label), errors)
    except (LookupError, ValueError):
        # ValueError: bytes invalid in this encoding, or a declared name that contains a NUL.
        return None


@cache
def _languages() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = load("monitor.extract", "languages.yaml")
    return found
