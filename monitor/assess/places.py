"""Learn which places of a page keep changing: tickers, counters, lists of related links.

A place is a block's headings and its words with all numbers levelled, or, for a short line, its
headings alone: lines come and go there.
"""

import re
from collections import Counter
from collections.abc import Sequence

from monitor.model import Edit
from monitor.sections import heading_name
from monitor.text import fold

_DIGITS = re.compile(r"\d+(?:[.,:/-]\d+)*")
# A line of a list of links or of a ticker; a longer text is a sentence.
_LINE_CHARS = 120
# A place is volatile if this many of the last changes touch it.
_LEAST_CHANGES = 3
LAST_CHANGES = 6


def place_of(edit: Edit) -> str:
    """Return the name of the place that an edit changes, as the operator sees it."""
    text = edit.after or edit.before
    headings = " > ".join(heading_name(name) for name in edit.path)
    if edit.before and edit.after and (levelled := _levelled(text)) == _levelled(edit.before):
        return f"{headings}: {levelled[:_LINE_CHARS]}"
    return f"{headings}: (lines)" if len(text) <= _LINE_CHARS else ""


def volatile_places(changes: Sequence[Sequence[Edit]]) -> frozenset[str]:
    """Return the places that at least three of the last six changes touched.

    `changes`: the edits of each of the last changes of a source, silent ones included. A place is
    forgotten once it stands still.
    """
    touched = Counter(
        place for edits in changes[-LAST_CHANGES:] for place in {place_of(edit) for edit in edits}
    )
    return frozenset(place for place, count in touched.items() if place and count >= _LEAST_CHANGES)


def _levelled(text: str) -> str:
    return _DIGITS.sub("#", fold(text).casefold())
