"""Read Markdown into blocks: its HTML is walked as a page's is."""

import re

from markdown_it import MarkdownIt

from monitor.extract.html import parse
from monitor.extract.walk import read_blocks
from monitor.model import Block

# What only Markdown writes: a heading, a link with its address, the line under a table's head.
_SIGNS = (
    re.compile(r"^#{1,6} \S", re.MULTILINE),
    re.compile(r"\[[^\[\]\n]{1,200}\]\([^()\s]{1,500}\)"),
    re.compile(r"^\|?(?: ?:?-{3,}:? ?\|){1,40}", re.MULTILINE),
)
_FOOTNOTE = re.compile(r"\[\^([\w-]{1,20})\](?::(?=\s))?")


def read_markdown(text: str) -> tuple[Block, ...]:
    """Return the blocks of a Markdown text; struck-out text is left out, links give their words."""
    rendered = _MARKDOWN.render(_FOOTNOTE.sub(_mark, text))
    return read_blocks(parse(f"<body>{rendered}</body>"))


def is_markdown(text: str) -> bool:
    """Return whether a plain text is written in Markdown."""
    return any(sign.search(text) for sign in _SIGNS)


def _mark(found: re.Match[str]) -> str:
    """Set a footnote's mark apart, so that it is no part of a number and no link."""
    return f" \\[{found[1]}\\] "


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    # Link targets are dropped unread, so a target that a browser must not follow is accepted too.
    parser.validateLink = _is_link  # type: ignore[method-assign]
    return parser


def _is_link(url: str) -> bool:
    del url
    return True


_MARKDOWN = _parser()
