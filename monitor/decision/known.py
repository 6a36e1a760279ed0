"""What a decision needs from the archive, and what was loaded."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from monitor.assess.places import PastChange
from monitor.model import Document, Snapshot, Version


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """What to load before a reading is decided.

    `compared`: the version numbers of the stored documents to compare with, by key.
    `newest`: whether the newest versions of the page are needed.
    `host`: of a page whose text changed: its last changes and the host's other pages are needed.
    """

    compared: Mapping[str, int] = field(default_factory=dict)
    newest: bool = False
    host: str = ""

    def __bool__(self) -> bool:
        return self.newest or bool(self.compared)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What was loaded for one source.

    `documents`: stored documents by version number.
    `recent_texts`: the hashes of recent former texts of each document, by key.
    `newest`: the newest versions of the page, the newest first.
    `last`: the last accepted snapshot.
    `past_changes`: the last changes of the page, the oldest first.
    `shared_texts`: the letters of short blocks that other pages of the host have.
    `significant_places`: the places of the page that an operator wants to hear of.
    """

    documents: Mapping[int, Document] = field(default_factory=dict)
    recent_texts: Mapping[str, frozenset[str]] = field(default_factory=dict)
    newest: tuple[Version, ...] = ()
    last: Snapshot | None = None
    past_changes: tuple[PastChange, ...] = ()
    shared_texts: frozenset[str] = frozenset()
    significant_places: frozenset[str] = frozenset()
