"""What says where something lies: CSS selectors, and paths of JMESPath."""

import jmespath
from lxml.cssselect import CSSSelector

from monitor.parsing.reason import Unreadable


def read_selector(text: str) -> str | Unreadable:
    """A CSS selector; '' for the whole."""
    try:
        if text:
            CSSSelector(text, translator="html")
    except Exception:  # noqa: BLE001 - cssselect raises several unrelated kinds
        return Unreadable(f"{text[:200]!r} is no CSS selector")
    return text


def read_path(text: str) -> str | Unreadable:
    """A path into data; '' for nowhere."""
    try:
        if text:
            jmespath.compile(text)
    except Exception:  # noqa: BLE001 - it counts on words that a person meant, and on a depth that it can walk
        return Unreadable(f"{text[:200]!r} is no JMESPath")
    return text
