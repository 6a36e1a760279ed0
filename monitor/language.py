"""The languages of subscribers, one folder of message files each: adding one needs no code."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, ClassVar, Self

from monitor.data import load
from monitor.spacing import spaced

_DEFAULT = "en"


class Language(str):
    """A language that has a folder in `monitor/texts`; ValueError for any other."""

    __slots__ = ()
    EN: ClassVar["Language"]
    ZH: ClassVar["Language"]

    def __new__(cls, code: str) -> Self:
        """Return the language of a code."""
        if code not in codes():
            raise ValueError(f"{code!r} is no language; choose {', '.join(codes())}")
        return super().__new__(cls, code)


@cache
def codes() -> tuple[str, ...]:
    """Return the codes of all languages, English first."""
    found = (entry.name for entry in files("monitor").joinpath("texts").iterdir())
    return tuple(
        sorted((c for c in found if c.isalpha()), key=lambda code: (code != _DEFAULT, code))
    )


def languages() -> tuple[Language, ...]:
    """Return all languages, English first."""
    return tuple(Language(code) for code in codes())


@cache
def texts(namespace: str, language: Language) -> Mapping[str, str]:
    """Return the messages of a namespace (`bot`, `web`, …) that have no plural forms, by key."""
    found = _messages(namespace, language)
    return {key: text for key, text in found.items() if isinstance(text, str)}


def message(namespace: str, language: Language, key: str, /, **values: Any) -> str:
    """Return a message with its values filled in; `count` selects the plural form."""
    text = _messages(namespace, language)[key]
    if not isinstance(text, str):
        text = text[_plural_rule(language)(values["count"])]
    # Chinese sets a space between its characters and Latin ones.
    return spaced(text, values) if language == Language.ZH else text.format(**values)


def sentences(parts: Iterable[str], language: Language) -> str:
    """Join sentences; Chinese ones stand side by side."""
    return between_sentences(language).join(filter(None, parts))


def between_sentences(language: Language) -> str:
    """Return what stands between two sentences."""
    return "" if language == Language.ZH else " "


def in_brackets(text: str, language: Language) -> str:
    """Return a text in brackets, to append to another; '' for none."""
    return message("news", language, "in_brackets", text=text) if text else ""


def about(language: Language) -> Mapping[str, Any]:
    """Return the data of a language: its name, words, time zone and weekdays."""
    found: dict[str, Any] = load("monitor", "texts", language, "about.yaml")
    return found


def option_named(word: str) -> str | None:
    """Return the frequency or severity that a word means in any language, or None."""
    found = (about(spoken)["options"].get(word.casefold()) for spoken in languages())
    return next((str(option) for option in found if option), None)


def language_named(word: str) -> Language | None:
    """Return the language with that code or name, or None."""
    typed = word.strip().casefold()
    return next((spoken for spoken in languages() if typed in about(spoken)["words"]), None)


def language_of(tag: str | None) -> Language:
    """Return the language of an IETF tag such as Telegram's `zh-hans`, or English."""
    code = (tag or "").lower().partition("-")[0]
    return Language(code) if code in codes() else Language.EN


def _messages(namespace: str, language: Language) -> Mapping[str, str | Mapping[str, str]]:
    found: dict[str, str | dict[str, str]] = load("monitor", "texts", language, f"{namespace}.yaml")
    return found


@cache
def _plural_rule(language: Language) -> Callable[[int], str]:
    """Return the CLDR rule from a number to its plural category, in English `one` or `other`."""
    from babel import Locale  # noqa: PLC0415 - few commands print a count

    return Locale.parse(language).plural_form


Language.EN, Language.ZH = Language("en"), Language("zh")
