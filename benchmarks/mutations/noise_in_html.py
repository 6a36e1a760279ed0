"""Kinds of noise in the markup of a page."""

import re
from random import Random

from benchmarks.mutations.kinds import Expected, kind
from benchmarks.mutations.page import Form, Page, Pair, changed, paragraphs, with_text


def _in_markup(page: Page, pattern: str, by: str) -> Pair | None:
    if page.form is Form.MD:
        return None
    return changed(page, re.sub(pattern, by, page.text))


def _into_body(page: Page, before: str, after: str) -> Pair | None:
    """Put markup at the end of the body, different before and after."""
    place = page.text.lower().rfind("</body>")
    if page.form is Form.MD or place < 0:
        return None
    start, end = page.text[:place], page.text[place:]
    return with_text(page, start + before + end), with_text(page, start + after + end)


@kind(Expected.QUIET, "classes")
def classes(page: Page, chance: Random) -> Pair | None:
    """Rename generated classes."""
    return _in_markup(page, r"<(p|li|h[1-6]|td)(?=[\s>])", rf'<\1 data-v="{chance.random():.8f}"')


@kind(Expected.QUIET, "style-attributes")
def style_attributes(page: Page, chance: Random) -> Pair | None:
    """Set paragraphs in another font."""
    del chance
    return _in_markup(page, r"<p>", '<p style="font-size:14px;line-height:1.5" dir="auto">')


@kind(Expected.QUIET, "comments")
def comments(page: Page, chance: Random) -> Pair | None:
    """Leave comments of a cache behind each heading."""
    return _in_markup(page, r"(</h[1-6]>)", rf"\1<!-- cached {chance.random():.6f} fee 30 days -->")


@kind(Expected.QUIET, "divs")
def divs(page: Page, chance: Random) -> Pair | None:
    """Wrap each paragraph in an element of its own."""
    del chance
    return _in_markup(
        page, r"(<p\b[^>]*>)([^<>]*)</p>", r'<div class="text">\1<span>\2</span></p></div>'
    )


@kind(Expected.QUIET, "permalinks")
def permalinks(page: Page, chance: Random) -> Pair | None:
    """Give headings a sign that links to them."""
    del chance
    return _in_markup(
        page, r"(</h[1-6]>)", r'<a class="headerlink" href="#part" aria-hidden="true">¶</a>\1'
    )


@kind(Expected.QUIET, "entities")
def entities(page: Page, chance: Random) -> Pair | None:
    """Write some characters as references."""
    del chance
    if page.form is Form.MD:
        return None
    text, at = "", 0
    for start, end in paragraphs(page):
        inner = page.text[start:end].replace("’", "&rsquo;").replace("e", "&#101;", 3)
        text += page.text[at:start] + inner.replace("，", "&#xff0c;")
        at = end
    return changed(page, text + page.text[at:])


@kind(Expected.QUIET, "page-state")
def page_state(page: Page, chance: Random) -> Pair | None:
    """Send another state, token and time of the server along."""
    state = '<script id="state" type="application/json">{{"token":"{0}","price":{1},"days":{2}}}</script>'
    return _into_body(page, *(state.format(chance.random(), chance.random(), n) for n in (30, 14)))


@kind(Expected.QUIET, "hidden-form")
def hidden_form(page: Page, chance: Random) -> Pair | None:
    """Send another token in a hidden field."""
    form = '<form action="/s"><input type="hidden" name="csrf" value="{}"></form>'
    return _into_body(page, *(form.format(chance.random()) for _ in range(2)))


@kind(Expected.QUIET, "scripts-renamed")
def scripts_renamed(page: Page, chance: Random) -> Pair | None:
    """Load a script under another name."""
    script = '<script src="/static/bundle.{}.js" nonce="{}"></script>'
    return _into_body(page, *(script.format(chance.random(), chance.random()) for _ in range(2)))


@kind(Expected.QUIET, "noscript")
def noscript(page: Page, chance: Random) -> Pair | None:
    """Count visits with an image for browsers without scripts."""
    image = '<noscript><img src="https://count.example.com/p?id={}" alt=""></noscript>'
    return _into_body(page, *(image.format(chance.random()) for _ in range(2)))
