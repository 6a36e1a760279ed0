"""Read JSON."""

import json
import re
from collections.abc import Iterable
from typing import Any

from monitor.parsing.reason import Unreadable
from monitor.parsing.text import whole_text

# Deeper than any response seen; code that walks the data must not overflow the stack.
_DEEPEST = 100
# Only an escape can produce half of a surrogate pair.
_HALF = re.compile(r"\\u[dD][89a-fA-F]")
_HALF_BYTES = re.compile(_HALF.pattern.encode())


def read_json(text: str | bytes) -> Any | Unreadable:
    """Return the data, with valid Unicode texts and limited depth; NaN is null."""
    try:
        data = json.loads(text, parse_constant=_null)
    except (ValueError, RecursionError):
        return Unreadable("is no JSON")
    if is_deeper(data, _DEEPEST):
        return Unreadable(f"is nested deeper than {_DEEPEST} levels")
    has_half = _HALF_BYTES.search(text) if isinstance(text, bytes) else _HALF.search(text)
    return _whole(data) if has_half else data


def is_deeper(data: Any, most: int) -> bool:
    """Return whether lists and mappings are nested deeper than `most`; does not recurse."""
    level: list[Any] = [data]
    for _ in range(most):
        level = [
            inner for one in level for inner in _children(one) if isinstance(inner, dict | list)
        ]
    return bool(level)


def _children(data: Any) -> Iterable[Any]:
    if isinstance(data, dict):
        return data.values()
    return data if isinstance(data, list) else ()


def _null(name: str) -> None:
    """Return None for NaN and Infinity, which some servers write and JSON does not have."""


def _whole(data: Any) -> Any:
    if isinstance(data, str):
        return whole_text(data)
    if isinstance(data, list):
        return [_whole(one) for one in data]
    if isinstance(data, dict):
        return {whole_text(name): _whole(value) for name, value in data.items()}
    return data
