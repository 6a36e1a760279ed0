"""Edits the sources of the overlay: whole files, written at once, the last form of each kept."""

import fcntl
import os
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from forewarn.live_catalogue import LiveCatalogue
from forewarn.settings import Settings
from forewarn.trial_crawl import (
    TrialCrawl,
    Waiting,
    fetch_entry,
    file_stem,
    propose_source,
)
from monitor.catalogue import CatalogueFile, read_catalogue_file
from monitor.catalogue.write import SourceEntry, file_text, keys_of, read_entry
from monitor.errors import CatalogueError, ConfigurationError, EditConflictError, ForewarnError
from monitor.parsing import Unreadable
from monitor.parsing.yaml import read_yaml
from monitor.source import Source
from monitor.text import sha256
from web.editing import SourcePlace, TrialFetch

# Beside each file, what it was before its last save; empty if it did not exist.
_BEFORE = ".before"
_LOCK = ".lock"
_PATIENCE_SECONDS = 60.0


class Overlay:
    """The sources of the overlay, as operators edit them in the browser."""

    def __init__(self, settings: Settings, live: LiveCatalogue) -> None:
        self._settings = settings
        self._live = live

    @property
    def folder(self) -> str:
        """The overlay; '' when none is set."""
        return str(self._settings.overlay or "")

    @property
    def problems(self) -> tuple[CatalogueError, ...]:
        """What is wrong in the files of the catalogue now."""
        return self._live.catalogue.problems

    def read(self, entry: SourceEntry) -> Source | tuple[CatalogueError, ...]:
        """Read an entry as `forewarn sources check` would; what is wrong with it otherwise."""
        return read_entry(entry, allow_private=self._settings.allow_private_networks)

    def place(self, organisation: str, source_id: str) -> SourcePlace:
        """Say where a source stands."""
        loaded = self._live.catalogue
        file = self._file(organisation, source_id)
        is_own = any(_holds(one, source_id) for one in loaded.overlay)
        return SourcePlace(
            is_shipped=any(_holds(one, source_id) for one in loaded.shipped),
            file=str(file) if is_own else "",
            can_undo=_before(file).exists(),
        )

    def stamp(self, organisation: str, source_id: str) -> str:
        """Return a hash of the file that a save would write, and of the source as it is read now."""
        source = self._live.sources.get(source_id)
        now = repr(keys_of(source)) if source else ""
        return sha256(f"{_text(self._file(organisation, source_id))}\0{now}")

    def save(self, entry: SourceEntry, stamp: str) -> None:
        """Write a valid entry and load the catalogue; EditConflictError when the file changed."""
        with self._opened(entry.organisation, entry.source_id, stamp) as file:
            sources = {**self._sources_in(file), entry.source_id: entry.keys}
            self._write(file, entry.organisation, sources)

    def remove(self, organisation: str, source_id: str, stamp: str) -> None:
        """Remove a source from the overlay; a shipped one of its id is watched again."""
        with self._opened(organisation, source_id, stamp) as file:
            sources = self._sources_in(file)
            sources.pop(source_id, None)
            self._write(file, organisation, sources)

    def undo(self, organisation: str, source_id: str, stamp: str) -> None:
        """Bring the file back to what it was before the last save; done twice, it redoes."""
        with self._opened(organisation, source_id, stamp) as file:
            if not _before(file).exists():
                raise EditConflictError(f"{file} has nothing to bring back")
            self._replace(file, _text(_before(file)))

    def propose(self, url: str, organisation: str, category: str) -> TrialFetch:
        """Fetch a page and propose the source that watches it."""
        empty = SourceEntry(organisation=organisation, source_id="", keys={"url": url})
        try:
            found = propose_source(self._settings, url, organisation, category, _patience())
        except ForewarnError as error:
            return TrialFetch(entry=empty, error=str(error))
        return _fetched(found.entry, found.trial, found.hints)

    def fetch(self, entry: SourceEntry) -> TrialFetch:
        """Fetch the page of an entry."""
        try:
            return _fetched(entry, fetch_entry(self._settings, entry, _patience()))
        except ForewarnError as error:
            return TrialFetch(entry=entry, error=str(error))

    def _file(self, organisation: str, source_id: str) -> Path:
        """Return the file that has the source, or that of its organisation, or a new one."""
        folder, files = self._folder(), self._live.catalogue.overlay
        own = [file.path for file in files if _holds(file, source_id)]
        same = [file.path for file in files if _organisation(file) == organisation]
        if found := [*own, *same]:
            return found[0]
        stem, taken = file_stem(organisation, source_id), {file.path.stem for file in files}
        return folder / f"{source_id if stem in taken else stem}.yaml"

    def _folder(self) -> Path:
        if self._settings.overlay is None:
            raise ConfigurationError("FOREWARN_OVERLAY is not set; sources cannot be edited here")
        return self._settings.overlay

    @contextmanager
    def _opened(self, organisation: str, source_id: str, stamp: str) -> Iterator[Path]:
        """Yield the file, locked, if it is what the stamp says; load the catalogue afterwards."""
        folder = self._folder()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with (folder / _LOCK).open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                # Another process may have written a file since this one loaded them.
                self._live.reload()
                if stamp != self.stamp(organisation, source_id):
                    raise EditConflictError("the source changed since you opened it")
                yield self._file(organisation, source_id)
                self._live.reload()
        except OSError as error:
            raise ConfigurationError(f"{folder} cannot be written: {error.strerror}") from None

    def _sources_in(self, file: Path) -> dict[str, Any]:
        """Return the sources of a file as written; ConfigurationError when the file is wrong."""
        text = _text(file)
        if not text:
            return {}
        read = read_yaml(text)
        wrong = read_catalogue_file(text, file, allow_private=True).problems
        data = read if isinstance(read, Unreadable) else read.data()
        if wrong or isinstance(data, Unreadable):
            raise wrong[0] if wrong else ConfigurationError(f"{file} cannot be read")
        return dict(data["sources"])

    def _write(self, file: Path, organisation: str, sources: Mapping[str, Any]) -> None:
        self._replace(file, file_text(organisation, sources) if sources else "")

    def _replace(self, file: Path, text: str) -> None:
        """Write a file at once, and beside it what it was; '' removes it."""
        was = _text(file)
        _write_at_once(_before(file), was)
        if text:
            _write_at_once(file, text)
        else:
            file.unlink(missing_ok=True)


