"""Check and repair Unicode text."""

import re

_SURROGATES = re.compile("[\ud800-\udfff]")


def is_text(text: str) -> bool:
    """Return whether a text can be encoded in UTF-8: half of a surrogate pair is no character."""
    return _SURROGATES.search(text) is None


def whole_text(text: str) -> str:
    """Return the text with U+FFFD in place of invalid characters."""
    if is_text(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
