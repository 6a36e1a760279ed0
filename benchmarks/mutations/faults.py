"""Further kinds of a capture that is no true copy: parts that fail, mixed and half-loaded pages."""

import html
import re
from functools import cache, partial
from pathlib import Path
from random import Random

import yaml

from benchmarks.mutations.kinds import Expected, kind
from benchmarks.mutations.page import Form, Page, Pair, as_html, changed, paragraphs

_PARTS = ("captcha", "consent", "paywall", "rate-limit", "maintenance", "error", "members")
_TAG = re.compile(r"<[^<>]*>")
_LEAST = 8
_SHORT = 60


@cache
def _messages() -> dict[str, dict[str, tuple[str, str]]]:
    return dict(yaml.safe_load(Path(__file__).with_name("faults.yaml").read_text("utf-8")))


def _message(page: Page, name: str) -> str:
    """Return a message in the page's language, as the page is written."""
    heading, text = _messages()[page.language][name]
    if page.form is Form.MD:
        return f"\n\n## {heading}\n\n{text}\n\n" if heading else f"{text}\n\n"
    title = f"<h2>{html.escape(heading)}</h2>" if heading else ""
    return f"</p>{title}<p>{html.escape(text)}</p>"


def _instead(page: Page, start: float, end: float, put: str = "") -> Pair | None:
    """Put something in place of the blocks between two shares of the paragraphs."""
    spans = paragraphs(page)
    if len(spans) < _LEAST:
        return None
    first = spans[int(len(spans) * start)][0]
    last = spans[int(len(spans) * end)][0] if end < 1 else spans[-1][1]
    if page.form is Form.HTML:
        put += "".join(_TAG.findall(page.text[first:last]))
    return changed(page, page.text[:first] + put + page.text[last:])


def _each(page: Page, write: str, but: int = 0) -> Pair | None:
    """Write something for every paragraph, or for all but every `but`th."""
    spans = paragraphs(page)
    if len(spans) < _LEAST:
        return None
    text = page.text
    for number, (start, end) in reversed(list(enumerate(spans))):
        if not but or number % but:
            text = text[:start] + write + text[end:]
    return changed(page, text)


def _part(page: Page, chance: Random, *, name: str) -> Pair | None:
    """Show a message in place of the middle of the page."""
    del chance
    return _instead(page, 0.2, 0.8, _message(page, name))


def _shell(page: Page, chance: Random, *, name: str) -> Pair | None:
    """Show a message between the menus and the footer of the site."""
    del chance
    heading, text = _messages()[page.language][name]
    message = f"## {heading}\n\n{text}\n"
    if page.form is Form.MD:
        return changed(page, f"Northwind\n\n- Northwind A\n- Northwind B\n\n{message}\n© Northwind")
    return changed(page, as_html(heading, page.language, message))


for _name in _PARTS:
    kind(Expected.BROKEN, f"part-{_name}")(partial(_part, name=_name))
for _name in (*_PARTS, "home"):
    kind(Expected.BROKEN, f"shell-{_name}")(partial(_shell, name=_name))


@kind(Expected.BROKEN, "start-lost")
def start_lost(page: Page, chance: Random) -> Pair | None:
    """Lose the first two fifths."""
    del chance
    return _instead(page, 0, 0.4)


@kind(Expected.BROKEN, "two-holes")
def two_holes(page: Page, chance: Random) -> Pair | None:
    """Lose two parts."""
    del chance
    first = _instead(page, 0.2, 0.4)
    second = _instead(first[1], 0.4, 0.7) if first else None
    return (page, second[1]) if second else None


@kind(Expected.BROKEN, "half-lost")
def half_lost(page: Page, chance: Random) -> Pair | None:
    """Lose every other paragraph."""
    del chance
    return _each(page, "", but=2)


@kind(Expected.BROKEN, "bodies-lost")
def bodies_lost(page: Page, chance: Random) -> Pair | None:
    """Lose all paragraphs; the headings stay."""
    del chance
    return _each(page, "")


