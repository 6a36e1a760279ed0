"""Find the link of a row that names its entry, and the entry's title."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from lxml.html import HtmlElement

from monitor.parsing.urls import split_url
from monitor.text import clean

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
# Elements that hold one entry in a list that is marked up as a list.
_ROWS = frozenset({"li", "tr", "article", "dd"})
# An item or article with at most this many links is one entry; not a table row: it may be layout.
_ENTRY_ROWS = frozenset({"li", "article"})
_ENTRY_LINKS = 6
# Paths of links that only label an entry, such as its author or subject.
_LABEL_PATH = re.compile(
    r"/(?:authors?|by|cat|categor(?:y|ies)|tags?|topics?|users?|profiles?|people|contributors?)/",
    re.IGNORECASE,
)
_LABEL_REL = frozenset({"author", "tag", "category"})
_CUT = re.compile(r"\s*(?:\.\.\.|\u2026)+$")


def naming_links(links: Iterable[HtmlElement]) -> list[HtmlElement]:
    """Return the links without those that only label an entry or lead to a part of its page."""
    candidates = _to_pages(list(links))
    rows: dict[HtmlElement, list[HtmlElement]] = defaultdict(list)
    for link in candidates:
        rows[_row(link)].append(link)
    kept = {link for row in rows.values() for link in _of_one_row(row)}
    return [link for link in candidates if link in kept]


def best_link(links: Sequence[HtmlElement]) -> HtmlElement | None:
    """Return the link that names a row's entry: preferably with text, in a heading, and no label."""
    worded = _to_pages([link for link in links if name_of(link)]) or list(links)
    headed = [link for link in worded if _is_headed(link)]
    named = [link for link in headed or worded if not _is_label(link)]
    return next(iter(named or worded), None)


def name_of(link: HtmlElement) -> str:
    """Return a link's name for its entry: its heading, its text, or its title where that text is cut."""
    heading = next((text for one in link.iter(*_HEADINGS) if (text := _text(one))), "")
    words = heading or _text(link)
    for whole in (clean(link.get(name) or "") for name in ("title", "aria-label")):
        if not words or is_cut_from(words, whole):
            return whole or words
    return words


def is_cut_from(words: str, whole: str) -> bool:
    """Return whether words that end with an ellipsis are the beginning of `whole`."""
    stem = _CUT.sub("", words)
    return stem != words and len(whole) > len(stem) and whole.startswith(stem)


def _to_pages(links: Sequence[HtmlElement]) -> list[HtmlElement]:
    """Return the links without those to a part of a page that another link leads to."""
    whole = {link.get("href") for link in links}
    split = ((link, (link.get("href") or "").partition("#")) for link in links)
    return [link for link, (address, _, part) in split if not (part and address in whole)]


def _of_one_row(links: list[HtmlElement]) -> list[HtmlElement]:
    named = [link for link in links if not _is_label(link)] or links
    headed = [link for link in named if _is_headed(link)]
    is_entry = _row(links[0]).tag in _ENTRY_ROWS and len(links) <= _ENTRY_LINKS
    return headed if headed and is_entry else named


def _row(link: HtmlElement) -> HtmlElement:
    above = list(link.iterancestors())
    rows = [one for one in above if one.tag in _ROWS]
    boxes = [one for one in above if one.tag in {"div", "section"}]
    return next(iter(rows or boxes or above), link)


def _is_headed(link: HtmlElement) -> bool:
    above = (one.tag for one in link.iterancestors())
    return any(tag in _HEADINGS for tag in above) or any(True for _ in link.iter(*_HEADINGS))


def _is_label(link: HtmlElement) -> bool:
    rels = set((link.get("rel") or "").lower().split())
    try:
        path = split_url(link.get("href") or "").path
    except ValueError:
        return False
    return bool(rels & _LABEL_REL or _LABEL_PATH.search(f"/{path}"))


def _text(element: HtmlElement) -> str:
    return clean(" ".join(element.itertext()))
