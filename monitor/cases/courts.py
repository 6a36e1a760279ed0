"""The courts in which sellers are sued, and the law firms that sue them (courts.yaml, firms.yaml)."""

import re
from collections.abc import Mapping
from functools import cache

from monitor.data import load
from monitor.language import Language
from monitor.parsing.urls import host_of
from monitor.phrases import PhraseBook

# https://ecf.ilnd.uscourts.gov/..., https://www.courtlistener.com/...&court=ilnd
_HOST = re.compile(r"^(?:ecf|www)\.([a-z]{3,4})\.uscourts\.gov$")
_PARAMETER = re.compile(r"[?&]court=([a-z]{3,4})(?:&|$)")


def court_in(text: str) -> str:
    """Return the id of the court that a text names first in the order of the list, or ''."""
    return next(iter(_book("courts").found(text)), "")


def court_of_url(url: str) -> str:
    """Return the id of the court whose docket an address shows, or ''."""
    found = _HOST.match(host_of(url)) or _PARAMETER.search(url)
    return found[1] if found and found[1] in _entries("courts") else ""


def court_name(court: str, language: Language) -> str:
    """Return the short name of a court: `N.D. Ill.`, 伊利诺伊北区; what is no id stays."""
    return _name("courts", court, language)


def courts() -> tuple[str, ...]:
    """Return the ids of the known courts."""
    return tuple(_entries("courts"))


def firm_in(text: str) -> str:
    """Return the id of the law firm that a text names, or ''."""
    return next(iter(_book("firms").found(text)), "")


def firm_labelled(name: str) -> str:
    """Return the id of the law firm of a field that names one; its name if it is not known."""
    return firm_in(name) or next(iter(_short_names().found(name)), name)


def firm_name(firm: str, language: Language) -> str:
    """Return the name of a law firm; what is no id stays."""
    return _name("firms", firm, language)


def _name(group: str, key: str, language: Language) -> str:
    entry = _entries(group).get(key, {})
    return entry.get(language) or entry.get(Language.EN, key)


def _entries(group: str) -> Mapping[str, Mapping[str, str]]:
    entries: Mapping[str, Mapping[str, str]] = load("monitor.cases", f"{group}.yaml")
    return entries


@cache
def _book(group: str) -> PhraseBook:
    entries = load("monitor.cases", f"{group}.yaml").items()
    return PhraseBook({key: [entry["en"], entry["zh"], *entry["words"]] for key, entry in entries})


@cache
def _short_names() -> PhraseBook:
    firms = load("monitor.cases", "firms.yaml").items()
    return PhraseBook({key: entry.get("short", ()) for key, entry in firms})
