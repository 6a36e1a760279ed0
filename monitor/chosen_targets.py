"""What a reader without an account chose: marketplaces, goods and risks, countries."""

from collections.abc import Collection, Iterable

from monitor.interests import Interests
from monitor.targets import JURISDICTION, ORGANISATION, Directory, jurisdictions_of
from monitor.vocabulary import entries, goods, topics

# As many as a cookie and an address hold.
MOST = 40
_SEPARATOR = "."
# The rules of worldwide sources apply in every country.
_WORLDWIDE = JURISDICTION + "global"


def interests_of(targets: Collection[str], directory: Directory) -> Interests | None:
    """Return what these targets choose; None where nothing is chosen."""
    if not targets:
        return None
    places = {target for target in targets if target.startswith(JURISDICTION)}
    shops = [target for target in targets if target.startswith(ORGANISATION)]
    return Interests(
        sources=frozenset().union(*map(directory.source_ids_of_organisation, shops)),
        topics=frozenset(target for target in targets if ":" not in target),
        within=_within(places, directory) if places else None,
    )


def offered(directory: Directory) -> list[tuple[str, list[str]]]:
    """Return the targets to choose from, by the key of their heading."""
    own = goods()
    places = [
        JURISDICTION + name for name in entries("jurisdictions") if name in directory.places()
    ]
    return [
        ("marketplaces", [*directory.marketplaces()]),
        ("goods", [*own]),
        ("risks", [topic.id for topic in topics() if topic.id not in own]),
        ("places", [place for place in places if place != _WORLDWIDE]),
    ]


def valid_targets(names: Iterable[str], directory: Directory) -> tuple[str, ...]:
    """Keep the names that can be chosen, each once, as many as allowed."""
    known = {target for _, targets in offered(directory) for target in targets}
    return tuple(dict.fromkeys(name for name in names if name in known))[:MOST]


def split_targets(text: str) -> list[str]:
    """Split the targets of a cookie or an address."""
    return [name for name in text.split(_SEPARATOR) if name]


def joined_targets(targets: Iterable[str]) -> str:
    """Write targets for a cookie or an address."""
    return _SEPARATOR.join(targets)


def _within(places: Collection[str], directory: Directory) -> frozenset[str]:
    wanted = {*places, _WORLDWIDE}
    return frozenset(
        s.id for s in directory.sources.values() if not wanted.isdisjoint(jurisdictions_of(s))
    )
