"""The names of chosen filters, for the title of a feed and the head of a page."""

from collections.abc import Iterator, Mapping

from monitor.chosen_targets import split_targets
from monitor.language import Language, message
from monitor.model import Severity
from monitor.organisations import organisation_name
from monitor.vocabulary import name_of
from web.context import WebContext
from web.query_params import organisations

_GROUPS = {"category": "categories", "jurisdiction": "jurisdictions"}
_DAYS = ("since", "until", "effective_from", "effective_until")


def names_of_filters(
    params: Mapping[str, str], context: WebContext, language: Language
) -> list[str]:
    """Name each filter that an address has; one that is unknown stays as it was typed."""
    return [
        text for name, value in params.items() for text in _names(name, value, context, language)
    ]


def _names(name: str, value: str, context: WebContext, language: Language) -> Iterator[str]:
    if name in _GROUPS:
        yield name_of(_GROUPS[name], value, language)
    elif name == "topic":
        yield from (name_of("topics", topic, language) for topic in value.split(",") if topic)
    elif name == "organisation":
        found = organisations(context.directory).get(value, value)
        yield organisation_name(found, language)
    elif name in {"source", "targets"}:
        yield from (context.directory.name(one, language) for one in split_targets(value))
    elif name in {"severity", "level"}:
        level = name_of("severities", Severity.parse(value).level, language)
        yield message("feeds", language, f"named_{name}", level=level)
    elif name in _DAYS:
        yield message("feeds", language, f"named_{name}", day=value)
    elif name == "q":
        yield message("feeds", language, "named_q", words=value)