def _write_at_once(file: Path, text: str) -> None:
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=file.parent, delete=False) as new:
        new.write(text)
        new.flush()
        os.fsync(new.fileno())
    Path(new.name).chmod(0o644)
    Path(new.name).replace(file)


def _before(file: Path) -> Path:
    return file.with_name(f".{file.name}{_BEFORE}")


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError:
        raise ConfigurationError(f"{file} is not UTF-8 text") from None


def _holds(file: CatalogueFile, source_id: str) -> bool:
    return any(source.id == source_id for source, _ in file.sources)


def _organisation(file: CatalogueFile) -> str:
    return file.sources[0][0].organisation if file.sources else ""


def _patience() -> Waiting:
    """Return what waits for another crawl of the host, and its pause, but not for long."""
    end = time.monotonic() + _PATIENCE_SECONDS

    def waits(host: str) -> None:
        if time.monotonic() > end:
            raise ConfigurationError(f"another crawl visits {host} now; try again in a minute")

    return waits


def _fetched(entry: SourceEntry, trial: TrialCrawl, hints: tuple[str, ...] = ()) -> TrialFetch:
    return TrialFetch(
        entry=entry,
        outcome=trial.result.outcome,
        reason=trial.result.reason,
        documents=tuple(version.document for version in trial.versions),
        snapshot=trial.snapshot,
        hints=hints,
    )
