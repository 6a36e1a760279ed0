"""Normalises text for comparison and hashing: the one place that decides which characters count."""

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
# Control characters except tab and newline: PostgreSQL refuses NUL, terminals interpret ESC.
# Bidirectional overrides can change how a text appears.
_CONTROL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff"
    # Invisible characters: soft hyphens, zero-width spaces, direction marks.
    r"\u00ad\u200b\u200e\u200f\u2060\ufeff]"
)
CJK = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3040-\u30ff\uac00-\ud7af"
_CJK = re.compile(f"[{CJK}]")
_LETTER = re.compile(r"[^\W\d_]")


def clean(text: str) -> str:
    """Make a text safe to store and show: no control characters, single spaces."""
    # A printable text has no other space than ' ' and no invisible characters; most texts are so.
    if not text.isprintable():
        text = _CONTROL.sub("", text.replace("\r", "\n"))
    elif "  " not in text:
        return text.strip(" ")
    return " ".join(text.split())


def fold(text: str) -> str:
    """Normalise width, typographic quotes, dashes and spacing for comparison."""
    # Skip Unicode normalisation for ASCII, as in most blocks of most pages.
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.translate(_QUOTES))
    return " ".join(text.split())


def sha256(data: bytes | str) -> str:
    """Return the hexadecimal SHA-256 of bytes, or of text as UTF-8."""
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()


def chained(before: str, text_sha256: str, snapshot_sha256: str) -> str:
    """Return a version's chain hash: over the previous chain hash, its text and its snapshot."""
    return sha256(f"{before}{text_sha256}{snapshot_sha256}")


def shorten(text: str, limit: int) -> str:
    """Shorten to at most `limit` characters, cut at a word, with an ellipsis."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    space = cut.rfind(" ")
    return (cut[:space] if space > limit * 0.6 else cut).rstrip() + "\u2026"


def cjk_share(text: str) -> float:
    """Return the share of letters that are Chinese, Japanese or Korean; 0.0 without letters."""
    if text.isascii():
        return 0.0
    letters = len(_LETTER.findall(text))
    return len(_CJK.findall(text)) / letters if letters else 0.0
