"""Keep the mark of a footnote apart from the number or word that it stands at."""

import re

from lxml.html import HtmlElement

from monitor.text import clean

_MARK = re.compile(r"[\[(]?(\d{1,3}|[a-z\u2020\u2021\u00a7]{1,2})[\])]?")
_FRACTION = ("/", "\u2044", "\u2215")
# A power: of ten where no currency stands before it, or of a unit of length.
_TEN = re.compile(r"(?:^|[x\u00d7*\u00b7(=]\s?|(?<![A-Z$\u20ac\u00a3\u00a5])\s)10$")
_UNIT = re.compile(r"(?:^|[\d\s/(])(?:[mckd\u00b5]?m|ft|in|yd|mi|s)$")
_RAISED = str.maketrans(
    "0123456789", "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079"
)


def raised(sup: HtmlElement, before: str) -> str:
    """Return a `sup` as text: a footnote as ` [2]`, a power with its sense; '' for other words."""
    text = clean("".join(sup.itertext()))
    found = _MARK.fullmatch(text)
    if found is None:
        return ""
    mark = found[1]
    if (sup.tail or "").lstrip().startswith(_FRACTION):
        return f" {text}"
    if text == mark and len(sup) == 0:
        if not mark.isdigit():
            return ""
        if _TEN.search(before) and mark != "1":
            return f"^{mark}"
        if _UNIT.search(before) and mark in {"2", "3"}:
            return mark.translate(_RAISED)
    return f" [{mark}]"
