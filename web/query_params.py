"""What an address's parameters ask for. What is not understood does not matter, or is a 404."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request

from monitor.health import State
from monitor.model import Severity
from monitor.source import Source
from monitor.targets import JURISDICTION, Directory, jurisdictions_of
from monitor.text import clean
from monitor.vocabulary import categories, entries, topics
from storage.queries.browsing import ChangeFilter

_MOST_WORDS = 8
_WORD_CHARS = 60
_MOST_FORM_BYTES = 20_000
# A database's key has 63 bits, which is 19 digits.
LARGEST = 2**63 - 1
_NUMBER = re.compile(r"0*([0-9]{1,19})")


def wanted(request: Request, directory: Directory) -> ChangeFilter:
    """Which changes the filters of a page choose."""
    said = request.query_params
    place = JURISDICTION + said.get("jurisdiction", "")
    sources = source_ids(directory, place) if said.get("jurisdiction") else None
    if source := clean(said.get("source", "")):
        sources = frozenset({source})
    return ChangeFilter(
        category=_one_of(said.get("category", ""), categories()),
        topic=_one_of(said.get("topic", ""), [topic.id for topic in topics()]),
        sources=sources,
        min_severity=_severity(said.get("severity", "")),
        since=_begin(said.get("since", "")),
        until=_end(said.get("until", "")),
        words=words(said.get("q", "")),
    )


class UnknownFilter(NamedTuple):
    """A filter that means nothing, what was typed, and the key of the text that says why."""

    name: str
    typed: str
    why: str


def unknown_filters(request: Request, directory: Directory) -> tuple[UnknownFilter, ...]:
    """The filters of a page that do not count, to be told beside those that do."""
    said = request.query_params
    choices = {
        "category": categories(),
        "topic": [topic.id for topic in topics()],
        "severity": [severity.label for severity in Severity],
        "jurisdiction": [*entries("jurisdictions"), *directory.places()],
        "state": list(State),
    }
    wrong = [
        UnknownFilter(name, said[name], "unknown_choice")
        for name, known in choices.items()
        if said.get(name) and said[name] not in known
    ]
    days = [name for name in ("since", "until") if said.get(name) and _date(said[name]) is None]
    return (*wrong, *(UnknownFilter(name, said[name], "unknown_day") for name in days))


def wanted_of_file(request: Request, directory: Directory) -> ChangeFilter:
    """The same for a file, which has no room to say what does not count: 400 names it."""
    if wrong := unknown_filters(request, directory):
        raise HTTPException(400, f"{wrong[0].name}: {wrong[0].typed[:80]}")
    return wanted(request, directory)


def words(said: str) -> tuple[str, ...]:
    """The words of a search."""
    return tuple(word[:_WORD_CHARS] for word in clean(said).split()[:_MOST_WORDS])


def sources_of(chosen: ChangeFilter, directory: Directory) -> frozenset[str]:
    """The sources whose rules the filters choose."""
    return frozenset(
        s.id
        for s in directory.sources.values()
        if chosen.category in {"", s.category}
        and (not chosen.topic or chosen.topic in s.topics)
        and (chosen.sources is None or s.id in chosen.sources)
    )


def source_ids(directory: Directory, place: str) -> frozenset[str]:
    """The sources of a jurisdiction's target."""
    return frozenset(s.id for s in directory.sources.values() if place in jurisdictions_of(s))


def source(request: Request, directory: Directory) -> Source:
    """The source of the address; 404 when the catalogue has none of that name."""
    found = directory.sources.get(request.path_params["source_id"])
    if found is None:
        raise HTTPException(404)
    return found


def number(said: object, *, default: int | None = None) -> int:
    """A number that a database can hold; 404 for anything else."""
    text = str(said or "")
    found = whole_number(text, LARGEST)
    if found is not None:
        return found
    if default is None or text:
        raise HTTPException(404)
    return default


def whole_number(text: str, most: int) -> int | None:
    """The number of up to 19 digits that a text is, when it is no larger than `most`."""
    found = _NUMBER.fullmatch(text)
    return int(found[1]) if found and int(found[1]) <= most else None


def cursor(request: Request) -> int | None:
    """Where a page begins."""
    said = request.query_params.get("before", "")
    return number(said) if said else None


async def body(request: Request, most: int) -> bytes | None:
    """The body; None when it is longer than so many bytes."""
    read = b""
    async for chunk in request.stream():
        read += chunk
        if len(read) > most:
            return None
    return read


async def form(request: Request) -> dict[str, list[str]]:
    """The fields of a form, by name; 413 for one that no page of ours sends."""
    sent = await body(request, _MOST_FORM_BYTES)
    if sent is None:
        raise HTTPException(413)
    fields: dict[str, list[str]] = {}
    for name, value in parse_qsl(sent.decode("utf-8", "replace"), keep_blank_values=True):
        fields.setdefault(name, []).append(value)
    return fields


def _one_of(said: str, known: tuple[str, ...] | list[str]) -> str:
    return said if said in known else ""


def _severity(said: str) -> Severity:
    try:
        return Severity.parse(said)
    except ValueError:
        return Severity.MINOR


def _begin(said: str) -> datetime | None:
    day = _date(said)
    return datetime.combine(day, time.min, UTC) if day else None


def _end(said: str) -> datetime | None:
    """The end of that day."""
    day = _date(said)
    return datetime.combine(day + timedelta(days=1), time.min, UTC) if day else None


def _date(said: str) -> date | None:
    try:
        day = date.fromisoformat(said)
    except ValueError:
        return None
    # The last day of the calendar has no day after it.
    return day if date.min < day < date.max else None
