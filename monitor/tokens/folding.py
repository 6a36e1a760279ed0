"""Fold a text as `monitor.text.fold` does, and remember where each character stood."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from monitor.text import fold
from monitor.tokens.token import Lexeme, Token, TokenKind

# A letter and the accents that follow it compose into one character; Hangul syllables as well.
_COMBINING = "\u0300-\u036f\u3099\u309a\u1160-\u11ff"
_HAS_COMBINING = re.compile(f"[{_COMBINING}]")
_CLUSTER = re.compile(rf"(?s).[{_COMBINING}]{{0,8}}")
# Spaces that hold the digits of one number together keep apart from the spaces between words.
_NARROW = frozenset("\u00a0\u202f\u2009\u2007")
_DROPPED = frozenset("\ufe0e\ufe0f")
NARROW_SPACE = "\u00a0"


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text. `starts` and `ends`: where each of its characters stood in the source."""

    source: str
    text: str
    starts: list[int] | range
    ends: list[int] | range

    def located(self, found: Iterable[Lexeme]) -> tuple[Token, ...]:
        """Return lexemes of the folded text as tokens of the source."""
        return tuple(self._tokens(found))

    def _tokens(self, found: Iterable[Lexeme]) -> Iterator[Token]:
        last: Lexeme | None = None
        for kind, value, start, end in found:
            here = Lexeme(kind, value, self.starts[start], self.ends[end - 1])
            # One character of the source may hold several tokens: ⑴, ㍿.
            if last and here.start < last.end:
                last = _joined(last, here)
                continue
            if last:
                yield self._token(last)
            last = here
        if last:
            yield self._token(last)

    def _token(self, found: Lexeme) -> Token:
        text = self.source[found.start : found.end]
        return Token(found.kind, text, found.value, found.start, found.end)


def folded(text: str) -> Folded:
    """Return a text folded and case-folded, with the places of its characters."""
    if text.isascii():
        return Folded(text, text.lower(), range(len(text)), range(1, len(text) + 1))
    clusters = _CLUSTER.findall(text) if _HAS_COMBINING.search(text) else text
    parts = [_folded(cluster) for cluster in clusters]
    joined = "".join(parts)
    if len(joined) == len(text) == len(parts) and all(parts):
        return Folded(text, joined, range(len(text)), range(1, len(text) + 1))
    bounds = [0, *accumulate(map(len, clusters))]
    starts = [start for start, part in zip(bounds, parts, strict=False) for _ in part]
    ends = [end for end, part in zip(bounds[1:], parts, strict=True) for _ in part]
    return Folded(text, joined, starts, ends)


@lru_cache(maxsize=20_000)
def _folded(cluster: str) -> str:
    if cluster in _NARROW:
        return NARROW_SPACE
    if cluster in _DROPPED:
        return ""
    if cluster.isspace():
        return cluster
    # What is folded away is dropped; a fraction's slash is one.
    return unicodedata.normalize("NFC", fold(cluster).casefold()).replace("\u2044", "/")


def _joined(first: Lexeme, second: Lexeme) -> Lexeme:
    bounds = first.start, max(first.end, second.end)
    if first.kind is TokenKind.SIGN:
        return Lexeme(second.kind, second.value, *bounds)
    if second.kind is TokenKind.SIGN:
        return Lexeme(first.kind, first.value, *bounds)
    return Lexeme(first.kind, f"{first.value} {second.value}", *bounds)
