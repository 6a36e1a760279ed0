"""Read YAML, with line numbers and with limits on depth and size."""

from typing import Any, NamedTuple

import yaml

from monitor.parsing.reason import Unreadable
from monitor.parsing.text import is_text
from monitor.parsing.yaml_loader import YamlLoader

_DEEPEST = 50
# An alias repeats all that its anchor holds: a few lines can expand to billions of nodes.
_MOST_NODES = 200_000


class _Loader(YamlLoader):  # type: ignore[misc]
    """Loads a value that only looks like a day or a number as text."""

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:  # noqa: FBT001, FBT002 - the library's
        try:
            return super().construct_object(node, deep)
        except (ValueError, OverflowError):
            self.recursive_objects.pop(node, None)
            self.constructed_objects[node] = node.value
            return node.value


class YamlFile:
    """A YAML text: its nodes with their lines, and its data. `root`: None for an empty text."""

    def __init__(self, loader: _Loader, root: yaml.Node | None) -> None:
        self._loader = loader
        self.root = root

    def data(self) -> Any | Unreadable:
        """Return the data of the text."""
        try:
            return None if self.root is None else self._loader.construct_document(self.root)
        except yaml.MarkedYAMLError as error:
            return _unreadable(error)


def read_yaml(text: str) -> YamlFile | Unreadable:
    """Read the text's one document; refuse loops, deep nesting and aliases that expand too far."""
    if not is_text(text):
        return Unreadable("no valid YAML: it holds half of a character")
    try:
        if line := _too_deep(text):
            return Unreadable(f"no valid YAML: it is nested deeper than {_DEEPEST} levels", line)
        loader = _Loader(text)
        root = loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        return _unreadable(error)
    except yaml.YAMLError as error:
        return Unreadable(f"no valid YAML: {' '.join(str(error).split())}")
    size = _measured(root, {}) if root else _ONE
    return size if isinstance(size, Unreadable) else YamlFile(loader, root)


def _unreadable(error: yaml.MarkedYAMLError) -> Unreadable:
    mark = error.problem_mark
    return Unreadable(f"no valid YAML: {error.problem}", mark.line + 1 if mark else 1)


def _too_deep(text: str) -> int:
    """Return the line that is too deep, or 0. Reads events, because nodes are built by recursion."""
    depth = 0
    for event in yaml.parse(text, YamlLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _DEEPEST:
            return event.start_mark.line + 1 if event.start_mark else 1
    return 0


class _Size(NamedTuple):
    """The number of nodes and their depth, with all aliases expanded."""

    nodes: int
    depth: int


_ONE = _Size(1, 0)


def _measured(
    node: yaml.Node, known: dict[int, _Size], above: frozenset[int] = frozenset()
) -> _Size | Unreadable:
    """Return the size of a node, visiting each once; Unreadable when it is too large."""
    line = node.start_mark.line + 1
    if id(node) in above:
        return Unreadable("no valid YAML: it holds itself", line)
    if id(node) in known or isinstance(node, yaml.ScalarNode):
        return known.get(id(node), _ONE)
    inner = []
    for child in _children(node):
        size = _measured(child, known, above | {id(node)})
        if isinstance(size, Unreadable):
            return size
        inner.append(size)
    depth = 1 + max((size.depth for size in inner), default=0)
    whole = known[id(node)] = _Size(1 + sum(size.nodes for size in inner), depth)
    if whole.nodes > _MOST_NODES or whole.depth > _DEEPEST:
        return Unreadable("no valid YAML: its aliases stand for too much", line)
    return whole


def _children(node: yaml.Node) -> list[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        return [part for pair in node.value for part in pair]
    return list(node.value)
