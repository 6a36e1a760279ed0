"""Kinds of a capture that is no true copy of the page."""

import html
import json
import re
from functools import partial
from random import Random

from benchmarks.mutations.kinds import Expected, kind
from benchmarks.mutations.page import Form, Page, Pair, changed, paragraphs
from benchmarks.mutations.sections import texts

_WALLS = (
    "captcha", "sign-in", "cookie-wall", "not-found", "error", "redirect", "parked", "maintenance",
    "browser", "region",
)  # fmt: skip
_END_OF_MARKUP = "</article></main></body></html>"


def _cut(page: Page, share: float) -> Pair | None:
    """Stop within a sentence, after a share of the paragraphs."""
    spans = paragraphs(page)
    if len(spans) < 6:
        return None
    start, end = spans[int(len(spans) * share)]
    middle = (start + end) // 2
    if page.language != "zh":
        middle = page.text.rfind(" ", start, middle)
    return changed(page, page.text[:middle])


@kind(Expected.BROKEN, "cut-at-half")
def cut_at_half(page: Page, chance: Random) -> Pair | None:
    """Stop within a sentence, halfway."""
    del chance
    return _cut(page, 0.5)


@kind(Expected.BROKEN, "cut-at-80")
def cut_at_80(page: Page, chance: Random) -> Pair | None:
    """Stop within a sentence, after four fifths."""
    del chance
    return _cut(page, 0.8)


def _without(page: Page, start: float, end: float) -> Pair | None:
    """Leave out the blocks between two shares of the paragraphs."""
    spans = paragraphs(page)
    if len(spans) < 10:
        return None
    first, last = spans[int(len(spans) * start)], spans[min(int(len(spans) * end), len(spans) - 1)]
    if page.form is Form.MD:
        return changed(
            page, page.text[: first[0]] + page.text[last[0] if end < 1 else len(page.text) :]
        )
    stop = last[0] if end < 1 else last[1]
    # Elements stay closed: only what they hold is lost.
    kept = "".join(re.findall(r"<[^<>]*>", page.text[first[0] : stop]))
    return changed(page, page.text[: first[0]] + kept + page.text[stop:])


@kind(Expected.BROKEN, "tail-lost")
def tail_lost(page: Page, chance: Random) -> Pair | None:
    """Lose the last two fifths, at the end of a paragraph."""
    del chance
    return _without(page, 0.6, 1)


@kind(Expected.BROKEN, "hole")
def hole(page: Page, chance: Random) -> Pair | None:
    """Lose two fifths in the middle."""
    del chance
    return _without(page, 0.3, 0.7)


def _wall(page: Page, chance: Random, *, name: str) -> Pair | None:
    """Show a message in place of the page."""
    del chance
    title, heading, text = texts(page.language)["block-pages"][name]
    if page.form is Form.MD:
        return changed(page, f"# {heading}\n\n{text}\n")
    title, heading, text = map(html.escape, (title, heading, text))
    return changed(
        page,
        f'<!doctype html><html lang="{page.language}"><head><meta charset="utf-8">'
        f"<title>{title}</title></head><body><h1>{heading}</h1><p>{text}</p></body></html>",
    )


for _name in _WALLS:
    kind(Expected.BROKEN, _name)(partial(_wall, name=_name))


@kind(Expected.BROKEN, "sign-in-in-one-part")
def sign_in_in_one_part(page: Page, chance: Random) -> Pair | None:
    """Hide all but the first fifth behind a sign-in."""
    del chance
    spans = paragraphs(page)
    if len(spans) < 10:
        return None
    place = spans[len(spans) // 5][0]
    _, heading, text = texts(page.language)["block-pages"]["sign-in"]
    if page.form is Form.MD:
        return changed(page, f"{page.text[:place]}\n\n## {heading}\n\n{text}\n")
    block_page = f"</p><h2>{html.escape(heading)}</h2><p>{html.escape(text)}</p>"
    return changed(page, page.text[:place] + block_page + _END_OF_MARKUP)


@kind(Expected.BROKEN, "empty-shell")
def empty_shell(page: Page, chance: Random) -> Pair | None:
    """Send the page as it is before its script has run."""
    del chance
    if page.form is Form.MD:
        return changed(page, "\n")
    shell = '<div id="root"></div><script src="/static/app.b7e2.js"></script>'
    return changed(
        page,
        f'<!doctype html><html lang="{page.language}"><head><title>Northwind</title></head><body>{shell}</body></html>',
    )


@kind(Expected.BROKEN, "another-page")
def another_page(page: Page, chance: Random) -> Pair | None:
    """Send another page of the site."""
    del chance
    return changed(page, page.another) if page.another else None


@kind(Expected.BROKEN, "another-language")
def another_language(page: Page, chance: Random) -> Pair | None:
    """Send a page in another language."""
    del chance
    return changed(page, page.foreign) if page.foreign else None


@kind(Expected.BROKEN, "garbled")
def garbled(page: Page, chance: Random) -> Pair | None:
    """Read the page in a wrong character set."""
    del chance
    wrong = page.text.encode().decode("cp1252", errors="replace")
    return changed(page, wrong) if page.language in {"zh", "fr", "de", "es"} else None


@kind(Expected.BROKEN, "json")
def as_json(page: Page, chance: Random) -> Pair | None:
    """Send the answer of an interface."""
    del chance
    return changed(page, json.dumps({"code": 401, "message": "token expired", "data": None}))
