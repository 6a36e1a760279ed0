"""The kinds of change, each a function of a page, in one registry."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from random import Random

from benchmarks.mutations.page import Page, Pair

Mutation = Callable[[Page, Random], Pair | None]


class Expected(StrEnum):
    """What a judge must make of a change."""

    TELL = "tell"
    QUIET = "quiet"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of change. `mutate` gives None where a page has no place for it."""

    expected: Expected
    name: str
    mutate: Mutation


REGISTRY: dict[str, Kind] = {}


def kind(expected: Expected, name: str) -> Callable[[Mutation], Mutation]:
    """Register a function as a kind of change."""

    def register(mutate: Mutation) -> Mutation:
        if name in REGISTRY:
            raise ValueError(f"two kinds are called {name}")
        REGISTRY[name] = Kind(expected, name, mutate)
        return mutate

    return register
