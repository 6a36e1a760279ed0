"""The commands are listed from tables and imported when they run."""

import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import typer
from typer.core import TyperGroup
from typer.main import get_command

from forewarn.cli import app
from forewarn.cli.lazy_group import LazyGroup
from tests.lab import COMMAND, PATIENCE

# What else of `forewarn.cli` is there before any command.
ALWAYS_LOADED = {"forewarn.cli", "forewarn.cli.lazy_group"}
HEAVY = {"sqlalchemy", "scrapy", "telegram"}
MODULES = """
import sys
from forewarn.cli import main
sys.argv = ["forewarn", *sys.argv[1:]]
try:
    main()
finally:
    sys.stderr.write("|".join(sys.modules))
"""

pytestmark = pytest.mark.sqlite


def lazy_groups(group: Any) -> Iterator[LazyGroup]:
    """The group and the groups below it."""
    if isinstance(group, LazyGroup):
        yield group
    context = typer.Context(group)
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        if isinstance(found, TyperGroup):
            yield from lazy_groups(found)


def loaded(*words: str, **environ: str) -> set[str]:
    """The modules that a command line loads."""
    done = subprocess.run(
        [sys.executable, "-c", MODULES, *words],
        capture_output=True,
        text=True,
        env=os.environ | environ,
        timeout=PATIENCE,
        check=True,
    )
    return set(done.stderr.split("|"))


def test_every_command_loads_and_its_help_is_that_of_the_table() -> None:
    groups = list(lazy_groups(get_command(app)))
    different = []
    for group in groups:
        context = typer.Context(group)
        for name, entry in group.table.items():
            command = group.get_command(context, name)
            if command is None or (command.help or "").splitlines()[0] != entry.help:
                different.append(name)

    assert len(groups) >= 6
    assert sum(len(group.table) for group in groups) > 20
    assert different == []


@pytest.mark.parametrize(
    ("words", "environ"),
    [
        (["--help"], {}),
        (["--version"], {}),
        (
            [],
            {"_FOREWARN_COMPLETE": "complete_bash", "COMP_WORDS": "forewarn s", "COMP_CWORD": "1"},
        ),
    ],
)
def test_listing_commands_imports_none(words: list[str], environ: dict[str, str]) -> None:
    modules = loaded(*words, **environ)

    assert {name for name in modules if name.startswith("forewarn.cli")} == ALWAYS_LOADED
    assert not HEAVY & modules


@pytest.mark.parametrize("words", [[], ["sources"], ["rules"], ["subscribers"], ["db"]])
def test_a_group_without_a_command_prints_its_help(words: list[str]) -> None:
    done = subprocess.run(
        [COMMAND, *words], capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    usage, *rest = done.stderr.splitlines()

    assert done.returncode == 2
    assert done.stdout == ""
    assert usage == " ".join(["Usage: forewarn", *words, "[OPTIONS] COMMAND [ARGS]..."])
    assert "Commands:" in rest


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("forewarn s", ["show", "signin", "schedule", "sources", "subscribers"]),
        ("forewarn sources t", ["test"]),
        ("forewarn sources p", ["proposals", "pending", "pause", "places"]),
        ("forewarn changes --s", ["--since"]),
        ("forewarn --v", ["--version"]),
    ],
)
def test_the_shell_completes_commands_and_options(line: str, offered: list[str]) -> None:
    words = line.split()
    environ = {"COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1)}
    done = subprocess.run(
        [COMMAND],
        capture_output=True,
        text=True,
        env=os.environ | environ | {"_FOREWARN_COMPLETE": "complete_bash"},
        timeout=PATIENCE,
        check=True,
    )

    assert done.stdout.split() == offered


@pytest.mark.parametrize(("words", "meant"), [(["chnges"], "changes"), (["sources", "ad"], "add")])
def test_a_mistyped_command_is_named_with_what_was_meant(words: list[str], meant: str) -> None:
    done = subprocess.run(
        [COMMAND, *words], capture_output=True, text=True, timeout=PATIENCE, check=False
    )

    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        f"forewarn: No such command {words[-1]!r}. Did you mean {meant!r}? (see --help)"
    ]


def test_python_runs_the_package_like_the_command() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "forewarn", "--version"],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=True,
    )

    assert done.stdout.startswith("forewarn ")
