"""Splits texts into search terms. Latin words match by prefix, Chinese ones anywhere.

Chinese, Japanese and Korean have no spaces: each pair of neighbouring characters is a term, so that
any part of a sentence is a sequence of terms. Both databases store the same terms.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

# Han with its extensions, kana, hangul: scripts without spaces between words.
_DENSE = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
_RUN = re.compile(f"[{_DENSE}]+|[^\\W_{_DENSE}]+")
_WORD = re.compile(r"[^\W_]+")
_IS_DENSE = re.compile(f"[{_DENSE}]")
# Maps every ASCII character that is no letter or digit to a space.
_SIGNS = {code: " " for code in range(128) if not chr(code).isalnum()}
# Typographic signs, arrows, symbols and CJK punctuation: often all that is not ASCII in an English
# text.
_TYPOGRAPHY = re.compile(
    r"[\u00a1-\u00a9\u00ab-\u00b1\u00b6\u00b7\u00bb\u00bf\u2010-\u206f\u2190-\u23ff\u25a0-\u2775\u2794-\u27bf]+"
)
# Nobody searches for longer words; only keys and hashes are longer.
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Phrase:
    """Terms in sequence. `opens`: the last one matches as a prefix."""

    terms: tuple[str, ...]
    opens: bool


def terms(text: str) -> list[str]:
    """Return the terms of a text, in order."""
    return _split(_plain(text))


def _split(plain: str) -> list[str]:
    if plain.isascii():
        # Most texts are ASCII; this takes at most half the time of the regular expression.
        return [word[:_LONGEST] for word in plain.translate(_SIGNS).split()]
    if not _IS_DENSE.search(plain):
        return [word[:_LONGEST] for word in _WORD.findall(plain)]
    return [term for run in _runs(plain) for term in _terms(run)]


def spaced(text: str) -> str:
    """Return the terms separated by spaces or other ASCII signs; the index splits at both."""
    plain = _plain(text)
    # The index splits an ASCII text itself in a third of the time, but does not cut long words.
    return plain if plain.isascii() else " ".join(_split(plain))


def phrases(words: Iterable[str]) -> list[Phrase]:
    """Return the phrases that a text must contain, all of them, to match these words."""
    return [phrase for word in words if (phrase := _phrase(word))]


def snippet(passages: Iterable[str], words: Iterable[str], limit: int = 240) -> str:
    """Return the passage with most of the words, cut around the first; '' if no passage has any."""
    needles = [_folded(word) for word in words if word.strip()]
    best, most = "", 0
    for passage in passages:
        folded = _folded(passage)
        hits = sum(word in folded for word in needles)
        if hits > most:
            best, most = passage, hits
        if most == len(needles):
            break
    return _around(best, needles, limit) if most else ""


def _around(passage: str, needles: Iterable[str], limit: int) -> str:
    """Cut the passage from shortly before the first word."""
    places = [place for word in needles if (place := passage.casefold().find(word)) >= 0]
    start = max(0, min(places, default=0) - limit // 3)
    cut = passage[start : start + limit].strip()
    prefix = "\u2026" if start else ""
    return prefix + cut + ("\u2026" if start + limit < len(passage) else "")


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _plain(text: str) -> str:
    """Fold a text and drop typographic signs, so that a text with ASCII words becomes ASCII."""
    folded = _folded(text)
    return folded if folded.isascii() else _TYPOGRAPHY.sub(" ", folded)


def _runs(folded: str) -> Iterator[str]:
    return (run if _is_dense(run) else run[:_LONGEST] for run in _RUN.findall(folded))


def _terms(run: str) -> list[str]:
    """Split a dense run into pairs and its last character, so that a prefix finds that, too."""
    return [*_pairs(run), run[-1]] if _is_dense(run) else [run]


def _phrase(word: str) -> Phrase | None:
    """Make a phrase of a word's adjacent runs, as in `9月1日`; only the last one is a prefix."""
    runs = _up_to_longest(_runs(_folded(word)))
    if not runs:
        return None
    *whole, last = runs
    ending = _pairs(last) if _is_dense(last) else ()
    before = [term for run in whole for term in _terms(run)]
    return Phrase((*before, *(ending or (last,))), opens=not ending)


def _up_to_longest(runs: Iterable[str]) -> list[str]:
    """Return the runs up to one of maximum length, which may be cut and so must end the phrase."""
    kept = []
    for run in runs:
        kept.append(run)
        if len(run) >= _LONGEST and not _is_dense(run):
            break
    return kept


def _pairs(run: str) -> tuple[str, ...]:
    return tuple(run[n : n + 2] for n in range(len(run) - 1))


def _is_dense(run: str) -> bool:
    return _IS_DENSE.match(run) is not None
