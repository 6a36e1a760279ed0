"""YAML that remembers at which line each key stands, and notes each key said twice."""

from typing import Any

import yaml

from monitor.errors import CatalogueError
from monitor.parsing import Unreadable
from monitor.parsing.yaml import read_yaml

Path = tuple[str, ...]


class Lines:
    """The line of each path of keys in one file. `doubled`: the paths that stand twice."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.doubled: dict[Path, CatalogueError] = {}
        self._lines: dict[Path, int] = {}

    def at(self, path: Path) -> int:
        """The line of a path, or of the nearest key above it."""
        while path and path not in self._lines:
            path = path[:-1]
        return self._lines.get(path, 1)

    def is_doubled(self, source_id: str) -> bool:
        """Whether a source, or a key of it, stands twice: which of both is meant?"""
        return any(path[:2] == ("sources", source_id) for path in self.doubled)

    def note(self, node: yaml.Node, path: Path = ()) -> None:
        """Remember the lines of a node and all below it."""
        if not isinstance(node, yaml.MappingNode):
            return
        for key, value in node.value:
            here = (*path, str(key.value))
            line = key.start_mark.line + 1
            if here in self._lines:
                reason = f"{key.value!r} stands twice; first at line {self._lines[here]}"
                self.doubled[here] = CatalogueError(self.file, line, reason)
            else:
                self._lines[here] = line
            self.note(value, here)


def read_lines(text: str, file: str) -> tuple[Any, Lines]:
    """The file's data and its lines; CatalogueError when it is no YAML."""
    lines = Lines(file)
    parsed = read_yaml(text)
    data = parsed if isinstance(parsed, Unreadable) else parsed.data()
    if isinstance(data, Unreadable):
        raise CatalogueError(file, max(data.line, 1), data.reason)
    if not isinstance(parsed, Unreadable) and parsed.root is not None:
        lines.note(parsed.root)
    return data, lines
