"""Groups notices of one enforcement event; if unsure, keeps them apart: a wrong match hides one.

Marks identify a notice: docket numbers, domain names, the acting party, its own link. Courts use
the same numbers, so that a docket counts together with its court.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from rapidfuzz import fuzz

from monitor.audience import ChannelName, NotifiedNotice
from monitor.cases import Stage
from monitor.cases.docket import DOCKET, dockets_in
from monitor.cases.facts import court_of
from monitor.data import load
from monitor.model import Change
from monitor.parsing.urls import host_of, split_url
from monitor.text import fold

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
# How long a later notice with a mark of this kind can join an event.
_OPEN = {
    "docket": timedelta(days=180), "link": timedelta(days=60),
    "domain": timedelta(days=45), "party": timedelta(days=7),
}  # fmt: skip
# Two courts can use the same number, so the titles must be similar, too.
_SAME_CASE = 45.0
_SHARED_DOMAINS = 2


class MarkKind(StrEnum):
    """The kind of a mark."""

    DOCKET = "docket"
    COURT = "court"
    DOMAIN = "domain"
    PARTY = "party"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing that identifies a notice."""

    kind: MarkKind
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """The data of a notice that matching needs."""

    source_id: str
    title: str
    at: datetime
    marks: frozenset[Mark]

    def of(self, kind: MarkKind) -> frozenset[str]:
        """Return the values of its marks of one kind."""
        return frozenset(mark.value for mark in self.marks if mark.kind is kind)


@dataclass(frozen=True, slots=True)
class Event:
    """Notices on one matter."""

    id: int
    notices: tuple[Notice, ...]


class EventMember(NamedTuple):
    """A notice as an item of its event's list."""

    change_id: int
    source_id: str
    title: str


def marks_of(title: str, text: str, url: str, source_url: str) -> frozenset[Mark]:
    """Return the marks of a notice; empty if nothing identifies its event."""
    folded = fold(f"{title}\n{text}").casefold()
    found = [Mark(MarkKind.DOCKET, value) for value in dockets_in(folded)]
    if found and (court := court_of(title, text, (url, source_url))):
        found.append(Mark(MarkKind.COURT, court))
    found += [Mark(MarkKind.DOMAIN, value) for value in _domains(folded, (url, source_url))]
    found += [Mark(MarkKind.PARTY, party) for party in _party(fold(title).casefold())]
    found += [Mark(MarkKind.LINK, link) for link in _link(url, source_url)]
    return frozenset(found[:_MARKS_KEPT])


def event_of(notice: Notice, events: Iterable[Event]) -> int | None:
    """Return the event that the notice belongs to; None if no event matches, or several do."""
    matching = [
        event.id
        for event in events
        if any(is_same_event(notice, other) for other in event.notices)
        and not any(_contradict(notice, other) for other in event.notices)
    ]
    return matching[0] if len(matching) == 1 else None


def first_notified(
    change: Change, notified: Iterable[NotifiedNotice], channel: ChannelName | None = None
) -> NotifiedNotice | None:
    """Return the notice that a change follows: the first one sent, preferably on that channel."""
    others = [n for n in notified if n.event_id == change.event_id and n.change_id != change.id]
    return min(others, key=lambda n: (n.channel is not channel, n.change_id), default=None)


def later_stage(change: Change, notified: Iterable[NotifiedNotice]) -> Stage | None:
    """Return a change's stage if it is later than that of every notice of its event sent before."""
    before = [n.stage or 0 for n in notified if _is_before(n, change)]
    return change.stage if before and (change.stage or 0) > max(before) else None


def _is_before(notice: NotifiedNotice, change: Change) -> bool:
    return notice.event_id == change.event_id and notice.change_id < change.id


def is_same_event(one: Notice, other: Notice) -> bool:
    """Whether two notices are about the same event."""
    distance = abs(one.at - other.at)
    if one.of(MarkKind.LINK) & other.of(MarkKind.LINK) and distance <= _OPEN["link"]:
        return True
    if _contradict(one, other):
        return False
    if one.of(MarkKind.DOCKET) & other.of(MarkKind.DOCKET) and distance <= _OPEN["docket"]:
        return _are_of_one_case(one, other)
    shared = one.of(MarkKind.DOMAIN) & other.of(MarkKind.DOMAIN)
    if len(shared) >= _SHARED_DOMAINS and distance <= _OPEN["domain"]:
        return True
    return (
        one.source_id != other.source_id and distance <= _OPEN["party"] and _names_party(one, other)
    )


def _contradict(one: Notice, other: Notice) -> bool:
    """Whether dockets or courts show two different cases: one plaintiff may file many in a week."""
    pairs = [(one.of(kind), other.of(kind)) for kind in (MarkKind.DOCKET, MarkKind.COURT)]
    return any(here and there and not here & there for here, there in pairs)


def _are_of_one_case(one: Notice, other: Notice) -> bool:
    alike = fuzz.token_set_ratio(_case_name(one.title), _case_name(other.title))
    return alike >= _SAME_CASE or _names_party(one, other)


def _case_name(title: str) -> str:
    """Return the title without the docket number and the `v.` that every case has."""
    return _bare(_VERSUS.sub(" ", DOCKET.sub(" ", fold(title).casefold())))


def _names_party(one: Notice, other: Notice) -> bool:
    """Whether the title of one notice names the acting party of the other."""
    titles = {one: _bare(fold(one.title).casefold()), other: _bare(fold(other.title).casefold())}
    return any(
        f" {party} " in f" {titles[there]} "
        for here, there in ((one, other), (other, one))
        for party in here.of(MarkKind.PARTY)
    )


def _domains(text: str, own: Iterable[str]) -> list[str]:
    """Return the domains in a text, except the source's own and very common ones."""
    hosts = {host_of(url).removeprefix("www.") for url in own}
    found = dict.fromkeys(name.removeprefix("www.") for name in _DOMAIN.findall(text))
    return [name for name in found if not _is_common(name) and name not in hosts]


def _is_common(name: str) -> bool:
    return any(name == known or name.endswith(f".{known}") for known in _common_domains())


def _party(title: str) -> list[str]:
    """Return the acting party, the name before `v.`; a single word identifies nobody."""
    parts = _VERSUS.split(title, maxsplit=1)
    if len(parts) < 2:
        return []
    # Dockets begin with their number: 1:26-cv-04211 Lantern Watches v. ...
    name = _bare(DOCKET.sub(" ", parts[0]))
    return [name] if len(name) >= _PARTY_CHARS and " " in name else []


def _bare(text: str) -> str:
    return " ".join(_SIGNS.sub(" ", _CORPORATE.sub(" ", text)).split())


def _link(url: str, source_url: str) -> list[str]:
    """Return the notice's own link; the address of its list identifies no event."""
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
