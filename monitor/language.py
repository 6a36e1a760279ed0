"""Message files: one YAML for each language, so that a third language is data."""

from collections.abc import Mapping

from monitor.data import load
from monitor.model import Language


def texts(package: str, language: Language) -> Mapping[str, str]:
    """The messages of a package in that language, by key."""
    found: dict[str, str] = load(package, "texts", f"{language}.yaml")
    return found


def language_of(code: str | None) -> Language:
    """The reader's language from an IETF tag such as Telegram's `zh-hans`."""
    return Language.ZH if code and code.lower().startswith("zh") else Language.EN
