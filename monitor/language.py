"""Message files: one YAML for each language, so that a third language is data."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import yaml

from monitor.model import Language


@cache
def texts(package: str, language: Language) -> Mapping[str, str]:
    """The messages of a package in that language, by key."""
    path = files(package).joinpath("texts", f"{language}.yaml")
    loaded: dict[str, str] = yaml.safe_load(path.read_text("utf-8"))
    return loaded


def language_of(code: str | None) -> Language:
    """The reader's language from an IETF tag such as Telegram's `zh-hans`."""
    return Language.ZH if code and code.lower().startswith("zh") else Language.EN
