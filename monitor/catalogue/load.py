"""Loads a catalogue file or folder."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from rapidfuzz import process

from monitor.catalogue.checks import CatalogueChecks
from monitor.catalogue.lines import Lines, read_lines
from monitor.errors import CatalogueError, ConfigurationError
from monitor.source import Source
from monitor.source_fields import Text

# At most as long as the database column.
_ID = re.compile(r"(?=.{1,120}\Z)[a-z0-9]+(?:-[a-z0-9]+)*\Z")
# Fields of a source that come from the levels above it in the file.
_FROM_ABOVE = ("id", "organisation")
_KEYS = tuple(field.name for field in fields(Source) if field.name not in _FROM_ABOVE)
_SOURCE: TypeAdapter[Source] = TypeAdapter(Source)

# The YAML names of a tuple and a section.
_IN_YAML = {"tuple_type": "list", "dataclass_type": "dictionary"}


class _File(BaseModel):
    """A catalogue file: one organisation and its sources."""

    model_config = ConfigDict(extra="forbid")
    organisation: Text = Field(min_length=1)
    sources: dict[str, Any] = Field(min_length=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueFile:
    """One file: its valid sources with their lines, and its problems."""

    path: Path
    sources: tuple[tuple[Source, int], ...] = ()
    problems: tuple[CatalogueError, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """The valid sources, and the problems of the others.

    `shipped` and `overlay`: the files that they are from. A source of the overlay replaces the
    shipped one of its id.
    """

    sources: tuple[Source, ...]
    problems: tuple[CatalogueError, ...] = ()
    shipped: tuple[CatalogueFile, ...] = ()
    overlay: tuple[CatalogueFile, ...] = ()

    def find(self, source_id: str) -> Source:
        """Return the source with that id; ConfigurationError with a similar id if there is none."""
        for source in self.sources:
            if source.id == source_id:
                return source
        nearest = process.extractOne(source_id, [s.id for s in self.sources], score_cutoff=60)
        hint = f"did you mean {nearest[0]}?" if nearest else "see: forewarn sources list"
        raise ConfigurationError(f"no source is called {source_id!r}; {hint}")

    @property
    def enabled(self) -> tuple[Source, ...]:
        """Return the sources that are enabled."""
        return tuple(source for source in self.sources if source.enabled)


def load(
    path: Path,
    *,
    overlay: Path | None = None,
    allow_private: bool = True,
    last: Catalogue | None = None,
) -> Catalogue:
    """Load every source of a YAML file, or of all files of a folder in order.

    `overlay`: a folder whose sources are added, or replace those of their ids; it may not exist yet.
    `allow_private`: whether addresses of private networks are allowed. A crawl enforces this
    itself, also after DNS; a check of a file reports it beforehand.
    `last`: what was loaded before; a file that is wrong now keeps its sources.
    """
    shipped = [_file(file, allow_private=allow_private) for file in _files(path)]
    over = [_file(file, allow_private=allow_private) for file in _overlay_files(overlay)]
    return _catalogue(
        [_kept(file, last.shipped if last else ()) for file in shipped],
        [_kept(file, last.overlay if last else ()) for file in over],
    )


def _catalogue(shipped: list[CatalogueFile], overlay: list[CatalogueFile]) -> Catalogue:
    sources, problems = _merged(shipped)
    replacing, others = _merged(overlay)
    return Catalogue(
        sources=tuple((sources | replacing).values()),
        problems=(*problems, *others),
        shipped=tuple(shipped),
        overlay=tuple(overlay),
    )


def _merged(files: list[CatalogueFile]) -> tuple[dict[str, Source], list[CatalogueError]]:
    """Return the sources of all files by id, and all problems; of two with one id the first counts."""
    sources: dict[str, Source] = {}
    problems: list[CatalogueError] = []
    places: dict[str, str] = {}
    for file in files:
        problems += file.problems
        for source, line in file.sources:
            if source.id in sources:
                reason = f"the id {source.id!r} is taken; it stands first at {places[source.id]}"
                problems.append(CatalogueError(str(file.path), line, reason))
            else:
                sources[source.id] = source
                places[source.id] = f"{file.path}:{line}"
    return sources, problems


def _kept(file: CatalogueFile, last: Iterable[CatalogueFile]) -> CatalogueFile:
    """Return a file, if it is wrong with the sources that it had before."""
    before = next((one for one in last if one.path == file.path), None)
    return replace(file, sources=before.sources) if before and file.problems else file


def read_catalogue_file(text: str, path: Path, *, allow_private: bool) -> CatalogueFile:
    """Read the text of one file, as `load` does."""
    found = list(_read(text, str(path), allow_private=allow_private))
    return CatalogueFile(
        path=path,
        sources=tuple(one for one in found if not isinstance(one, CatalogueError)),
        problems=tuple(one for one in found if isinstance(one, CatalogueError)),
    )


def _file(path: Path, *, allow_private: bool) -> CatalogueFile:
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        reason = f"cannot be read: {error.strerror}"
    except UnicodeDecodeError:
        reason = "is not UTF-8 text"
    else:
        return read_catalogue_file(text, path, allow_private=allow_private)
    return CatalogueFile(path=path, problems=(CatalogueError(str(path), 1, reason),))


def _files(path: Path) -> list[Path]:
    """List the files of the catalogue; ConfigurationError when there is none."""
    try:
        found = [path] if path.is_file() else _yaml_files(path)
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"FOREWARN_CATALOGUE: {path} cannot be read: {error}") from None
    if found is None:
        raise ConfigurationError(f"FOREWARN_CATALOGUE: {path} is neither a file nor a folder")
    if not found:
        raise ConfigurationError(f"FOREWARN_CATALOGUE: {path} holds no .yaml file")
    return found


def _overlay_files(folder: Path | None) -> list[Path]:
    """List the files of the overlay; none before the first was written."""
    if folder is None:
        return []
    try:
        found = _yaml_files(folder)
        is_missing = found is None and not folder.exists()
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"FOREWARN_OVERLAY: {folder} cannot be read: {error}") from None
    if found is None and not is_missing:
        raise ConfigurationError(f"FOREWARN_OVERLAY: {folder} is no folder")
    return found or []


def _yaml_files(folder: Path) -> list[Path] | None:
    """List the YAML files of a folder in order; None when it is no folder."""
    return sorted([*folder.glob("*.yaml"), *folder.glob("*.yml")]) if folder.is_dir() else None


def _read(
    text: str, file: str, *, allow_private: bool
) -> Iterator[tuple[Source, int] | CatalogueError]:
    """Yield each valid source of a file with its line, and all problems of the others."""
    try:
        data, lines = read_lines(text, file)
    except CatalogueError as error:
        yield error
        return
    yield from lines.doubled.values()
    try:
        entry = _File.model_validate(data)
    except ValidationError as error:
        yield from _problems(error, lines, (), _File.model_fields)
        entry = _File.model_construct(organisation="", sources=_raw_sources(data))
    checks = CatalogueChecks(allow_private=allow_private)
    for source_id, raw in entry.sources.items():
        found = _source(source_id, raw, entry.organisation, lines, checks)
        is_whole = entry.organisation and not lines.is_doubled(source_id)
        yield from (one for one in found if is_whole or isinstance(one, CatalogueError))


def _raw_sources(data: object) -> dict[str, object]:
    """Return the sources of an invalid file, so that they are checked as well."""
    raw = data.get("sources") if isinstance(data, dict) else None
    return {str(name): entry for name, entry in raw.items()} if isinstance(raw, dict) else {}


def _source(
    source_id: str, raw: object, organisation: str, lines: Lines, checks: CatalogueChecks
) -> Iterator[tuple[Source, int] | CatalogueError]:
    """Yield the source with its line, or all its problems."""
    path = ("sources", source_id)
    problems = [*_id_problems(source_id, lines), *_out_of_place(raw, source_id, lines)]
    entry = {**raw, "id": source_id, "organisation": organisation} if isinstance(raw, dict) else raw
    try:
        source = _SOURCE.validate_python(entry, context=checks)
    except ValidationError as error:
        problems += _problems(error, lines, path, _KEYS)
    else:
        if not problems:
            yield source, lines.at(path)
    yield from problems


def _id_problems(source_id: str, lines: Lines) -> Iterator[CatalogueError]:
    if not _ID.match(source_id):
        reason = f"{source_id[:130]!r} is no id; write words-joined-by-hyphens, at most 120 letters"
        yield CatalogueError(lines.file, lines.at(("sources", source_id)), reason)


def _out_of_place(raw: object, source_id: str, lines: Lines) -> Iterator[CatalogueError]:
    """Yield a problem for each key of a source that belongs above it in the file."""
    for key in _FROM_ABOVE:
        if isinstance(raw, dict) and key in raw:
            line = lines.at(("sources", source_id, key))
            reason = _reason("extra_forbidden", "", (key,), _KEYS)
            yield CatalogueError(lines.file, line, f"{source_id}.{key}: {reason}")


def _problems(
    error: ValidationError, lines: Lines, path: tuple[str, ...], known: Iterable[str]
) -> Iterator[CatalogueError]:
    """Yield one clear line for each error of pydantic."""
    for detail in error.errors(include_url=False):
        keys = tuple(str(part) for part in detail["loc"])
        where = ".".join((*path[1:], *keys)) or "the file"
        reason = _reason(detail["type"], detail["msg"], keys, known)
        yield CatalogueError(lines.file, lines.at((*path, *keys)), f"{where}: {reason}")


def _reason(kind: str, message: str, keys: tuple[str, ...], known: Iterable[str]) -> str:
    if kind == "missing":
        return "is missing"
    if kind in {"unexpected_keyword_argument", "extra_forbidden"}:
        nearest = process.extractOne(keys[-1], list(known), score_cutoff=60) if keys else None
        return f"unknown key; did you mean {nearest[0]}?" if nearest else "unknown key"
    if kind in _IN_YAML:
        return f"Input should be a valid {_IN_YAML[kind]}"
    if kind == "enum":
        return f"{message.removeprefix('Input should be ')} is what is known"
    return message.removeprefix("Value error, ")