@kind(Expected.BROKEN, "skeleton")
def skeleton(page: Page, chance: Random) -> Pair | None:
    """Show that each paragraph is still being loaded."""
    del chance
    return _each(page, _messages()[page.language]["loading"][1])


@kind(Expected.BROKEN, "values-unfilled")
def values_unfilled(page: Page, chance: Random) -> Pair | None:
    """Show the name of the value for every other paragraph."""
    del chance
    return _each(page, "{{section.body}}", but=2)


@kind(Expected.BROKEN, "paragraphs-clipped")
def paragraphs_clipped(page: Page, chance: Random) -> Pair | None:
    """Show a preview of each paragraph."""
    del chance
    spans = paragraphs(page)
    if len(spans) < _LEAST:
        return None
    text, size = page.text, _SHORT // 3 if page.language == "zh" else _SHORT
    for start, end in reversed(spans):
        text = text[: min(start + size, end)] + "…" + text[end:]
    return changed(page, text)


@kind(Expected.BROKEN, "cut-anywhere")
def cut_anywhere(page: Page, chance: Random) -> Pair | None:
    """Stop at any byte of the body, as a lost connection does."""
    spans = paragraphs(page)
    if len(spans) < _LEAST:
        return None
    first, last = spans[len(spans) // 3][0], spans[-2][0]
    return changed(page, page.text[: chance.randint(first, last)])


@kind(Expected.BROKEN, "teaser")
def teaser(page: Page, chance: Random) -> Pair | None:
    """Show the first quarter and an offer to read on."""
    del chance
    return _instead(page, 0.25, 1, _message(page, "more"))


@kind(Expected.BROKEN, "half-foreign")
def half_foreign(page: Page, chance: Random) -> Pair | None:
    """Go on in another language halfway."""
    del chance
    other = page.foreign
    if page.form is Form.HTML:
        other = "".join(f"<p>{html.escape(t)}</p>" for t in _texts(other, Form.HTML))
    return _instead(page, 0.5, 1, other) if page.foreign else None


@kind(Expected.BROKEN, "interleaved")
def interleaved(page: Page, chance: Random) -> Pair | None:
    """Mix the paragraphs of another page of the site in."""
    del chance
    spans, others = paragraphs(page), _texts(page.another, page.form)
    if len(spans) < _LEAST or len(others) < _LEAST:
        return None
    text = page.text
    for (_, end), other in reversed(list(zip(spans, others, strict=False))):
        put = f"\n\n{other}" if page.form is Form.MD else f"<br><br>{html.escape(other)}"
        text = text[:end] + put + text[end:]
    return changed(page, text)


def _texts(text: str, form: Form) -> list[str]:
    """Return the paragraphs of a page as plain text."""
    page = Page(text=text, form=form, language="en")
    return [html.unescape(_TAG.sub(" ", text[a:b])) for a, b in paragraphs(page)]


@kind(Expected.BROKEN, "script-crashed")
def script_crashed(page: Page, chance: Random) -> Pair | None:
    """Show a script's failure for the last half."""
    del chance
    said = "TypeError: Cannot read properties of undefined (reading 'map')"
    return _instead(page, 0.5, 1, f"\n\n{said}\n" if page.form is Form.MD else f"<p>{said}</p>")


@kind(Expected.BROKEN, "source-shown")
def source_shown(page: Page, chance: Random) -> Pair | None:
    """Show the markup of the page as its text."""
    del chance
    if page.form is Form.MD:
        return changed(page, "```\n" + as_html("", page.language, page.text) + "\n```")
    return changed(page, f"<html><body><pre>{html.escape(page.text)}</pre></body></html>")


@kind(Expected.BROKEN, "question-marks")
def question_marks(page: Page, chance: Random) -> Pair | None:
    """Lose every letter that ASCII lacks."""
    del chance
    wrong = page.text.encode("ascii", "replace").decode()
    return changed(page, wrong) if page.language in {"zh", "fr", "de"} else None
