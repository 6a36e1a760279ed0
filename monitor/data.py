"""Loads the YAML files that ship with the code: rules, words, messages."""

from functools import cache
from importlib.resources import files
from typing import Any


@cache
def load(package: str, *path: str) -> Any:
    """Return the content of a package's YAML file; read it only once."""
    import yaml  # noqa: PLC0415 - some commands read no file

    from monitor.parsing.yaml_loader import YamlLoader  # noqa: PLC0415

    return yaml.load(files(package).joinpath(*path).read_text("utf-8"), YamlLoader)  # noqa: S506 - a safe loader
