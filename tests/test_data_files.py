"""Every name, key and word in every data file is text, whatever YAML 1.1 would make of it."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from monitor.parsing.yaml_loader import YamlLoader

ROOT = Path(__file__).parent.parent
WORDS = sorted((ROOT / "monitor").rglob("*.yaml"))
SOURCES = [
    *sorted((ROOT / "catalogue").rglob("*.yaml")),
    ROOT / "forewarn/demo/pages/catalogue.yaml",
]
# What a source may say with a number or with true and false; the body of a request is its own.
NUMBERS = frozenset(
    {"min_chars", "max_chars", "minute", "hour", "day", "days", "first", "size", "step"}
)
SWITCHES = frozenset({"enabled", "discover", "follow", "table", "invited"})
# What a sign of a notice says with true.
SIGN_SWITCHES = frozenset({"urgent", "firm", "certain", "foreign", "alone", "weak", "placed"})
# Maps from numbers: months, numerals and powers of ten.
NUMBERED = frozenset({"months", "numbers", "scales"})
OTHERS = frozenset({"body", "params"})
# What people write, and YAML 1.1 reads otherwise (https://yaml.org/type/bool.html, int, float, null, timestamp).
TRAPS = ("Off", "no", "Yes", "on", "NO", "~", "null", "12:30", "012", "0x1F", "1_000", ".5", "2026-03-01", ".inf")  # fmt: skip


def values(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every key and every leaf, with where it stands."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield (*path, "a key"), key
            yield from values(inner, (*path, str(key)))
    elif isinstance(value, list):
        for inner in value:
            yield from values(inner, path)
    else:
        yield path, value


def read(file: Path) -> Any:
    return yaml.load(file.read_text("utf-8"), YamlLoader)  # noqa: S506 - a safe loader


def name(file: Path) -> str:
    return str(file.relative_to(ROOT))


def repeated(node: yaml.Node | None) -> Iterator[str]:
    """The keys that stand in one map twice: YAML takes the last one and is silent."""
    if isinstance(node, yaml.MappingNode):
        keys = [str(key.value) for key, _ in node.value]
        yield from (key for key, count in Counter(keys).items() if count > 1)
        for _, inner in node.value:
            yield from repeated(inner)
    elif isinstance(node, yaml.SequenceNode):
        for inner in node.value:
            yield from repeated(inner)


@pytest.mark.parametrize("file", [*WORDS, *SOURCES], ids=name)
def test_no_key_stands_twice(file: Path) -> None:
    assert list(repeated(yaml.compose(file.read_text("utf-8"), YamlLoader))) == []


@pytest.mark.parametrize("file", WORDS, ids=name)
def test_every_word_is_text(file: Path) -> None:
    # Months are numbered; a rule may count.
    is_text = "texts" in file.parts or file.name == "vocabulary.yaml"
    right = str if is_text else str | int | float
    wrong = [
        (path, value)
        for path, value in values(read(file))
        if not isinstance(value, right)
        or not str(value).strip()
        or isinstance(value, bool) is not (not is_text and bool(SIGN_SWITCHES & set(path[-1:])))
    ]
    assert wrong == []


@pytest.mark.parametrize("file", WORDS, ids=name)
def test_every_key_is_text(file: Path) -> None:
    keys = [(path, value) for path, value in values(read(file)) if path[-1:] == ("a key",)]
    assert [
        key for key in keys if not isinstance(key[1], str) and not NUMBERED & set(key[0][:1])
    ] == []


@pytest.mark.parametrize("file", SOURCES, ids=name)
def test_every_name_of_a_source_is_text(file: Path) -> None:
    assert [found for found in values(read(file)) if not is_right(*found)] == []


def is_right(path: tuple[str, ...], value: Any) -> bool:
    if OTHERS & set(path[2:-1]):
        return not isinstance(value, date | float | None)
    if path[-1] in SWITCHES:
        return isinstance(value, bool)
    return type(value) is (int if path[-1] in NUMBERS else str)


@pytest.mark.parametrize("word", TRAPS)
def test_the_traps_are_seen(word: str) -> None:
    [(_, value)] = values(yaml.load(f"[{word}]", YamlLoader))  # noqa: S506 - a safe loader

    assert is_right(("sources", "a", "title"), value) is isinstance(value, str)
    assert not isinstance(value, str)
