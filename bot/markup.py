"""Telegram's HTML: the one place that escapes, marks and measures.

Rules: https://core.telegram.org/bots/api#html-style
"""

from html import escape

from monitor.excerpt import Piece

# sendMessage takes 1-4096 characters after entity parsing, counted in UTF-16 units.
MAX_UNITS = 4096


def text(value: object) -> str:
    """Any value as inert text."""
    return escape(str(value), quote=True)


def link(url: str, label: str) -> str:
    """A link; its address is shown as text when it is no web address."""
    if not url.startswith(("http://", "https://")):
        return text(label)
    return f'<a href="{text(url)}">{text(label)}</a>'


def struck(pieces: tuple[Piece, ...]) -> str:
    """What was: the words that are gone struck through."""
    return _marked(pieces, "s")


def bold(pieces: tuple[Piece, ...]) -> str:
    """What is now: the new words in bold."""
    return _marked(pieces, "b")


def units(markup: str) -> int:
    """An upper bound of the length that Telegram counts: tags are counted too."""
    return len(markup.encode("utf-16-le")) // 2


def _marked(pieces: tuple[Piece, ...], tag: str) -> str:
    return "".join(
        f"<{tag}>{text(piece.text)}</{tag}>" if piece.changed else text(piece.text)
        for piece in pieces
    )


def split(parts: list[str]) -> list[str]:
    """Parts, each with its tags closed, joined into messages that Telegram takes."""
    messages: list[str] = []
    for part in parts:
        if messages and units(messages[-1]) + units(part) + 2 <= MAX_UNITS:
            messages[-1] += f"\n\n{part}"
        else:
            messages.append(part)
    return messages
