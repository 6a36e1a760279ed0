"""Telegram's HTML: the one place that escapes, marks and measures.

Rules: https://core.telegram.org/bots/api#html-style
"""

import re
from collections.abc import Iterator
from html import escape, unescape

from monitor.excerpt import Piece
from monitor.hyperlink import safe_link

# sendMessage takes 1-4096 characters after entity parsing, counted in UTF-16 units.
MAX_UNITS = 4096
# A page leaves room for its number.
_PAGE_UNITS = 3_900
# All text is escaped before it stands beside a tag, so a tag is what looks like one.
_TAG = re.compile(r"<[^>]*>")


def text(value: object) -> str:
    """Any value as inert text."""
    return escape(str(value), quote=True)


def link(url: str, label: str) -> str:
    """A link; its label alone when it is no web address."""
    if not is_web(url):
        return text(label)
    return f'<a href="{text(url)}">{text(label)}</a>'


def is_web(url: str) -> bool:
    """Whether it is a web address, which alone may become a link or a button."""
    return bool(safe_link(url))


def struck(pieces: tuple[Piece, ...]) -> str:
    """What was: the words that are gone struck through."""
    return _marked(pieces, "s")


def bold(pieces: tuple[Piece, ...]) -> str:
    """What is now: the new words in bold."""
    return _marked(pieces, "b")


def units(markup: str) -> int:
    """The length that Telegram counts: the text without its tags, in UTF-16 units."""
    return len(unescape(_TAG.sub("", markup)).encode("utf-16-le")) // 2


def plain(markup: str) -> str:
    """The text alone, for when Telegram takes no markup."""
    return unescape(_TAG.sub("", markup))


def cut(markup: str, most: int) -> list[str]:
    """Pieces of so many units at most, each with its tags closed; none is empty.

    They are cut between lines that no tag spans. What is longer without such a place loses its tags.
    """
    pieces: list[str] = []
    for block in _blocks(markup):
        if pieces and units(f"{pieces[-1]}\n{block}") <= most:
            pieces[-1] += f"\n{block}"
        elif units(block) <= most:
            pieces.append(block)
        else:
            pieces += [text(piece) for piece in _chopped(plain(block), most)]
    return [piece for piece in pieces if plain(piece).strip()]


def pages(parts: list[str]) -> list[str]:
    """Parts, each with its tags closed, joined into pages that Telegram takes."""
    joined: list[str] = []
    for part in parts:
        if joined and units(joined[-1]) + units(part) + 2 <= _PAGE_UNITS:
            joined[-1] += f"\n\n{part}"
        else:
            joined.append(part)
    return joined


def _blocks(markup: str) -> Iterator[str]:
    """Lines, those that a tag spans together."""
    block: list[str] = []
    for line in markup.split("\n"):
        block.append(line)
        tags = _TAG.findall("\n".join(block))
        if 2 * sum(tag.startswith("</") for tag in tags) >= len(tags):
            yield "\n".join(block)
            block = []
    if block:
        yield "\n".join(block)


def _chopped(words: str, most: int) -> Iterator[str]:
    """Pieces of a plain text; a character outside the basic plane counts twice."""
    piece, length = "", 0
    for character in words:
        width = 1 + (character > "\uffff")
        if length + width > most:
            yield piece
            piece, length = "", 0
        piece, length = piece + character, length + width
    yield piece


def _marked(pieces: tuple[Piece, ...], tag: str) -> str:
    return "".join(
        f"<{tag}>{text(piece.text)}</{tag}>" if piece.changed else text(piece.text)
        for piece in pieces
    )
