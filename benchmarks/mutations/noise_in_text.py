"""Kinds of noise in the text of a page, the same in Markdown and HTML."""

import re
import unicodedata
from collections.abc import Callable
from random import Random

from benchmarks.mutations.kinds import Expected, kind
from benchmarks.mutations.page import PLACE, Form, Page, Pair, changed, paragraphs, with_text

_WORD = re.compile(r"[a-zà-ÿ]{7,}")
_HEADING = re.compile(r"(?m)^(#{1,5}) (?=\S)")
_FULL_WIDTH = str.maketrans({",": "，", ":": "：", ";": "；", "(": "（", ")": "）", "?": "？"})
_HALF_WIDTH = {ord(full): chr(half) for half, full in _FULL_WIDTH.items()}


def _everywhere(page: Page, edit: Callable[[str], str]) -> Pair | None:
    """Edit every paragraph."""
    text, at = "", 0
    for start, end in paragraphs(page):
        text += page.text[at:start] + edit(page.text[start:end])
        at = end
    return changed(page, text + page.text[at:])


def _in_one_word(page: Page, chance: Random, edit: Callable[[str], str]) -> Pair | None:
    """Edit one long word."""
    found = [
        match
        for span in paragraphs(page)
        for match in _WORD.finditer(page.text, *span)
        if edit(match[0]) != match[0]
    ]
    if not found:
        return None
    match = chance.choice(found)
    return changed(page, page.text[: match.start()] + edit(match[0]) + page.text[match.end() :])


@kind(Expected.QUIET, "rewrapped")
def rewrapped(page: Page, chance: Random) -> Pair | None:
    """Break lines elsewhere."""
    return _everywhere(
        page, lambda text: re.sub(r" ", lambda _: "\n" if chance.random() < 0.1 else " ", text)
    )


@kind(Expected.QUIET, "spaces")
def spaces(page: Page, chance: Random) -> Pair | None:
    """Double spaces, and leave some at the ends."""
    return _everywhere(
        page, lambda text: re.sub(r" ", lambda _: "  " if chance.random() < 0.2 else " ", text)
    )


@kind(Expected.QUIET, "no-break-spaces")
def no_break_spaces(page: Page, chance: Random) -> Pair | None:
    """Put no-break spaces for spaces."""
    return _everywhere(
        page, lambda text: re.sub(r" ", lambda _: "\u00a0" if chance.random() < 0.3 else " ", text)
    )


@kind(Expected.QUIET, "soft-hyphens")
def soft_hyphens(page: Page, chance: Random) -> Pair | None:
    """Put soft hyphens into long words."""
    del chance
    return _everywhere(page, lambda text: _WORD.sub(lambda m: m[0][:4] + "\u00ad" + m[0][4:], text))


@kind(Expected.QUIET, "zero-width")
def zero_width(page: Page, chance: Random) -> Pair | None:
    """Put zero-width spaces between words."""
    return _everywhere(
        page,
        lambda text: re.sub(
            r"(?<=[\w，。]) ?(?=\w)",
            lambda m: m[0] + ("\u200b" if chance.random() < 0.05 else ""),
            text,
        ),
    )


@kind(Expected.QUIET, "decomposed")
def decomposed(page: Page, chance: Random) -> Pair | None:
    """Write accents as characters of their own."""
    del chance
    return _everywhere(page, lambda text: unicodedata.normalize("NFD", text))


@kind(Expected.QUIET, "curly-quotes")
def curly_quotes(page: Page, chance: Random) -> Pair | None:
    """Make straight quotes curly, or curly ones straight."""
    del chance
    curly = re.compile(r"(?<=\w)'(?=\w)")
    return _everywhere(page, lambda text: curly.sub("’", text)) or _everywhere(
        page, lambda text: text.replace("’", "'").replace("“", '"').replace("”", '"')
    )


@kind(Expected.QUIET, "full-width")
def full_width(page: Page, chance: Random) -> Pair | None:
    """Write half-width punctuation for full-width."""
    del chance
    if page.language != "zh":
        return None
    return _everywhere(page, lambda text: text.translate(_HALF_WIDTH))


@kind(Expected.QUIET, "corner-quotes")
def corner_quotes(page: Page, chance: Random) -> Pair | None:
    """Write 「」 for “”."""
    del chance
    return (
        _everywhere(page, lambda text: re.sub("“([^“”]*)”", "「\\1」", text))
        if (page.language == "zh")
        else None
    )


