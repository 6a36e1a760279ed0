"""Puts values into a text of a language that writes a space between its characters and Latin ones."""

import re
from collections.abc import Mapping
from string import Formatter
from typing import Any

# Chinese characters, without the punctuation, which brings its own space.
_HAN = r"[\u3400-\u9fff]"
_LATIN = r"[A-Za-z0-9]"
_TAGS = r"(?:</?[a-z]+>)*"
_HAN_END = re.compile(f"({_HAN})({_TAGS})$")
_LATIN_END = re.compile(f"({_LATIN})({_TAGS})$")
_HAN_START = re.compile(f"({_TAGS})({_HAN})")
_LATIN_START = re.compile(f"({_TAGS})({_LATIN})")


def spaced(template: str, values: Mapping[str, Any]) -> str:
    """Fill in a template: 已静音{target} becomes 已静音 Temu. The values themselves stay as they are."""
    made = ""
    for literal, field, form, _ in Formatter().parse(template):
        made = _joined(made, literal)
        if field is not None:
            made = _joined(made, format(values[field], form or ""))
    return made


def _joined(left: str, right: str) -> str:
    """Join two texts; the space stands outside the tags around a value."""
    if _LATIN_START.match(right) and (end := _HAN_END.search(left)):
        return f"{left[: end.end(1)]} {end[2]}{right}"
    if _LATIN_END.search(left) and (start := _HAN_START.match(right)):
        return f"{left}{start[1]} {right[start.end(1) :]}"
    return left + right
