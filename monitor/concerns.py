"""Names what of a subscriber's subscriptions a change is about."""

from collections.abc import Iterable

from monitor.language import Language
from monitor.model import Change
from monitor.source import Source
from monitor.targets import (
    WORD,
    Directory,
    changed_text,
    matches,
    mentions,
    parts_of,
    targets_of,
)

_MOST = 4


def concerns_of(
    change: Change, source: Source | None, targets: Iterable[str], language: Language
) -> tuple[str, ...]:
    """Return the names of the subscribed targets that a change matches, each once.

    A pair is named by its two parts; the page itself is not named, as every alert begins with it.
    """
    known, text = targets_of(change, source), ""
    names = Directory({source.id: source} if source else {})
    found: list[str] = []
    for target in targets:
        if target.startswith(WORD):
            text = text or changed_text(change)
            found += [target] if mentions(target, text) else []
        elif target != change.source_id and matches(target, known):
            found += parts_of(target)
    named = (names.name(target, language) for target in dict.fromkeys(found))
    return tuple(named)[:_MOST]
