"""JSON."""

import json
import re
from collections.abc import Iterable
from typing import Any

from monitor.parsing.reason import Unreadable
from monitor.parsing.text import whole_text

# Deeper than any answer that was seen; what walks the data must not run out of stack.
_DEEPEST = 100
# Only an escape can bring half of a surrogate pair.
_HALF = re.compile(r"\\u[dD][89a-fA-F]")
_HALF_BYTES = re.compile(_HALF.pattern.encode())


def read_json(text: str | bytes) -> Any | Unreadable:
    """The data, its texts of whole characters, no deeper than it can be walked; NaN is null."""
    try:
        data = json.loads(text, parse_constant=_null)
    except (ValueError, RecursionError):
        return Unreadable("is no JSON")
    if is_deeper(data, _DEEPEST):
        return Unreadable(f"is nested deeper than {_DEEPEST} levels")
    has_half = _HALF_BYTES.search(text) if isinstance(text, bytes) else _HALF.search(text)
    return _whole(data) if has_half else data


def is_deeper(data: Any, most: int) -> bool:
    """Whether lists and mappings are nested deeper than that; never by recursion."""
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
    """NaN and Infinity, which some servers write, are no numbers of JSON."""


def _whole(data: Any) -> Any:
    if isinstance(data, str):
        return whole_text(data)
    if isinstance(data, list):
        return [_whole(one) for one in data]
    if isinstance(data, dict):
        return {whole_text(name): _whole(value) for name, value in data.items()}
    return data
