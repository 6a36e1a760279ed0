"""Check CSS selectors and JMESPath paths."""

import jmespath
from lxml.cssselect import CSSSelector

from monitor.parsing.reason import Unreadable


def read_selector(text: str) -> str | Unreadable:
    """Check a CSS selector; '' means the whole page."""
    try:
        if text:
            CSSSelector(text, translator="html")
    except Exception:  # noqa: BLE001 - cssselect raises several unrelated kinds
        return Unreadable(f"{text[:200]!r} is no CSS selector")
    return text


def read_path(text: str) -> str | Unreadable:
    """Check a JMESPath path; '' means none."""
    try:
        if text:
            jmespath.compile(text)
    except Exception:  # noqa: BLE001 - it relies on sensible text of limited depth
        return Unreadable(f"{text[:200]!r} is no JMESPath")
    return text
