"""Writes sources as catalogue YAML: the keys in the order of the shipped files, without defaults."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter

from monitor.catalogue.load import read_catalogue_file
from monitor.errors import CatalogueError
from monitor.source import Source

_SOURCE: TypeAdapter[Source] = TypeAdapter(Source)
_ORDER = [field.name for field in fields(Source)]
# In the files the Chinese title stands below the English one.
_ORDER.insert(_ORDER.index("title") + 1, _ORDER.pop(_ORDER.index("title_zh")))
_WIDTH = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceEntry:
    """A source as a file states it: its organisation, its id, and its keys as written."""

    organisation: str
    source_id: str
    keys: Mapping[str, Any]


class _InOneLine(dict[str, Any]):
    """A mapping that is written in one line."""


class _Dumper(yaml.SafeDumper):
    """Writes lists and sections of a source in one line each."""


def _list(dumper: yaml.SafeDumper, values: list[Any]) -> yaml.Node:
    return dumper.represent_sequence("tag:yaml.org,2002:seq", values, flow_style=True)


def _section(dumper: yaml.SafeDumper, values: _InOneLine) -> yaml.Node:
    return dumper.represent_mapping("tag:yaml.org,2002:map", values, flow_style=True)


_Dumper.add_representer(list, _list)
_Dumper.add_representer(_InOneLine, _section)


def file_text(organisation: str, sources: Mapping[str, Mapping[str, Any]]) -> str:
    """Return a catalogue file with these sources; every text is quoted where YAML needs it."""
    data = {
        "organisation": organisation,
        "sources": {source_id: _ordered(keys) for source_id, keys in sources.items()},
    }
    # No aliases: a list that two sources share is written twice.
    _Dumper.ignore_aliases = lambda *_: True  # type: ignore[method-assign]
    return yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_WIDTH)


def read_entry(entry: SourceEntry, *, allow_private: bool) -> Source | tuple[CatalogueError, ...]:
    """Read an entry as the catalogue would; what is wrong with it otherwise."""
    text = file_text(entry.organisation, {entry.source_id: entry.keys})
    read = read_catalogue_file(text, Path("entry"), allow_private=allow_private)
    return read.problems or read.sources[0][0]


def keys_of(source: Source) -> dict[str, Any]:
    """Return the keys of a source as a file would state them."""
    found: dict[str, Any] = _SOURCE.dump_python(source, mode="json", exclude_defaults=True)
    found["every"] = span_text(source.every)
    if source.hours:
        found["hours"] = (
            f"{source.hours.start:%H:%M}-{source.hours.end:%H:%M} {source.hours.timezone}"
        )
    if source.api and source.api.params:
        found["api"]["params"] = _by_name(source.api.params)
    return {name: found[name] for name in _ORDER if name in found and name not in _ABOVE}


_ABOVE = ("id", "organisation")


def span_text(span: timedelta) -> str:
    """Format a span in the notation of the catalogue: 30m, 6h, 7d."""
    minutes = int(span.total_seconds() // 60)
    for unit, size in (("d", 1440), ("h", 60)):
        if minutes % size == 0 and (minutes > size or unit == "h"):
            return f"{minutes // size}{unit}"
    return f"{minutes}m"


def _by_name(params: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    values = {name: [text for other, text in params if other == name] for name, _ in params}
    return {name: found[0] if len(found) == 1 else found for name, found in values.items()}


def _ordered(keys: Mapping[str, Any]) -> dict[str, Any]:
    """Return the keys in the order of the files, sections in one line each; unknown ones last."""
    known = {name: place for place, name in enumerate(_ORDER)}
    names = sorted(keys, key=lambda name: known.get(name, len(known)))
    return {name: _in_one_line(keys[name]) for name in names}


def _in_one_line(value: Any) -> Any:
    if isinstance(value, Mapping):
        return _InOneLine({name: _in_one_line(one) for name, one in value.items()})
    if isinstance(value, list | tuple):
        return [_in_one_line(one) for one in value]
    return value
