"""The filters in force on a page, each with the address of the page without it."""

from collections.abc import Callable
from typing import NamedTuple

from starlette.requests import Request

from monitor.chosen_targets import joined_targets
from monitor.language import Language, message, texts
from monitor.targets import JURISDICTION, Directory, organisation_target
from monitor.vocabulary import name_of
from monitor.wording import source_name
from web import query_params
from web.rendering import with_query

_TARGETS = "targets"
_CURSOR = "before"
# In the order in which a page shows them.
_NAMES = (
    "q", "category", "topic", "jurisdiction", "organisation", "source", "level", "severity",
    "since", "until", "effective_from", "effective_until", "after",
)  # fmt: skip


class FilterChip(NamedTuple):
    """A filter in words. `name`: of its parameter. `without`: the address that leaves it out."""

    name: str
    label: str
    without: str


def chips(request: Request, directory: Directory, language: Language) -> list[FilterChip]:
    """Return the filters that count, each of them with the address without it."""
    invalid = {one.name for one in query_params.unknown_filters(request, directory)}
    params, path, query = request.query_params, request.url.path, request.url.query
    words, colon = texts("today", language), texts("news", language)["colon"]
    found = []
    for name in _NAMES:
        value = params.get(name, "").strip()
        if value and name not in invalid:
            shown = _in_words(name, value, directory, language)
            label = f"{words[f'filter_{name}']}{colon}{shown}" if shown else words[f"filter_{name}"]
            without = with_query(path, query, **{name: None, _CURSOR: None})
            found.append(FilterChip(name, label, without))
    return found + _target_chips(request, directory, language)


def _in_words(name: str, value: str, directory: Directory, language: Language) -> str:
    """Return the value of a filter as readers know it; '' for a number that says nothing."""
    words = texts("today", language)
    in_words: dict[str, Callable[[], str]] = {
        "after": lambda: "",
        "category": lambda: directory.name(value, language),
        "topic": lambda: _topics(value, language),
        "jurisdiction": lambda: directory.name(JURISDICTION + value, language),
        "organisation": lambda: directory.name(organisation_target(value), language),
        "source": lambda: source_name(directory.sources.get(value), value, language),
        "level": lambda: name_of("severities", query_params.severity_of(value).level, language),
        "severity": lambda: words[f"from_{query_params.severity_of(value).level}"],
    }
    return in_words[name]() if name in in_words else value


def _topics(value: str, language: Language) -> str:
    comma = texts("news", language)["comma"]
    return comma.join(name_of("topics", topic, language) for topic in value.split(","))


def _target_chips(request: Request, directory: Directory, language: Language) -> list[FilterChip]:
    path, query = request.url.path, request.url.query
    targets = query_params.targets_of_query(request, directory)
    found = []
    for target in targets:
        rest = joined_targets(one for one in targets if one != target)
        label = message("today", language, "chosen", name=directory.name(target, language))
        without = with_query(path, query, targets=rest, before=None)
        found.append(FilterChip(_TARGETS, label, without))
    return found
