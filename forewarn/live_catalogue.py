"""The catalogue of a running process: loaded anew when its files change, swapped at once."""

from collections.abc import ItemsView, Iterator, KeysView, Mapping, ValuesView
from pathlib import Path
from threading import Lock

from forewarn.settings import Settings
from monitor import catalogue
from monitor.catalogue import Catalogue
from monitor.errors import ConfigurationError
from monitor.source import Source
from monitor.targets import Directory

# What tells whether a file changed: its path, when it was written, its size.
Stamps = frozenset[tuple[str, int, int]]


class _Loaded:
    """A catalogue with what is derived from it."""

    def __init__(self, loaded: Catalogue) -> None:
        self.catalogue = loaded
        self.sources = {source.id: source for source in loaded.sources}
        self.directory = Directory(self.sources)


class LiveSources(Mapping[str, Source]):
    """The sources by id, always those that were loaded last."""

    def __init__(self, live: "LiveCatalogue") -> None:
        self._live = live

    def __getitem__(self, source_id: str) -> Source:
        return self._live.loaded.sources[source_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._live.loaded.sources)

    def __len__(self) -> int:
        return len(self._live.loaded.sources)

    # One look at one catalogue: those of `Mapping` would look again for each key.
    def keys(self) -> KeysView[str]:
        """Return the ids."""
        return self._live.loaded.sources.keys()

    def values(self) -> ValuesView[Source]:
        """Return the sources."""
        return self._live.loaded.sources.values()

    def items(self) -> ItemsView[str, Source]:
        """Return the ids with their sources."""
        return self._live.loaded.sources.items()


class LiveCatalogue:
    """What the files of the settings hold, as they were loaded last."""

    def __init__(self, settings: Settings) -> None:
        """Load the files; ConfigurationError when no source in them is valid."""
        self._settings = settings
        self._lock = Lock()
        self._stamps = self.stamps()
        self.loaded = _Loaded(load_catalogue(settings))
        self.sources = LiveSources(self)

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue."""
        return self.loaded.catalogue

    @property
    def directory(self) -> Directory:
        """The targets of the catalogue."""
        return self.loaded.directory

    def is_stale(self, stamps: Stamps) -> bool:
        """Whether these are other files than those that were loaded."""
        return stamps != self._stamps

    def stamps(self) -> Stamps:
        """Look at the files of the catalogue and the overlay, without reading them."""
        folders = (self._settings.catalogue, self._settings.overlay)
        return frozenset(one for folder in folders if folder for one in _stamps(folder))

    def reload(self) -> Catalogue:
        """Load the files again, and swap what they hold in; a wrong file keeps its sources.

        ConfigurationError when they cannot be read at all; then all sources are kept.
        """
        with self._lock:
            self._stamps = self.stamps()
            self.loaded = _Loaded(load_catalogue(self._settings, self.catalogue))
            return self.catalogue


def load_catalogue(settings: Settings, last: Catalogue | None = None) -> Catalogue:
    """Load the catalogue with its overlay; ConfigurationError when no source in it is valid.

    `last`: what was loaded before; a file that is wrong now keeps its sources.
    """
    loaded = catalogue.load(settings.catalogue, overlay=settings.overlay, last=last)
    if not loaded.sources:
        raise (
            loaded.problems[0] if loaded.problems else ConfigurationError("the catalogue is empty")
        )
    return loaded


def _stamps(path: Path) -> Iterator[tuple[str, int, int]]:
    try:
        files = [path] if path.is_file() else [*path.glob("*.yaml"), *path.glob("*.yml")]
    except (OSError, ValueError):
        return
    for file in files:
        try:
            found = file.stat()
        except OSError:
            continue
        yield str(file), found.st_mtime_ns, found.st_size
