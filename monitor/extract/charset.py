"""Bytes -> text, whatever the server says of them."""

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
# A declared reading gives way to one in which clearly more of the letters beyond ASCII, and
# at least this share of them, are at home in the language of the source.
_AT_HOME = 0.25
_CLEARLY = 1.5


def decode(body: bytes, content_type: str = "", language: str = "") -> str:
    """The text of a page: by its mark, as UTF-8, as declared, else as its language is written.

    UTF-8 is tried before the declaration because text in another encoding almost
    never decodes as UTF-8, while servers often declare ISO-8859-1 over UTF-8 pages.
    """
    stripped, marked = EncodingDetector.strip_byte_order_mark(body)
    if marked and (text := _strict(stripped, marked)) is not None:
        return text
    if (text := _strict(stripped, "utf-8")) is not None:
        return text
    declared = _first(stripped, _declared(body, content_type))
    home = _at_home(stripped, language)
    if home is not None and (declared is None or _is_misread(declared, home, language)):
        return home
    if declared is not None:
        return declared
    detected = UnicodeDammit(stripped).unicode_markup
    return detected if detected is not None else stripped.decode("utf-8", "replace")


def _declared(body: bytes, content_type: str) -> list[str]:
    header = _HEADER.search(content_type)
    meta = EncodingDetector.find_declared_encoding(body[:4096], is_html=True)
    return [name for name in (header and header[1], meta) if name]


def _first(body: bytes, names: list[str]) -> str | None:
    found = (_strict(body, name) for name in names)
    return next((text for text in found if text is not None), None)


def _at_home(body: bytes, language: str) -> str | None:
    """The best reading among the encodings in which the language is written."""
    names = _languages().get(language[:2], {}).get("encodings", ())
    readings = [text for name in names if (text := _strict(body, name)) is not None]
    return max(readings, key=lambda text: _familiarity(text, language), default=None)


def _is_misread(declared: str, home: str, language: str) -> bool:
    known = _familiarity(declared, language)
    return _familiarity(home, language) > max(known * _CLEARLY, _AT_HOME)


def _familiarity(text: str, language: str) -> float:
    """The share of letters beyond ASCII that are frequent in the language."""
    foreign = _FOREIGN.findall(text[:_SAMPLE])
    letters = set(_languages().get(language[:2], {}).get("letters", ""))
    return sum(letter in letters for letter in foreign) / len(foreign) if foreign else 0.0


def _strict(body: bytes, name: str) -> str | None:
    try:
        label = codecs.lookup(name).name
        return body.decode(_WIDER.get(label, label))
    except (LookupError, ValueError):
        # ValueError: bytes that are none of it, or a declared name with a NUL in it.
        return None


@cache
def _languages() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = load("monitor.extract", "languages.yaml")
    return found
