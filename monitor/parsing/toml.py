"""Read TOML."""

import tomllib
from typing import Any

from monitor.parsing.reason import Unreadable


def read_toml(text: str) -> dict[str, Any] | Unreadable:
    """Return the tables of a file."""
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError, OverflowError) as error:
        return Unreadable(f"is no TOML: {str(error)[:200]}")
