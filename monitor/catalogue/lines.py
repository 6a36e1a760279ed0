"""Reads YAML with the line of each key, and records duplicate keys."""

from typing import Any

import yaml

from monitor.errors import CatalogueError
from monitor.parsing import Unreadable
from monitor.parsing.yaml import read_yaml

Path = tuple[str, ...]


class Lines:
    """The line of each key path in one file. `doubled`: the duplicate paths."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.doubled: dict[Path, CatalogueError] = {}
        self._lines: dict[Path, int] = {}

    def at(self, path: Path) -> int:
        """Return the line of a path, or of the nearest key above it."""
        while path and path not in self._lines:
            path = path[:-1]
        return self._lines.get(path, 1)

    def is_doubled(self, source_id: str) -> bool:
        """Whether a source or a key of it is duplicate, so that its meaning is ambiguous."""
        return any(path[:2] == ("sources", source_id) for path in self.doubled)

    def note(self, node: yaml.Node, path: Path = ()) -> None:
        """Record the lines of a node and of all nodes below it."""
        if not isinstance(node, yaml.MappingNode):
            return
        for key, value in node.value:
            key_path = (*path, str(key.value))
            line = key.start_mark.line + 1
            if key_path in self._lines:
                reason = f"{key.value!r} stands twice; first at line {self._lines[key_path]}"
                self.doubled[key_path] = CatalogueError(self.file, line, reason)
            else:
                self._lines[key_path] = line
            self.note(value, key_path)


def read_lines(text: str, file: str) -> tuple[Any, Lines]:
    """Return the file's data and its lines; CatalogueError if it is not YAML."""
    lines = Lines(file)
    parsed = read_yaml(text)
    data = parsed if isinstance(parsed, Unreadable) else parsed.data()
    if isinstance(data, Unreadable):
        raise CatalogueError(file, max(data.line, 1), data.reason)
    if not isinstance(parsed, Unreadable) and parsed.root is not None:
        lines.note(parsed.root)
    return data, lines
