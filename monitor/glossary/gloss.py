"""Puts the translation of a term after the quoted word: `detention〔扣留〕`. Plain text."""

import re
from collections.abc import Iterable

from monitor.excerpt import Piece
from monitor.glossary.matches import term_matches
from monitor.glossary.terms import LANGUAGES
from monitor.text import CJK

_MOST = 6
_IN_CHINESE = re.compile(rf"[{CJK}] ?$")
_BRACKETS = {"zh": ("〔", "〕"), "en": (" [", "]")}


class Glosser:
    """The glosses of one message: each term once, `most` in all. It adds words, and changes none.

    `language`: of the quoted texts, as in a source; `reader`: of who reads the message.
    """

    def __init__(self, language: str, reader: str, most: int = _MOST) -> None:
        language = language.partition("-")[0]
        self._language, self._reader, self._most = language, reader, most
        self._given: set[str] = set()
        self._is_needed = language != reader and language in LANGUAGES and reader in _BRACKETS

    def text(self, quoted: str) -> str:
        """Return a quoted text with its glosses."""
        return "".join(piece.text for piece in self.pieces([Piece(quoted, changed=False)]))

    def pieces(self, quoted: Iterable[Piece]) -> tuple[Piece, ...]:
        """Return pieces with their glosses as further pieces, which are not marked as changed."""
        return tuple(made for piece in quoted for made in self._glossed(piece))

    def marked(self, quoted: str) -> tuple[Piece, ...]:
        """Return a quoted text in pieces: its own words as changed ones, the glosses not."""
        return self.pieces([Piece(quoted, changed=True)])

    def given(self, quoted: str, name: str) -> str:
        """Return quoted words with a name that is known otherwise; '' if the reader needs none."""
        if not self._is_needed or name in self._given or len(self._given) == self._most:
            return ""
        self._given.add(name)
        opening, closing = _BRACKETS[self._reader]
        return f"{quoted}{opening}{name}{closing}"

    def _glossed(self, piece: Piece) -> list[Piece]:
        if not self._is_needed:
            return [piece]
        made, done = [], 0
        for match in term_matches(piece.text, self._language):
            word, name = piece.text[match.start : match.end], match.term.in_language(self._reader)
            if len(self._given) == self._most:
                break
            is_known = name in self._given or name.casefold() == word.casefold()
            if not name or is_known or self._is_own(piece.text[: match.start]):
                continue
            self._given.add(name)
            opening, closing = _BRACKETS[self._reader]
            made.append(Piece(piece.text[done : match.end], piece.changed))
            made.append(Piece(f"{opening}{name}{closing}", changed=False))
            done = match.end
        rest = piece.text[done:]
        return [*made, *([Piece(rest, piece.changed)] if rest or not made else [])]

    def _is_own(self, before: str) -> bool:
        """Whether a term stands in a sentence of the reader's: 法院已签发 TRO."""
        return self._reader == "zh" and bool(_IN_CHINESE.search(before))


def gloss(text: str, language: str, reader: str) -> str:
    """Return a quoted text of a language with the glosses that a reader of another one needs."""
    return Glosser(language, reader).text(text)