@kind(Expected.QUIET, "real-typo")
def real_typo(page: Page, chance: Random) -> Pair | None:
    """Correct two letters that were swapped."""
    pair = _in_one_word(page, chance, lambda word: word[:3] + word[4] + word[3] + word[5:])
    return (pair[1], pair[0]) if pair else None


@kind(Expected.QUIET, "captured-twice")
def captured_twice(page: Page, chance: Random) -> Pair | None:
    """Repeat the whole document within the page."""
    del chance
    if page.form is Form.MD:
        return changed(page, f"{page.text}\n\n{page.text.replace(PLACE, '')}")
    content = re.search(r"<main\b.*</main>", page.text, re.DOTALL | re.IGNORECASE)
    if not content:
        return None
    copy = content[0].replace(PLACE, "").replace("<main", "<div").replace("</main", "</div")
    return changed(page, page.text[: content.end()] + copy + page.text[content.end() :])


@kind(Expected.QUIET, "contents-list")
def contents_list(page: Page, chance: Random) -> Pair | None:
    """Put a list of the page's own headings above its content."""
    del chance
    if page.form is Form.MD:
        headings = re.findall(r"(?m)^#{1,4} +([^\n\[\]|*]{4,90})$", page.written)
        listed = "".join(f"- [{text}](#part{place})\n" for place, text in enumerate(headings))
        return changed(page, f"{listed}\n{page.text}") if len(headings) > 2 else None
    headings = re.findall(r"<h[2-4]\b[^>]*>([^<>]{4,90})</h[2-4]>", page.written)
    listed = "".join(f'<li><a href="#part{n}">{text}</a></li>' for n, text in enumerate(headings))
    place = re.search(r"<main\b[^>]*>", page.text)
    if len(headings) < 3 or not place:
        return None
    text = page.text
    return changed(page, f"{text[: place.end()]}<ul>{listed}</ul>{text[place.end() :]}")


@kind(Expected.QUIET, "all-heading-levels")
def all_heading_levels(page: Page, chance: Random) -> Pair | None:
    """Lower every heading by one level."""
    del chance
    if page.form is Form.MD:
        return changed(page, _HEADING.sub(r"#\1 ", page.text))
    return changed(page, re.sub(r"(</?h)([1-5])\b", lambda m: f"{m[1]}{int(m[2]) + 1}", page.text))


@kind(Expected.QUIET, "bold-words")
def bold_words(page: Page, chance: Random) -> Pair | None:
    """Set words in bold."""
    mark = ("**", "**") if page.form is Form.MD else ("<strong>", "</strong>")

    def bold(text: str) -> str:
        return re.sub(
            r"\b[a-zà-ÿ]{6,}\b",
            lambda m: mark[0] + m[0] + mark[1] if chance.random() < 0.1 else m[0],
            text,
        )

    return _everywhere(page, bold)


@kind(Expected.QUIET, "bullet-signs")
def bullet_signs(page: Page, chance: Random) -> Pair | None:
    """Write lists with another sign."""
    del chance
    if page.form is Form.HTML:
        return None
    old, new = ("*", "-") if re.search(r"(?m)^\* ", page.text) else ("-", "*")
    return changed(page, re.sub(rf"(?m)^(\s*){re.escape(old)} (?=\S)", rf"\1{new} ", page.text))


@kind(Expected.QUIET, "escapes")
def escapes(page: Page, chance: Random) -> Pair | None:
    """Escape signs that need no escape."""
    del chance
    if page.form is Form.HTML:
        return None
    return _everywhere(page, lambda text: re.sub(r"(?<=\w)([.()&!])", r"\\\1", text))


@kind(Expected.QUIET, "rule-lines")
def rule_lines(page: Page, chance: Random) -> Pair | None:
    """Draw a line between two sections."""
    del chance
    line = "\n\n* * *\n\n" if page.form is Form.MD else "<hr>"
    return changed(page, page.text.replace(PLACE, line + PLACE))


@kind(Expected.QUIET, "byte-order-mark")
def byte_order_mark(page: Page, chance: Random) -> Pair | None:
    """Start with a byte order mark, and end lines as Windows does."""
    del chance
    return page, with_text(page, "\ufeff" + page.text.replace("\n", "\r\n"))
