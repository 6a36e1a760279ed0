"""Which notices tell of one enforcement event. In doubt they are two: a joined stranger hides news.

A notice is known by marks: docket numbers, domain names, the party that acts, its own link.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from rapidfuzz import fuzz

from monitor.audience import ChannelName, ToldNotice
from monitor.data import load
from monitor.model import Change
from monitor.parsing.urls import host_of, split_url
from monitor.text import fold

# Federal dockets (1:26-cv-04211), section 337 (337-TA-1500), UDRP (D2026-0123).
_DOCKET = re.compile(
    r"\b(?:\d{1,2}:)?(\d{2})-?(cv|cr|mc|md|bk)-?0*(\d{2,6})\b|\b(337)-ta-(\d{3,5})\b|\b(d20\d{2})-(\d{4})\b"
)
_DOMAIN = re.compile(
    r"(?<![@\w.-])((?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,3}"
    r"(?:com|net|org|shop|store|online|top|site|xyz|cn|co|io|vip|club|info|biz|cc|us|uk|de|fr|eu))(?![\w-])"
)
_VERSUS = re.compile(r"\s+(?:v\.?|vs\.?)\s+")
_CORPORATE = re.compile(
    r"[,.]|\b(?:inc|ltd|llc|llp|corp|corporation|company|co|gmbh|ag|sa|spa|plc|limited|et al|the)\b"
)
_SIGNS = re.compile(r"[^\w]+")
_PARTY_CHARS = 6
_MARKS_KEPT = 60
# How long an event is open for another notice with that mark.
_OPEN = {
    "docket": timedelta(days=180), "link": timedelta(days=60),
    "domain": timedelta(days=45), "party": timedelta(days=7),
}  # fmt: skip
# Two courts can give one number: the titles must speak of the same case, too.
_SAME_CASE = 45.0
_SHARED_DOMAINS = 2


class MarkKind(StrEnum):
    """What a mark is."""

    DOCKET = "docket"
    DOMAIN = "domain"
    PARTY = "party"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing that a notice is known by."""

    kind: MarkKind
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What joining must know of a notice."""

    source_id: str
    title: str
    at: datetime
    marks: frozenset[Mark]

    def of(self, kind: MarkKind) -> frozenset[str]:
        """The values of its marks of one kind."""
        return frozenset(mark.value for mark in self.marks if mark.kind is kind)


@dataclass(frozen=True, slots=True)
class Event:
    """Notices on one matter."""

    id: int
    notices: tuple[Notice, ...]


class EventMember(NamedTuple):
    """A notice of an event, as a list of the event's notices names it."""

    change_id: int
    source_id: str
    title: str


def marks_of(title: str, text: str, url: str, source_url: str) -> frozenset[Mark]:
    """The marks of a notice; () when nothing names its event."""
    folded = fold(f"{title}\n{text}").casefold()
    found = [Mark(MarkKind.DOCKET, value) for value in _dockets(folded)]
    found += [Mark(MarkKind.DOMAIN, value) for value in _domains(folded, (url, source_url))]
    found += [Mark(MarkKind.PARTY, party) for party in _party(fold(title).casefold())]
    found += [Mark(MarkKind.LINK, link) for link in _link(url, source_url)]
    return frozenset(found[:_MARKS_KEPT])


def event_of(notice: Notice, events: Iterable[Event]) -> int | None:
    """The one event that the notice belongs to; None when it is new, or when two would do."""
    joined = [
        event.id
        for event in events
        if any(is_same_event(notice, other) for other in event.notices)
        and not any(_contradict(notice, other) for other in event.notices)
    ]
    return joined[0] if len(joined) == 1 else None


def first_told(
    change: Change, told: Iterable[ToldNotice], channel: ChannelName | None = None
) -> ToldNotice | None:
    """Return the notice that a change follows: the first one told, on that channel if any was."""
    others = [n for n in told if n.event_id == change.event_id and n.change_id != change.id]
    return min(others, key=lambda n: (n.channel is not channel, n.change_id), default=None)


def is_same_event(one: Notice, other: Notice) -> bool:
    """Whether two notices tell of the same event."""
    apart = abs(one.at - other.at)
    if one.of(MarkKind.LINK) & other.of(MarkKind.LINK) and apart <= _OPEN["link"]:
        return True
    if _contradict(one, other):
        return False
    if one.of(MarkKind.DOCKET) & other.of(MarkKind.DOCKET) and apart <= _OPEN["docket"]:
        return _speak_of_one_case(one, other)
    shared = one.of(MarkKind.DOMAIN) & other.of(MarkKind.DOMAIN)
    if len(shared) >= _SHARED_DOMAINS and apart <= _OPEN["domain"]:
        return True
    return one.source_id != other.source_id and apart <= _OPEN["party"] and _names_party(one, other)


def _contradict(one: Notice, other: Notice) -> bool:
    """Two different cases, whatever else they share: one plaintiff files many in a week."""
    dockets = one.of(MarkKind.DOCKET), other.of(MarkKind.DOCKET)
    return all(dockets) and not dockets[0] & dockets[1]


def _speak_of_one_case(one: Notice, other: Notice) -> bool:
    alike = fuzz.token_set_ratio(_case_name(one.title), _case_name(other.title))
    return alike >= _SAME_CASE or _names_party(one, other)


def _case_name(title: str) -> str:
    """The title without the number and the `v.` that every case has."""
    return _bare(_VERSUS.sub(" ", _DOCKET.sub(" ", fold(title).casefold())))


def _names_party(one: Notice, other: Notice) -> bool:
    """Whether the party that acts in one is named in the title of the other."""
    titles = {one: _bare(fold(one.title).casefold()), other: _bare(fold(other.title).casefold())}
    return any(
        f" {party} " in f" {titles[there]} "
        for here, there in ((one, other), (other, one))
        for party in here.of(MarkKind.PARTY)
    )


def _dockets(text: str) -> list[str]:
    return ["-".join(part for part in match if part) for match in _DOCKET.findall(text)]


def _domains(text: str, own: Iterable[str]) -> list[str]:
    """Names of sites, but for the source's own and those that every text may name."""
    hosts = {host_of(url).removeprefix("www.") for url in own}
    found = dict.fromkeys(name.removeprefix("www.") for name in _DOMAIN.findall(text))
    return [name for name in found if not _is_common(name) and name not in hosts]


def _is_common(name: str) -> bool:
    return any(name == known or name.endswith(f".{known}") for known in _common_domains())


def _party(title: str) -> list[str]:
    """Who acts: the name before `v.`; a single common word names nobody."""
    parts = _VERSUS.split(title, maxsplit=1)
    if len(parts) < 2:
        return []
    # Dockets begin with their number: 1:26-cv-04211 Lantern Watches v. ...
    name = _bare(_DOCKET.sub(" ", parts[0]))
    return [name] if len(name) >= _PARTY_CHARS and " " in name else []


def _bare(text: str) -> str:
    return " ".join(_SIGNS.sub(" ", _CORPORATE.sub(" ", text)).split())


def _link(url: str, source_url: str) -> list[str]:
    """The notice's own address; the address of its list names no event."""
    parts = split_url(url)
    if (
        not parts.hostname
        or not parts.path.strip("/")
        or url.split("?", maxsplit=1)[0] == source_url.split("?", maxsplit=1)[0]
    ):
        return []
    return [f"{parts.hostname.removeprefix('www.')}{parts.path.rstrip('/')}"[:260]]


@cache
def _common_domains() -> frozenset[str]:
    return frozenset(load("monitor", "common_domains.yaml"))
