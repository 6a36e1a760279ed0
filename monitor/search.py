"""What a text is found by. Latin words are found by how they begin, Chinese ones anywhere.

Chinese, Japanese and Korean have no spaces: each pair of neighbouring characters is a term, so that
any part of a sentence is a row of terms. The same terms are kept by both databases.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

# Han with its extensions, kana, hangul; within them there are no spaces to go by.
_DENSE = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
_RUN = re.compile(f"[{_DENSE}]+|[^\\W_{_DENSE}]+")
_WORD = re.compile(r"[^\W_]+")
_IS_DENSE = re.compile(f"[{_DENSE}]")
# Every ASCII sign that is no letter and no digit -> a space.
_SIGNS = {code: " " for code in range(128) if not chr(code).isalnum()}
# Typographic signs, arrows, symbols and CJK punctuation: an English text is ASCII but for these.
_TYPOGRAPHY = re.compile(
    r"[\u00a1-\u00a9\u00ab-\u00b1\u00b6\u00b7\u00bb\u00bf\u2010-\u206f\u2190-\u23ff\u25a0-\u2775\u2794-\u27bf]+"
)
# No word that somebody looks for is longer; keys and hashes are.
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Phrase:
    """Terms that stand one after another; `opens`: the last one may go on."""

    terms: tuple[str, ...]
    opens: bool


def terms(text: str) -> list[str]:
    """The terms of a text, in its order."""
    return _split(_plain(text))


def _split(plain: str) -> list[str]:
    if plain.isascii():
        # Most texts are; it takes half the time of the expression, or less.
        return [word[:_LONGEST] for word in plain.translate(_SIGNS).split()]
    if not _IS_DENSE.search(plain):
        return [word[:_LONGEST] for word in _WORD.findall(plain)]
    return [term for run in _runs(plain) for term in _terms(run)]


def spaced(text: str) -> str:
    """The text's terms with spaces between them, or with any ASCII signs: an index splits at both."""
    plain = _plain(text)
    # The index makes its own list of an ASCII text, in a third of the time; it cuts no long word.
    return plain if plain.isascii() else " ".join(_split(plain))


def phrases(words: Iterable[str]) -> list[Phrase]:
    """What a text must hold for these words, all of it."""
    return [phrase for word in words if (phrase := _phrase(word))]


def snippet(passages: Iterable[str], words: Iterable[str], limit: int = 240) -> str:
    """The passage that holds most of the words, cut around the first; '' when none holds any."""
    wanted = [_folded(word) for word in words if word.strip()]
    best, most = "", 0
    for passage in passages:
        folded = _folded(passage)
        held = sum(word in folded for word in wanted)
        if held > most:
            best, most = passage, held
        if most == len(wanted):
            break
    return _around(best, wanted, limit) if most else ""


def _around(passage: str, wanted: Iterable[str], limit: int) -> str:
    """Some of what stands before the first word, and what follows it."""
    places = [place for word in wanted if (place := passage.casefold().find(word)) >= 0]
    start = max(0, min(places, default=0) - limit // 3)
    cut = passage[start : start + limit].strip()
    opened = "\u2026" if start else ""
    return opened + cut + ("\u2026" if start + limit < len(passage) else "")


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _plain(text: str) -> str:
    """A text that is ASCII where only its signs were not."""
    folded = _folded(text)
    return folded if folded.isascii() else _TYPOGRAPHY.sub(" ", folded)


def _runs(folded: str) -> Iterator[str]:
    return (run if _is_dense(run) else run[:_LONGEST] for run in _RUN.findall(folded))


def _terms(run: str) -> list[str]:
    """A dense run ends with its last character alone: it too is how a term begins."""
    return [*_pairs(run), run[-1]] if _is_dense(run) else [run]


def _phrase(word: str) -> Phrase | None:
    """A word's runs stand side by side: `9月1日`, `tariff-free`. Only the last one may go on."""
    runs = _up_to_a_cut(_runs(_folded(word)))
    if not runs:
        return None
    *whole, last = runs
    ending = _pairs(last) if _is_dense(last) else ()
    before = [term for run in whole for term in _terms(run)]
    return Phrase((*before, *(ending or (last,))), opens=not ending)


def _up_to_a_cut(runs: Iterable[str]) -> list[str]:
    """The runs until one that is as long as any: it may have been cut, and may go on."""
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
