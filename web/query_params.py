"""Parse the parameters of pages and forms. An invalid value is ignored, or answered with 4xx."""

import re
from collections.abc import Container
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from urllib.parse import parse_qsl

from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import Request

from monitor.chosen_targets import interests_of, split_targets, valid_targets
from monitor.health import State
from monitor.model import Severity
from monitor.source import Source
from monitor.targets import (
    JURISDICTION,
    ORGANISATION,
    Directory,
    jurisdictions_of,
    organisation_target,
)
from monitor.text import clean
from monitor.vocabulary import categories, entries, topics
from storage.queries.browsing import ChangeFilter

# The filters of changes by their names in an address, in the order of a form.
CHANGE_PARAMS = (
    "category", "topic", "organisation", "source", "jurisdiction", "severity", "level",
    "since", "until", "effective_from", "effective_until", "q", "targets", "after",
)  # fmt: skip
FEED_PARAMS = (*CHANGE_PARAMS, "lang", "before")
_DAYS = ("since", "until", "effective_from", "effective_until")
_MOST_WORDS = 8
_WORD_CHARS = 60
_MOST_FORM_BYTES = 20_000
# A database key has 63 bits, which is up to 19 digits.
LARGEST = 2**63 - 1
_NUMBER = re.compile(r"0*([0-9]{1,19})")


def change_filter(request: Request, directory: Directory) -> ChangeFilter:
    """Read the filters of a page."""
    params = request.query_params
    chosen = [name for name in _listed(params.get("topic", "")) if name in _topic_ids()]
    return ChangeFilter(
        category=_one_of(params.get("category", ""), categories()),
        topic=chosen[0] if len(chosen) == 1 else "",
        topics=tuple(chosen) if len(chosen) > 1 else (),
        sources=_chosen_sources(params, directory),
        min_severity=severity_of(params.get("severity", "")),
        level=_severity(params.get("level", "")),
        since=_start_of_day(params.get("since", "")),
        until=_end_of_day(params.get("until", "")),
        effective_from=_date(params.get("effective_from", "")),
        effective_until=_date(params.get("effective_until", "")),
        words=words(params.get("q", "")),
        after=whole_number(params.get("after", ""), LARGEST),
        interests=interests_of(targets_of_query(request, directory), directory),
    )


def targets_of_query(request: Request, directory: Directory) -> tuple[str, ...]:
    """Read the choices of a reader, which an address lists: `targets=batteries.jurisdiction:us`."""
    return valid_targets(split_targets(request.query_params.get("targets", "")), directory)


def sources_named(
    directory: Directory, *, source: str = "", jurisdiction: str = "", organisation: str = ""
) -> frozenset[str] | None:
    """Return the sources that have all that is named; None when nothing is named."""
    sets = []
    if source:
        # A source that left the catalogue keeps its history.
        sets.append(frozenset({source}))
    if jurisdiction:
        sets.append(source_ids(directory, JURISDICTION + jurisdiction.casefold()))
    if organisation:
        sets.append(_of_organisation(directory, organisation))
    return frozenset.intersection(*sets) if sets else None


def organisations(directory: Directory) -> dict[str, str]:
    """Return the organisations of all sources: their names by what stands in an address."""
    names = {s.organisation for s in directory.sources.values()}
    return {
        organisation_target(name).removeprefix(ORGANISATION): name
        for name in sorted(names, key=str.casefold)
    }


class UnknownFilter(NamedTuple):
    """An invalid filter, what was typed, and the key of the text that says why."""

    name: str
    typed: str
    why: str


def unknown_filters(request: Request, directory: Directory) -> tuple[UnknownFilter, ...]:
    """List the invalid filters of a page, which shows them beside the valid ones."""
    params = request.query_params
    levels = [word for one in Severity for word in (one.level, one.label)]
    choices: dict[str, Container[str]] = {
        "category": categories(),
        "severity": levels,
        "level": levels,
        "jurisdiction": _places(directory),
        "state": list(State),
    }
    invalid = [
        UnknownFilter(name, params[name], "unknown_choice")
        for name, known in choices.items()
        if params.get(name) and params[name] not in known
    ]
    strange = [one for one in _listed(params.get("topic", "")) if one not in _topic_ids()]
    invalid += [UnknownFilter("topic", one, "unknown_choice") for one in strange[:1]]
    chosen = split_targets(params.get("targets", ""))
    strange = [one for one in chosen if one not in valid_targets([one], directory)]
    invalid += [UnknownFilter("targets", one, "unknown_choice") for one in strange[:1]]
    if (named := params.get("organisation")) and not _of_organisation(directory, named):
        invalid.append(UnknownFilter("organisation", named, "unknown_choice"))
    days = [name for name in _DAYS if params.get(name) and _date(params[name]) is None]
    return (*invalid, *(UnknownFilter(name, params[name], "unknown_day") for name in days))


def change_filter_of_file(request: Request, directory: Directory) -> ChangeFilter:
    """Read the filters of a file; 400 names an invalid one, since a file cannot show it."""
    if invalid := unknown_filters(request, directory):
        raise HTTPException(400, f"{invalid[0].name}: {invalid[0].typed[:80]}")
    return change_filter(request, directory)


