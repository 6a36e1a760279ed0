"""Text as compared and hashed: one place decides which characters carry meaning."""

import hashlib
import re
import unicodedata

_QUOTES = str.maketrans(
    {
        "\u2018": "'", "\u2019": "'", "\u201a": "'", "\u201b": "'", "\u02bc": "'",
        "\u201c": '"', "\u201d": '"', "\u201e": '"', "\u00ab": '"', "\u00bb": '"',
        "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-",
        "\u2015": "-", "\u2212": "-", "\u00ad": None, "\u200b": None, "\u200c": None,
        "\u200d": None, "\u200e": None, "\u200f": None, "\u2060": None, "\ufeff": None,
    }
)  # fmt: skip
# Control characters but tab and newline: PostgreSQL refuses NUL, terminals obey ESC.
# Bidirectional overrides can make a text read other than it is.
_CONTROL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff"
    # What no reader sees: soft hyphens, zero-width spaces, direction marks.
    r"\u00ad\u200b\u200e\u200f\u2060\ufeff]"
)
CJK = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3040-\u30ff\uac00-\ud7af"
_CJK = re.compile(f"[{CJK}]")
_LETTER = re.compile(r"[^\W\d_]")


def clean(text: str) -> str:
    """Text safe to store and show: no control characters, single spaces."""
    # A printable text holds no space but ' ' and nothing unseen; most runs of a page are that.
    if not text.isprintable():
        text = _CONTROL.sub("", text.replace("\r", "\n"))
    elif "  " not in text:
        return text.strip(" ")
    return " ".join(text.split())


def fold(text: str) -> str:
    """Text as compared: width, typographic quotes, dashes and spacing levelled."""
    # ASCII needs none of the Unicode work, and most blocks of most pages are ASCII.
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.translate(_QUOTES))
    return " ".join(text.split())


def sha256(data: bytes | str) -> str:
    """Hexadecimal SHA-256 of bytes, or of text as UTF-8."""
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()


def chained(before: str, text_sha256: str, snapshot_sha256: str) -> str:
    """A version's link: it binds its text and its capture to the link of the version before."""
    return sha256(f"{before}{text_sha256}{snapshot_sha256}")


def shorten(text: str, limit: int) -> str:
    """At most `limit` characters, cut at a word, with an ellipsis."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    space = cut.rfind(" ")
    return (cut[:space] if space > limit * 0.6 else cut).rstrip() + "\u2026"


def cjk_share(text: str) -> float:
    """The share of letters that are Chinese, Japanese or Korean; 0.0 for no letters."""
    if text.isascii():
        return 0.0
    letters = len(_LETTER.findall(text))
    return len(_CJK.findall(text)) / letters if letters else 0.0
