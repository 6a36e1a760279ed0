"""A page, as Markdown or as HTML, with one place where a section can be put in."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from markdown_it import MarkdownIt

# A character of the private use area: no page has it.
PLACE = "\uf8ff"
_MARKDOWN = MarkdownIt("commonmark").enable("table")
_HEADING = re.compile(r"<h([1-6])\b[^>]*>(.{1,400}?)</h\1>", re.DOTALL | re.IGNORECASE)
_PARAGRAPH = re.compile(r"<(p|li|div|span)\b[^<>]{0,2000}>([^<>]{30,})</\1>", re.IGNORECASE)
_LINE = re.compile(r"(?<=\n\n)[^\n#|>*\-\d\[<`_•][^\n|<\[\]]{30,}(?=\n\n)")
_TAG = re.compile(r"<[^<>]*>")
_BODY = re.compile(r"<body\b[^>]*>", re.IGNORECASE)
_NO_TEXT = re.compile(r"<(script|style|head|template)\b.*?</\1>", re.DOTALL | re.IGNORECASE)
_SHORTEST = 80
_SHORTEST_CJK = 30


class Form(StrEnum):
    """How a page is written."""

    MD = "md"
    HTML = "html"


@dataclass(frozen=True, slots=True)
class Page:
    """A capture. `main`: the text of its main content, or '' where all of it is.

    `another`: another page of the site. `foreign`: a page in another language.
    """

    text: str
    form: Form
    language: str
    main: str = ""
    another: str = ""
    foreign: str = ""

    @property
    def written(self) -> str:
        """Return what is saved to a file."""
        return self.text.replace(PLACE, "")


Pair = tuple[Page, Page]


def with_text(page: Page, text: str) -> Page:
    """Return the page with another text."""
    return replace(page, text=text)


def changed(page: Page, text: str) -> Pair | None:
    """Return the page before and after; None where nothing changed."""
    return (page, with_text(page, text)) if text != page.text else None


def render(text: str) -> str:
    """Return Markdown as HTML."""
    return str(_MARKDOWN.render(text))


def graft(page: Page, section: str) -> Page:
    """Put a section of Markdown into the page's content."""
    inner = section.strip("\n") if page.form is Form.MD else render(section)
    return with_text(page, page.text.replace(PLACE, f"\n\n{inner}\n\n"))


def at_top(page: Page, section: str, element: str) -> Page:
    """Put a section above everything, within an element where the page is HTML."""
    if page.form is Form.MD:
        return with_text(page, f"{section.strip()}\n\n{page.text}")
    body = _BODY.search(page.text)
    place = body.end() if body else 0
    return with_text(page, page.text[:place] + element.format(render(section)) + page.text[place:])


def at_end(page: Page, section: str, element: str) -> Page:
    """Put a section below everything, within an element where the page is HTML."""
    if page.form is Form.MD:
        return with_text(page, f"{page.text.rstrip()}\n\n{section.strip()}\n")
    place = page.text.lower().rfind("</body>")
    place = len(page.text) if place < 0 else place
    return with_text(page, page.text[:place] + element.format(render(section)) + page.text[place:])


def paragraphs(page: Page) -> list[tuple[int, int]]:
    """Return where plain paragraphs of the main content start and end."""
    shortest = _SHORTEST_CJK if page.language == "zh" else _SHORTEST
    found = _html_paragraphs(page) if page.form is Form.HTML else _lines(page.text)
    return [span for span in found if span[1] - span[0] >= shortest]


def _lines(text: str) -> Iterator[tuple[int, int]]:
    return (match.span() for match in _LINE.finditer(text))


def _html_paragraphs(page: Page) -> Iterator[tuple[int, int]]:
    hidden = [match.span() for match in _NO_TEXT.finditer(page.text)]
    for match in _PARAGRAPH.finditer(page.text):
        start = match.start(2)
        if not any(a <= start < b for a, b in hidden) and in_main(page, match[2]):
            yield match.span(2)


def in_main(page: Page, text: str) -> bool:
    """Whether the text belongs to the main content."""
    return not page.main or squeezed(html.unescape(text))[:40] in page.main


def squeezed(text: str) -> str:
    """Return the letters and digits alone, to find a text whatever its markup."""
    return re.sub(r"[\W_]+", "", text)


def with_place(page: Page) -> Page | None:
    """Mark the place for sections: above a heading in the middle, or below the last paragraph."""
    place = _place_in_html(page) if page.form is Form.HTML else _place_in_markdown(page.text)
    if place is None:
        return None
    return with_text(page, page.text[:place] + PLACE + page.text[place:])


def _place_in_html(page: Page) -> int | None:
    spans = list(_html_paragraphs(page))
    if len(spans) < 3:
        return None
    headings = [
        match.start()
        for match in _HEADING.finditer(page.text)
        if spans[0][0] < match.start() < spans[-1][0] and in_main(page, _TAG.sub("", match[2]))
    ]
    if headings:
        return headings[len(headings) // 2]
    text = page.text.lower()
    end = text.find("</p>", spans[len(spans) // 2][1])
    # A page without paragraphs in its middle takes the section at the end of its main part.
    closing = text.find("</article>") if "</article>" in text else text.find("</main>")
    if closing >= 0 and not 0 <= end < closing:
        return closing
    return end + len("</p>") if end >= 0 else None


def _place_in_markdown(text: str) -> int | None:
    headings = [match.start() for match in re.finditer(r"(?<=\n\n)#{1,6} ", text)]
    return headings[len(headings) // 2] if headings else len(text)


def as_html(title: str, language: str, text: str) -> str:
    """Return Markdown as a page with the menus and footer that a site has."""
    return _SHELL.format(language=language, title=html.escape(title), content=render(text))


_SHELL = """<!doctype html>
<html lang="{language}">
<head><meta charset="utf-8"><title>{title}</title>
<link rel="stylesheet" href="/static/site.8f31c.css">
<script nonce="d41d8cd98f">window.build = "2026.10.3";</script></head>
<body class="page page-policy">
<header><a href="/" class="logo">Northwind</a>
<nav><ul><li><a href="/buy">Northwind A</a></li><li><a href="/sell">Northwind B</a></li></ul></nav>
</header>
<main id="content"><article class="policy">
{content}
</article></main>
<footer><ul><li><a href="/about">Northwind C</a></li><li><a href="/press">Northwind D</a></li></ul>
<p>Northwind Marketplace Ltd.</p></footer>
<script src="/static/app.b7e2.js" defer></script>
</body></html>
"""
