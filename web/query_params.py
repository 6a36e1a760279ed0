"""Parse the parameters of pages and forms. An invalid value is ignored, or answered with 4xx."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request

from monitor.health import State
from monitor.interests import interests_of, split_targets, valid_targets
from monitor.model import Severity
from monitor.source import Source
from monitor.targets import JURISDICTION, ORGANISATION, Directory, jurisdictions_of
from monitor.text import clean
from monitor.vocabulary import categories, entries, topics
from storage.queries.browsing import ChangeFilter

_MOST_WORDS = 8
_WORD_CHARS = 60
_MOST_FORM_BYTES = 20_000
# A database key has 63 bits, which is up to 19 digits.
LARGEST = 2**63 - 1
_NUMBER = re.compile(r"0*([0-9]{1,19})")


def change_filter(request: Request, directory: Directory) -> ChangeFilter:
    """Read the filters of a page."""
    params = request.query_params
    level = _level(params.get("level", ""))
    severity = severity_of(params.get("severity", ""))
    return ChangeFilter(
        category=_one_of(params.get("category", ""), categories()),
        topic=_one_of(params.get("topic", ""), [topic.id for topic in topics()]),
        sources=_sources(params, directory),
        min_severity=severity if level is None else min(severity, level),
        since=_start_of_day(params.get("since", "")),
        until=_end_of_day(params.get("until", "")),
        words=words(params.get("q", "")),
        level=level,
        after=whole_number(params.get("after", ""), LARGEST),
        interests=interests_of(targets_of_query(request, directory), directory),
    )


def targets_of_query(request: Request, directory: Directory) -> tuple[str, ...]:
    """Read the choices of a reader, which an address lists: `targets=batteries.jurisdiction:us`."""
    return valid_targets(split_targets(request.query_params.get("targets", "")), directory)


class UnknownFilter(NamedTuple):
    """An invalid filter, what was typed, and the key of the text that says why."""

    name: str
    typed: str
    why: str


def unknown_filters(request: Request, directory: Directory) -> tuple[UnknownFilter, ...]:
    """List the invalid filters of a page, which shows them beside the valid ones."""
    params = request.query_params
    choices = {
        "category": categories(),
        "topic": [topic.id for topic in topics()],
        "severity": [word for one in Severity for word in (one.level, one.label)],
        "level": [one.level for one in Severity],
        "organisation": [name.removeprefix(ORGANISATION) for name in directory.organisations()],
        "jurisdiction": _places(directory),
        "state": list(State),
    }
    invalid = [
        UnknownFilter(name, params[name], "unknown_choice")
        for name, known in choices.items()
        if params.get(name) and params[name] not in known
    ]
    days = [name for name in ("since", "until") if params.get(name) and _date(params[name]) is None]
    return (*invalid, *(UnknownFilter(name, params[name], "unknown_day") for name in days))


def change_filter_of_file(request: Request, directory: Directory) -> ChangeFilter:
    """Read the filters of a file; 400 names an invalid one, since a file cannot show it."""
    if invalid := unknown_filters(request, directory):
        raise HTTPException(400, f"{invalid[0].name}: {invalid[0].typed[:80]}")
    return change_filter(request, directory)


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


def _sources(params: Mapping[str, str], directory: Directory) -> frozenset[str] | None:
    """Return the sources that are of the chosen place, organisation and source; None: of any."""
    chosen: list[frozenset[str]] = []
    if (place := params.get("jurisdiction", "")) in _places(directory):
        chosen.append(source_ids(directory, JURISDICTION + place))
    if (name := ORGANISATION + params.get("organisation", "")) in directory.organisations():
        chosen.append(directory.source_ids_of_organisation(name))
    if source := clean(params.get("source", "")):
        chosen.append(frozenset({source}))
    return frozenset.intersection(*chosen) if chosen else None


def _places(directory: Directory) -> list[str]:
    return [*entries("jurisdictions"), *directory.places()]


def _one_of(value: str, known: tuple[str, ...] | list[str]) -> str:
    return value if value in known else ""


def severity_of(value: str) -> Severity:
    """Parse a lowest level; the lowest that alerts for any other word."""
    try:
        return Severity.parse(value)
    except ValueError:
        return Severity.MINOR


def _level(value: str) -> Severity | None:
    """Parse one exact level; None for none and for any other word."""
    return next((one for one in Severity if one.level == value), None)


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
