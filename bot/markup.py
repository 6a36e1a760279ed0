"""Telegram's HTML: the only place that escapes, marks up and measures it.

Rules: https://core.telegram.org/bots/api#html-style
"""

import re
from collections.abc import Iterator
from html import escape, unescape

from monitor.excerpt import Piece
from monitor.hyperlink import safe_link

# sendMessage takes 1-4096 characters after entity parsing, counted in UTF-16 units.
MAX_UNITS = 4096
# A page leaves space for its page number.
_PAGE_UNITS = 3_900
# All text is escaped before it is joined with tags, so whatever looks like a tag is one.
_TAG = re.compile(r"<[^>]*>")


def text(value: object) -> str:
    """Escape any value as text."""
    return escape(str(value), quote=True)


def link(url: str, label: str) -> str:
    """Make a link; only its label when the address is not a web address."""
    if not is_web(url):
        return text(label)
    return f'<a href="{text(url)}">{text(label)}</a>'


def is_web(url: str) -> bool:
    """Return whether this is a web address; only those become links and buttons."""
    return bool(safe_link(url))


def italic(words: str) -> str:
    """Escape plain text and set it in italics."""
    return f"<i>{text(words)}</i>"


def struck(pieces: tuple[Piece, ...]) -> str:
    """Mark up the old text, with the removed words struck through."""
    return _marked(pieces, "s")


def bold(pieces: tuple[Piece, ...]) -> str:
    """Mark up the new text, with the added words in bold."""
    return _marked(pieces, "b")


def folded(markup: str) -> str:
    """Fold marked-up lines into a quotation of which a chat shows the first ones until it is tapped."""
    return f"<blockquote expandable>{markup}</blockquote>"


def units(markup: str) -> int:
    """Return the length that Telegram counts: the text without its tags, in UTF-16 units."""
    return len(unescape(_TAG.sub("", markup)).encode("utf-16-le")) // 2


def plain(markup: str) -> str:
    """Return the text without markup."""
    return unescape(_TAG.sub("", markup))


def cut(markup: str, most: int) -> list[str]:
    """Split markup into non-empty pieces of at most `most` units, each with its tags closed.

    Split between lines that no tag spans; a longer piece without such a place loses its tags.
    """
    pieces: list[str] = []
    for block in _blocks(markup):
        if pieces and units(f"{pieces[-1]}\n{block}") <= most:
            pieces[-1] += f"\n{block}"
        elif units(block) <= most:
            pieces.append(block)
        else:
            pieces += [text(piece) for piece in _split_plain(plain(block), most)]
    return [piece for piece in pieces if plain(piece).strip()]


def pages(parts: list[str]) -> list[str]:
    """Join parts, each with its tags closed, into pages that fit into one Telegram message."""
    joined: list[str] = []
    for part in parts:
        if joined and units(joined[-1]) + units(part) + 2 <= _PAGE_UNITS:
            joined[-1] += f"\n\n{part}"
        else:
            joined.append(part)
    return joined


def _blocks(markup: str) -> Iterator[str]:
    """Yield lines; lines that one tag spans stay together."""
    block: list[str] = []
    for line in markup.split("\n"):
        block.append(line)
        tags = _TAG.findall("\n".join(block))
        if 2 * sum(tag.startswith("</") for tag in tags) >= len(tags):
            yield "\n".join(block)
            block = []
    if block:
        yield "\n".join(block)


def _split_plain(words: str, most: int) -> Iterator[str]:
    """Split plain text into pieces; a character outside the basic plane counts as two units."""
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
