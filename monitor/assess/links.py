"""Prove that two texts differ in the names of their links only: each leads where it led before."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from monitor.assess.controls import is_pointer
from monitor.assess.differences import differences
from monitor.assess.modality import modality
from monitor.model import Link
from monitor.text import CJK, clean
from monitor.tokens import TokenKind, content

# Pages with more links are maps of a site; a block with more renamed links is another text.
_MOST_LINKS = 2_000
_MOST_RENAMED = 5
_MOST_PLACES = 20
_TITLE = re.compile(rf"[A-ZÀ-Þ{CJK}]")
_WORDS = frozenset({TokenKind.WORD, TokenKind.CJK})

# The new names of links by their old ones.
Renamed = Mapping[str, frozenset[str]]


def renamed_links(before: Sequence[Link], after: Sequence[Link]) -> Renamed:
    """Return the new names of the links that lead to the same address, by their old names.

    A name may lose or gain words alone: a number, date, code, negation or verb of a rule is content.
    """
    old, new = _names(before), _names(after)
    found: dict[str, set[str]] = defaultdict(set)
    for url in old.keys() & new.keys():
        for name in old[url] - new[url]:
            found[name] |= {other for other in new[url] - old[url] if _names_the_same(name, other)}
    return {name: frozenset(others) for name, others in found.items() if others}


def differs_in_names(before: str, after: str, renamed: Renamed) -> bool:
    """Return whether two texts are the same but for the names of links.

    A link that is the whole text may get any name. Inside a sentence a name is a part of what that says,
    so one of the two must say no more than `here`, and the other be a title.
    """
    if any(not differences(after, other) for other in _whole(before, renamed)):
        return True
    renamed = {name: frozenset(filter(partial(_points, name), renamed[name])) for name in renamed}
    for _ in range(_MOST_RENAMED):
        if not (step := _nearest(before, after, renamed)):
            return False
        before = step
        if not differences(before, after):
            return True
    return False


def _whole(text: str, renamed: Renamed) -> frozenset[str]:
    names = [name for name in renamed if not differences(text, name)]
    return frozenset(other for name in names for other in renamed[name])


def _points(old: str, new: str) -> bool:
    """Return whether one name points at the link and the other is its title, in capitals or Chinese."""
    return any(is_pointer(a) and _TITLE.search(b) for a, b in ((old, new), (new, old)))


def _nearest(before: str, after: str, renamed: Renamed) -> str:
    """Return the old text with one link renamed so that fewer words differ; '' if none does."""
    known = _size(before, after)
    found = [(_size(text, after), text) for text in _candidates(before, after, renamed)]
    size, text = min(found, default=(known, ""))
    return text if size < known else ""


def _candidates(before: str, after: str, renamed: Renamed) -> Iterator[str]:
    for name, others in renamed.items():
        if name not in before:
            continue
        places = list(re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", before))[:_MOST_PLACES]
        for other in sorted(others):
            if other in after:
                for place in places:
                    yield f"{before[: place.start()]}{other}{before[place.end() :]}"


def _size(before: str, after: str) -> int:
    return sum(len(one.old) + len(one.new) for one in differences(before, after))


def _names(links: Sequence[Link]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for link in links[:_MOST_LINKS]:
        if (name := clean(link.text)) and link.url:
            found[link.url].add(name)
    return found


def _names_the_same(old: str, new: str) -> bool:
    """Return whether two names of an address differ in words alone, and do the same."""
    values = [
        Counter(token.value for token in content(name) if token.kind not in _WORDS)
        for name in (old, new)
    ]
    return values[0] == values[1] and modality(old) is modality(new) and not _deny(old, new)


def _deny(old: str, new: str) -> bool:
    """Return whether a word of one name ends as one of the other: `legal`, `illegal`."""
    a, b = ({token.value for token in content(name)} for name in (old, new))
    pairs = [(one, other) for one in a - b for other in b - a]
    return any(one.endswith(other) or other.endswith(one) for one, other in pairs)
