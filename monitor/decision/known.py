"""What deciding needs of the archive, and what was loaded of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from monitor.model import Document, Snapshot, Version


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """What to load before a reading is decided.

    `compared`: the version number of each stored document that is compared, by its key.
    `newest`: whether the newest versions of the page matter.
    """

    compared: Mapping[str, int] = field(default_factory=dict)
    newest: bool = False

    def __bool__(self) -> bool:
        return self.newest or bool(self.compared)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What was loaded of one source.

    `documents`: stored documents by version number.
    `recent_texts`: the hashes of the texts that each document had lately and has no more.
    `newest`: the newest versions of the page, the newest first.
    `last`: the last accepted capture.
    """

    documents: Mapping[int, Document] = field(default_factory=dict)
    recent_texts: Mapping[str, frozenset[str]] = field(default_factory=dict)
    newest: tuple[Version, ...] = ()
    last: Snapshot | None = None
