"""Loads the YAML files that ship with the code: rules, words, messages."""

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

# Use libyaml if PyYAML was built with it: ten times faster, same results.
YamlLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def load(package: str, *path: str) -> Any:
    """Return the content of a package's YAML file; read it only once."""
    return yaml.load(files(package).joinpath(*path).read_text("utf-8"), YamlLoader)  # noqa: S506 - a safe loader
