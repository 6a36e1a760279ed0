"""Reads a catalogue file or folder."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ValidationError
from rapidfuzz import process

from monitor.catalogue.lines import Lines, read_lines
from monitor.catalogue.schema import ID, FileEntry, SourceEntry
from monitor.errors import CatalogueError, ConfigurationError
from monitor.source import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """The sources that are right, and what is wrong with the others."""

    sources: tuple[Source, ...]
    problems: tuple[CatalogueError, ...] = ()

    def find(self, source_id: str) -> Source:
        """The source of that id; ConfigurationError with the nearest id for another."""
        for source in self.sources:
            if source.id == source_id:
                return source
        near = process.extractOne(source_id, [s.id for s in self.sources], score_cutoff=60)
        hint = f"did you mean {near[0]}?" if near else "see: forewarn sources list"
        raise ConfigurationError(f"no source is called {source_id!r}; {hint}")

    @property
    def enabled(self) -> tuple[Source, ...]:
        """The sources that are watched."""
        return tuple(source for source in self.sources if source.enabled)


def load(path: Path, *, allow_private: bool = True) -> Catalogue:
    """Every source of a YAML file or of a folder's files, in the files' order.

    `allow_private`: whether an address of our own network is right. A crawl sees to that by itself,
    after DNS, too; whoever checks a file wants to know before.
    """
    sources: dict[str, Source] = {}
    problems: list[CatalogueError] = []
    places: dict[str, str] = {}
    for file in _files(path):
        for found in _read(file, allow_private=allow_private):
            if isinstance(found, CatalogueError):
                problems.append(found)
                continue
            source, line = found
            if source.id in sources:
                reason = f"the id {source.id!r} is taken; it stands first at {places[source.id]}"
                problems.append(CatalogueError(str(file), line, reason))
            else:
                sources[source.id] = source
                places[source.id] = f"{file}:{line}"
    return Catalogue(sources=tuple(sources.values()), problems=tuple(problems))


def _files(path: Path) -> list[Path]:
    try:
        if path.is_file():
            return [path]
        found = sorted([*path.glob("*.yaml"), *path.glob("*.yml")]) if path.is_dir() else None
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"FOREWARN_CATALOGUE: {path} cannot be read: {error}") from None
    if found is None:
        raise ConfigurationError(f"FOREWARN_CATALOGUE: {path} is neither a file nor a folder")
    if not found:
        raise ConfigurationError(f"FOREWARN_CATALOGUE: {path} holds no .yaml file")
    return found


def _read(file: Path, *, allow_private: bool) -> Iterator[tuple[Source, int] | CatalogueError]:
    """What a file holds: each source that is right, and every fault of the others."""
    try:
        data, lines = read_lines(file.read_text("utf-8"), str(file))
    except CatalogueError as error:
        yield error
        return
    except OSError as error:
        yield CatalogueError(str(file), 1, f"cannot be read: {error.strerror}")
        return
    except UnicodeDecodeError:
        yield CatalogueError(str(file), 1, "is not UTF-8 text")
        return
    yield from lines.doubled.values()
    try:
        entry = FileEntry.model_validate(data)
    except ValidationError as error:
        yield from _problems(error, lines, (), FileEntry)
        entry = FileEntry.model_construct(organisation="", sources=_raw_sources(data))
    for source_id, raw in entry.sources.items():
        found = _source(source_id, raw, entry.organisation, lines, allow_private=allow_private)
        is_whole = entry.organisation and not lines.is_doubled(source_id)
        yield from (one for one in found if is_whole or isinstance(one, CatalogueError))


def _raw_sources(data: object) -> dict[str, object]:
    """The sources of a file that is wrong: they are looked at all the same."""
    raw = data.get("sources") if isinstance(data, dict) else None
    return {str(name): entry for name, entry in raw.items()} if isinstance(raw, dict) else {}


def _source(
    source_id: str, raw: object, organisation: str, lines: Lines, *, allow_private: bool
) -> Iterator[tuple[Source, int] | CatalogueError]:
    path = ("sources", source_id)
    line = lines.at(path)
    is_id = ID.match(source_id) is not None
    if not is_id:
        reason = f"{source_id[:130]!r} is no id; write words-joined-by-hyphens, at most 120 letters"
        yield CatalogueError(lines.file, line, reason)
    try:
        entry = SourceEntry.model_validate(raw, context={"allow_private": allow_private})
    except ValidationError as error:
        yield from _problems(error, lines, path, SourceEntry)
        return
    if is_id:
        yield entry.source(source_id, organisation), line


def _problems(
    error: ValidationError, lines: Lines, path: tuple[str, ...], model: type[BaseModel]
) -> Iterator[CatalogueError]:
    """One clear line for each thing that pydantic found."""
    for detail in error.errors(include_url=False):
        keys = tuple(str(part) for part in detail["loc"])
        where = ".".join((*path[1:], *keys)) or "the file"
        reason = _reason(detail["type"], detail["msg"], keys, model.model_fields)
        yield CatalogueError(lines.file, lines.at((*path, *keys)), f"{where}: {reason}")


def _reason(kind: str, message: str, keys: tuple[str, ...], known: Iterable[str]) -> str:
    if kind == "missing":
        return "is missing"
    if kind == "extra_forbidden":
        near = process.extractOne(keys[-1], list(known), score_cutoff=60) if keys else None
        return f"unknown key; did you mean {near[0]}?" if near else "unknown key"
    if kind == "enum":
        return f"{message.removeprefix('Input should be ')} is what is known"
    return message.removeprefix("Value error, ")
