"""YAML that remembers at which line each key stands, and refuses a key said twice."""

from typing import Any

import yaml

from monitor.data import YamlLoader
from monitor.errors import CatalogueError


class Lines:
    """The line of each path of keys in one file."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._lines: dict[tuple[str, ...], int] = {}

    def at(self, path: tuple[str, ...]) -> int:
        """The line of a path, or of the nearest key above it."""
        while path and path not in self._lines:
            path = path[:-1]
        return self._lines.get(path, 1)

    def note(self, node: yaml.Node, path: tuple[str, ...] = ()) -> None:
        """Remember the lines of a node and all below it."""
        if not isinstance(node, yaml.MappingNode):
            return
        for key, value in node.value:
            here = (*path, str(key.value))
            line = key.start_mark.line + 1
            if here in self._lines:
                first = self._lines[here]
                raise CatalogueError(
                    self.file,
                    line,
                    f"{key.value!r} stands twice; first at line {first}",
                )
            self._lines[here] = line
            self.note(value, here)


def read_yaml(text: str, file: str) -> tuple[Any, Lines]:
    """The file's data and its lines; CatalogueError when it is no YAML."""
    lines = Lines(file)
    try:
        loader = YamlLoader(text)
        node = loader.get_single_node()
        if node is None:
            return None, lines
        lines.note(node)
        return loader.construct_document(node), lines
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise CatalogueError(
            file, mark.line + 1 if mark else 1, f"no valid YAML: {error.problem}"
        ) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise CatalogueError(file, 1, f"no valid YAML: {error}") from error