def change_filter_of_feed(request: Request, directory: Directory) -> ChangeFilter:
    """Read the filters of a feed; 400 names one that is invalid or that no feed has.

    A program reads a feed for years: a name that is mistyped must not pass for no filter.
    """
    strange = [name for name in request.query_params if name not in FEED_PARAMS]
    if strange:
        raise HTTPException(400, f"{strange[0][:80]}? {', '.join(CHANGE_PARAMS)}")
    source = request.query_params.get("source", "")
    if source and source not in directory.sources:
        raise HTTPException(400, f"source: {source[:80]}")
    return change_filter_of_file(request, directory)


def words(said: str) -> tuple[str, ...]:
    """Split the text of a search into its words, as many and as long as allowed."""
    return tuple(word[:_WORD_CHARS] for word in clean(said).split()[:_MOST_WORDS])


def sources_of(chosen: ChangeFilter, directory: Directory) -> frozenset[str]:
    """List the sources that the filters select."""
    return frozenset(
        s.id
        for s in directory.sources.values()
        if chosen.category in {"", s.category}
        and (not chosen.topic or chosen.topic in s.topics)
        and (not chosen.topics or not set(chosen.topics).isdisjoint(s.topics))
        and (chosen.sources is None or s.id in chosen.sources)
    )


def source_ids(directory: Directory, place: str) -> frozenset[str]:
    """List the sources of a jurisdiction's target."""
    return frozenset(s.id for s in directory.sources.values() if place in jurisdictions_of(s))


def source(request: Request, directory: Directory) -> Source:
    """Find the source that the path names; 404 when the catalogue has none."""
    found = directory.sources.get(request.path_params["source_id"])
    if found is None:
        raise HTTPException(404)
    return found


def number(said: object, *, default: int | None = None) -> int:
    """Parse a number that fits a database key; 404 for anything else."""
    text = str(said or "")
    found = whole_number(text, LARGEST)
    if found is not None:
        return found
    if default is None or text:
        raise HTTPException(404)
    return default


def whole_number(text: str, most: int) -> int | None:
    """Parse a number of up to 19 digits; None for other text or one larger than `most`."""
    found = _NUMBER.fullmatch(text)
    return int(found[1]) if found and int(found[1]) <= most else None


def cursor(request: Request) -> int | None:
    """Parse the cursor: the page starts below this number; None for the first page."""
    text = request.query_params.get("before", "")
    return number(text) if text else None


async def body(request: Request, most: int) -> bytes | None:
    """Read the body; None when it is longer than `most` bytes."""
    read = b""
    async for chunk in request.stream():
        read += chunk
        if len(read) > most:
            return None
    return read


async def form(request: Request) -> dict[str, list[str]]:
    """Parse a form into its fields by name; 413 for one larger than our pages send."""
    content = await body(request, _MOST_FORM_BYTES)
    if content is None:
        raise HTTPException(413)
    fields: dict[str, list[str]] = {}
    for name, value in parse_qsl(content.decode("utf-8", "replace"), keep_blank_values=True):
        fields.setdefault(name, []).append(value)
    return fields


def _listed(value: str) -> list[str]:
    """Split a list in an address, `batteries,toys`."""
    return list(dict.fromkeys(filter(None, value.split(","))))


def _topic_ids() -> list[str]:
    return [topic.id for topic in topics()]


def _chosen_sources(params: QueryParams, directory: Directory) -> frozenset[str] | None:
    named = params.get("organisation", "")
    return sources_named(
        directory,
        source=clean(params.get("source", "")),
        # An unknown one is named as such, and left out.
        jurisdiction=_one_of(params.get("jurisdiction", ""), _places(directory)),
        organisation=named if _of_organisation(directory, named) else "",
    )


def _of_organisation(directory: Directory, named: str) -> frozenset[str]:
    target = organisation_target(named)
    return frozenset(
        s.id for s in directory.sources.values() if organisation_target(s.organisation) == target
    )


def _places(directory: Directory) -> list[str]:
    return [*entries("jurisdictions"), *directory.places()]


def _one_of(value: str, known: tuple[str, ...] | list[str]) -> str:
    return value if value in known else ""


def severity_of(value: str) -> Severity:
    """Parse a lowest level; the lowest that alerts for any other word."""
    found = _severity(value)
    return Severity.MINOR if found is None else found


def _severity(value: str) -> Severity | None:
    try:
        return Severity.parse(value)
    except ValueError:
        return None


def _start_of_day(value: str) -> datetime | None:
    day = _date(value)
    return datetime.combine(day, time.min, UTC) if day else None


def _end_of_day(value: str) -> datetime | None:
    """Parse a day to the start of the next one."""
    day = _date(value)
    return datetime.combine(day + timedelta(days=1), time.min, UTC) if day else None


def _date(value: str) -> date | None:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return None
    # `_end_of_day` adds a day, which the calendar's last day does not have.
    return day if date.min < day < date.max else None
