"""What the pages need to edit sources; only the composition root can write files and crawl."""

from dataclasses import dataclass
from typing import Protocol

from monitor.catalogue.write import SourceEntry
from monitor.check_reason import NO_REASON, CheckReason
from monitor.errors import CatalogueError
from monitor.model import Document, Outcome, Snapshot
from monitor.source import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcePlace:
    """Where a source stands: in the shipped catalogue, in a file of the overlay, or in both.

    `file`: the file of the overlay, or ''. `can_undo`: whether its last save can be taken back.
    """

    is_shipped: bool
    file: str
    can_undo: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialFetch:
    """What a trial crawl brought: the entry it was for, the outcome, the documents, the snapshot.

    `error`: why there was no crawl, or ''. `hints`: what the page offers besides.
    """

    entry: SourceEntry
    outcome: Outcome = Outcome.FAILED
    reason: CheckReason = NO_REASON
    documents: tuple[Document, ...] = ()
    snapshot: Snapshot | None = None
    hints: tuple[str, ...] = ()
    error: str = ""


class SourceEditor(Protocol):
    """Reads and writes the sources of the overlay, and fetches pages as a crawl would."""

    @property
    def folder(self) -> str:
        """The overlay; '' when none is set, and nothing can be written."""
        ...

    @property
    def problems(self) -> tuple[CatalogueError, ...]:
        """What is wrong in the files of the catalogue now."""
        ...

    def read(self, entry: SourceEntry) -> Source | tuple[CatalogueError, ...]:
        """Read an entry as `forewarn sources check` would; what is wrong with it otherwise."""
        ...

    def place(self, organisation: str, source_id: str) -> SourcePlace:
        """Say where a source stands."""
        ...

    def stamp(self, organisation: str, source_id: str) -> str:
        """Return what a form carries, so that a save is refused when the file changed meanwhile."""
        ...

    def save(self, entry: SourceEntry, stamp: str) -> None:
        """Write a valid entry and load the catalogue; EditConflictError when the file changed."""
        ...

    def remove(self, organisation: str, source_id: str, stamp: str) -> None:
        """Remove a source from the overlay; a shipped one of its id is watched again."""
        ...

    def undo(self, organisation: str, source_id: str, stamp: str) -> None:
        """Bring the file back to what it was before the last save; done twice, it redoes."""
        ...

    def propose(self, url: str, organisation: str, category: str) -> TrialFetch:
        """Fetch a page and propose the source that watches it. Takes seconds to minutes."""
        ...

    def fetch(self, entry: SourceEntry) -> TrialFetch:
        """Fetch the page of an entry. Takes seconds to minutes."""
        ...
