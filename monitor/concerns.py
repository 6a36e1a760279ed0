"""Names what of a subscriber's subscriptions a change is about."""

from collections.abc import Iterable

from monitor.language import Language, message
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
    Of a marketplace that the text only names, that is said.
    """
    known, text = targets_of(change, source), ""
    names = Directory({source.id: source} if source else {})
    found: list[str] = []
    quoted: set[str] = set()
    for target in targets:
        if target.startswith(WORD):
            text = text or changed_text(change)
            found += [target] if mentions(target, text) else []
        elif target != change.source_id and matches(target, known):
            found += parts_of(target)
            quoted |= {part for part in parts_of(target) if part not in known}
    named = {target: names.name(target, language) for target in dict.fromkeys(found)}
    told = (_told(name, language, is_quoted=target in quoted) for target, name in named.items())
    return tuple(told)[:_MOST]


def _told(name: str, language: Language, *, is_quoted: bool) -> str:
    return message("news", language, "named_in_text", name=name) if is_quoted else name
