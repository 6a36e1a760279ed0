"""Read Markdown into blocks: its HTML is walked as a page's is."""

import re

from lxml.html import HtmlElement
from markdown_it import MarkdownIt

from monitor.extract.html import links_of, parse
from monitor.extract.walk import read_blocks
from monitor.model import Block, Link

# What only Markdown writes: a heading, a link with its address, the line under a table's head.
_SIGNS = (
    re.compile(r"^#{1,6} \S", re.MULTILINE),
    re.compile(r"\[[^\[\]\n]{1,200}\]\([^()\s]{1,500}\)"),
    re.compile(r"^\|?(?: ?:?-{3,}:? ?\|){1,40}", re.MULTILINE),
)
# A link around blocks, which no Markdown allows: archives write a card so.
_CARD = re.compile(
    r"^\[[ \t]*\n(?P<card>(?:(?!\]\()[^\[\]]|!\[[^\[\]\n]{0,200}\]\([^()\s]{0,500}\)){1,600}?)"
    r"\n[ \t]*\](?P<target>\([^()\s]{1,1000}\))",
    re.MULTILINE,
)
_IMAGE = re.compile(r"!\[[^\[\]\n]{0,200}\]\([^()\s]{0,500}\)")
# A heading whose element held others: archives write its line under blank ones.
_UNDERLINED = re.compile(
    r"^(?P<heading>[^\W_].{0,159}[^.;:,\s])[ \t]*\n(?:[ \t]*\n){1,4}(?P<line>={3,400}|-{10,400})[ \t]*$",
    re.MULTILINE,
)
_FOOTNOTE = re.compile(r"\[\^([\w-]{1,20})\](?::(?=\s))?")


def read_markdown(text: str) -> tuple[Block, ...]:
    """Return the blocks of a Markdown text; struck-out text is left out, links give their words."""
    return read_blocks(_parsed(text))


def read_markdown_links(text: str) -> tuple[Link, ...]:
    """Return the links of a Markdown text, with their addresses as written."""
    return links_of(_parsed(text))


def _parsed(text: str) -> HtmlElement:
    joined = _UNDERLINED.sub(r"\g<heading>\n\g<line>", _CARD.sub(_on_lines, text))
    rendered = _MARKDOWN.render(_FOOTNOTE.sub(_mark, joined))
    return parse(f"<body>{rendered}</body>")


def is_markdown(text: str) -> bool:
    """Return whether a plain text is written in Markdown."""
    return any(sign.search(text) for sign in _SIGNS)


def _on_lines(card: re.Match[str]) -> str:
    """Return a card with a link on each of its lines."""
    lines = (line.strip() for line in _IMAGE.sub("", card["card"]).split("\n"))
    return "\n\n".join(f"[{line.lstrip('# ')}]{card['target']}" for line in lines if line)


def _mark(found: re.Match[str]) -> str:
    """Set a footnote's mark apart, so that it is no part of a number and no link."""
    return f" \\[{found[1]}\\] "


def _parser() -> MarkdownIt:
    # Rules hold no programs: what is indented is the text of an item, whose links are links.
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"]).disable("code")
    # Link targets are dropped unread, so a target that a browser must not follow is accepted too.
    parser.validateLink = _is_link  # type: ignore[method-assign]
    return parser


def _is_link(url: str) -> bool:
    del url
    return True


_MARKDOWN = _parser()
