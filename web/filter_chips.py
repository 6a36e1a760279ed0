"""The filters in force on a page, each with the address of the page without it."""

from typing import NamedTuple

from starlette.requests import Request

from monitor.interests import joined_targets
from monitor.language import Language, message, texts
from monitor.targets import JURISDICTION, ORGANISATION, Directory
from monitor.vocabulary import name_of
from monitor.wording import source_name
from web import query_params
from web.rendering import with_query

_TARGETS = "targets"
_CURSOR = "before"
# In the order in which a page shows them.
_NAMES = (
    "q", "category", "topic", "jurisdiction", "organisation", "source", "level", "severity",
    "since", "until", "after",
)  # fmt: skip

# Filters whose value, with this before it, is a target.
_OF_A_TARGET = {
    "category": "", "topic": "", "jurisdiction": JURISDICTION, "organisation": ORGANISATION,
}  # fmt: skip


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
    if name in _OF_A_TARGET:
        return directory.name(_OF_A_TARGET[name] + value, language)
    if name == "source":
        return source_name(directory.sources.get(value), value, language)
    if name == "level":
        return name_of("severities", value, language)
    if name == "severity":
        level = query_params.severity_of(value).level
        return texts("today", language)[f"from_{level}"]
    return "" if name == "after" else value


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
