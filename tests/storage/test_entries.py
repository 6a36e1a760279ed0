"""Entries of feeds, lists and APIs over a real archive: what is news, what is known, what is told."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import pytest

from monitor.health import operator_report
from monitor.model import Outcome, Snapshot, VersionReason
from monitor.ports import CheckResult, Fetched
from monitor.source import Api, Kind, Source
from monitor.text import sha256
from storage.archive.health import SourceHealth
from storage.archive.sql_archive import SqlArchive
from storage.database import Database
from storage.queries.history import History
from storage.tracker import Tracker

NOW = datetime(2026, 11, 27, 8, tzinfo=UTC)
API = Api(entries="rows", id="no", title="name", text=("says",), date="day", link="at")


class Item(NamedTuple):
    """An entry as a source gives it; '' is left out."""

    title: str = ""
    says: str = ""
    link: str = ""
    id: str = ""
    day: str = ""


def rss(items: Sequence[Item]) -> str:
    return (
        "<rss version='2.0'><channel><title>Gazette</title>" + "".join(map(_rss, items))
    ) + "</channel></rss>"


def _rss(item: Item) -> str:
    guid = f"<guid isPermaLink='false'>{item.id}</guid>" if item.id else ""
    return (
        "<item>"
        + _tag("title", item.title)
        + _tag("link", item.link)
        + guid
        + _tag("description", item.says)
        + _tag("pubDate", item.day)
        + "</item>"
    )


def _tag(name: str, text: str) -> str:
    return f"<{name}>{text}</{name}>" if text else ""


def rdf(items: Sequence[Item]) -> str:
    about = "".join(
        f"<item rdf:about='{item.id or item.link}'>"
        + _tag("title", item.title)
        + _tag("link", item.link)
        + _tag("description", item.says)
        + "</item>"
        for item in items
    )
    return (
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'>"
        f"<channel rdf:about='x'><title>Gazette</title></channel>{about}</rdf:RDF>"
    )


def atom(items: Sequence[Item]) -> str:
    entries = "".join(
        "<entry>"
        + _tag("title", item.title)
        + (f"<link href='{item.link}'/>" if item.link else "")
        + _tag("id", item.id)
        + _tag("summary", item.says)
        + _tag("published", item.day)
        + "</entry>"
        for item in items
    )
    return f"<feed xmlns='http://www.w3.org/2005/Atom'><title>Gazette</title>{entries}</feed>"


def json_feed(items: Sequence[Item]) -> str:
    names = {"title": "title", "content_text": "says", "url": "link", "id": "id"}
    return json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "items": [
                {name: value for name, at in names.items() if (value := getattr(item, at))}
                | ({"date_published": item.day} if item.day else {})
                for item in items
            ],
        }
    )


def api(items: Sequence[Item]) -> str:
    names = {"name": "title", "says": "says", "at": "link", "no": "id", "day": "day"}
    rows = [{name: getattr(item, at) or None for name, at in names.items()} for item in items]
    return json.dumps({"rows": rows})


FORMS: dict[str, Callable[[Sequence[Item]], str]] = {
    "rss": rss,
    "rdf": rdf,
    "atom": atom,
    "json-feed": json_feed,
    "api": api,
}


class Watch:
    """One source that is looked at by hand."""

    def __init__(self, database: Database, kind: Kind = Kind.FEED, **more: Any) -> None:
        known = Source(
            id="gazette",
            organisation="Harbour",
            title="Gazette",
            category="platform-policy",
            kind=kind,
            url="https://gazette.example.org/all",
            language="en",
            api=API if kind is Kind.API else None,
        )
        self.source = replace(known, **more)
        self.database = database
        self.history = History(database)
        self.now = NOW
        self._tracker = Tracker(SqlArchive(database))

    def sees(self, body: str | bytes, **more: Any) -> CheckResult:
        raw = body.encode() if isinstance(body, str) else body
        self.now += timedelta(hours=6)
        snapshot = Snapshot(
            source_id=self.source.id,
            url=self.source.url,
            fetched_at=self.now,
            status=200,
            headers=(("Content-Type", "application/octet"),),
            body=raw,
            sha256=sha256(raw),
            **more,
        )
        return self._tracker.take(Fetched(self.source, snapshot), self.now)

    def news(self) -> list[str]:
        """Titles of notices and, with a star, of changes; in their order."""
        lines = sorted(self.history.versions(self.source.id), key=lambda line: line.number)
        loud = {VersionReason.NOTICE: "", VersionReason.CONTENT: "*"}
        found = []
        for line in lines:
            version = self.history.version(self.source.id, line.number)
            if version and version.reason in loud:
                found.append(loud[version.reason] + version.document.title)
        return found


def watch_of(form: str, database: Database, name: str = "gazette") -> Watch:
    return Watch(database, Kind.API if form == "api" else Kind.FEED, id=name)


def note(n: int, **more: str) -> Item:
    given = {
        "title": f"Notice {n}",
        "says": f"What notice {n} says to sellers.",
        "link": f"https://gazette.example.org/n/{n}",
        "id": f"urn:n:{n}",
    }
    return Item(**(given | more))


def every(**more: str) -> list[Item]:
    """Notices 1, 2, 3, 4, all of them with that."""
    return [note(n, **more) for n in range(1, 5)]


SHARED: dict[str, list[Item]] = {
    "the-id": every(id="urn:all"),
    "an-id-that-is-the-site": every(id="https://gazette.example.org/"),
    "the-link-without-an-id": every(id="", link="https://gazette.example.org/list"),
    "the-id-and-the-link": every(id="urn:all", link="https://gazette.example.org/list"),
    "nothing-but-words": every(id="", link=""),
    "the-id-and-no-link": every(id="urn:all", link=""),
    "the-title-and-no-id": every(id="", title="Seizure order"),
    "the-title-and-the-id": every(id="urn:all", title="Seizure order"),
    "no-title-and-the-id": every(id="urn:all", title=""),
    "no-title-no-id": every(id="", title=""),
    "no-title-no-id-no-link": every(id="", title="", link=""),
    "all-but-the-text": every(
        id="urn:all", title="Seizure order", link="https://gazette.example.org/list"
    ),
    "an-id-of-spaces": every(id="  "),
}


@pytest.mark.parametrize("form", FORMS)
def test_entries_that_share_what_names_them_are_told_each_and_once(
    form: str, database: Database
) -> None:
    shown = FORMS[form]
    for case, (one, two, three, four) in SHARED.items():
        heads = [item.title or item.says for item in (two, three, four)]
        watch = watch_of(form, database, case)

        watch.sees(shown([one]))
        watch.sees(shown([three, two, one]))
        assert sorted(watch.news()) == sorted(heads[:2]), case
        for items in ([three, two, one], [four, three, two], [four], [four, three, two, one]):
            watch.sees(shown(items) + " " * len(items))
        assert sorted(watch.news()) == sorted(heads), case


@pytest.mark.parametrize("form", FORMS)
def test_another_entry_under_the_id_of_one_that_is_gone_is_a_notice(
    form: str, database: Database
) -> None:
    watch = watch_of(form, database)
    for n in (1, 2, 3):
        watch.sees(FORMS[form]([note(n, id="urn:all")]))

    assert watch.news() == ["Notice 2", "Notice 3"]


@pytest.mark.parametrize("form", FORMS)
def test_an_entry_that_is_edited_is_told_as_changed(form: str, database: Database) -> None:
    says = "Sellers must keep invoices for {} years."
    edits = {
        "its text": ({"says": says.format(2)}, {"says": says.format(5)}),
        "its title": ({"title": "Fees rise"}, {"title": "Fees rise by a third"}),
        "its title and its link": (
            {"title": "Fees rise", "link": "https://gazette.example.org/fees-rise"},
            {"title": "Fees rise by a third", "link": "https://gazette.example.org/fees-third"},
        ),
    }
    for case, (before, after) in edits.items():
        watch = watch_of(form, database, case)
        watch.sees(FORMS[form]([note(2), note(1, **before)]))
        watch.sees(FORMS[form]([note(2), note(1, **after)]))
        assert watch.news() == ["*" + after.get("title", "Notice 1")], case


@pytest.mark.parametrize("form", FORMS)
def test_a_source_that_names_its_entries_anew_at_each_look_tells_none_again(
    form: str, database: Database
) -> None:
    counted = "What notice {} says to sellers.&lt;p&gt;Views: {}&lt;/p&gt;"
    counted = (
        counted
        if form in {"rss", "rdf", "atom"}
        else counted.replace("&lt;", "<").replace("&gt;", ">")
    )
    renamed: dict[str, Callable[[int, int], Item]] = {
        "ids": lambda n, look: note(n, id=f"urn:{look}:{n}"),
        "links": lambda n, look: note(n, link=f"https://gazette.example.org/{n}-{look}"),
        "both": lambda n, look: note(n, id=f"u{look}{n}", link=f"https://gazette.example.org/{n}/{look}"),
        "links without ids": lambda n, look: note(n, id="", link=f"https://gazette.example.org/{n}/{look}"),
        "both, and dates": lambda n, look: note(
            n, id=f"u{look}{n}", link=f"https://gazette.example.org/{n}/{look}", day=f"2026-11-0{n}"
        ),
        "both, and a counter": lambda n, look: note(
            n, id=f"u{look}{n}", link=f"https://gazette.example.org/{n}/{look}", says=counted.format(n, 10 + 7 * look)
        ),
    }  # fmt: skip
    for case, item in renamed.items():
        watch = watch_of(form, database, case)
        for look in range(3):
            watch.sees(FORMS[form]([item(n, look) for n in (3, 2, 1)]))
        assert watch.news() == [], case
        watch.sees(FORMS[form]([item(n, 4) for n in (4, 3, 2)]))
        assert watch.news() == ["Notice 4"], case


@pytest.mark.parametrize("form", FORMS)
def test_a_title_that_comes_again_is_news(form: str, database: Database) -> None:
    """Weekly reports have one title, and often no text."""
    weekly: dict[str, Callable[[int], Item]] = {
        "a link and an id": lambda n: note(n, title="Weekly report", says=""),
        "a day": lambda n: note(n, title="Weekly report", says="", day=f"2026-11-0{n}"),
        "a text": lambda n: note(n, title="Weekly report"),
    }
    for case, item in weekly.items():
        watch = watch_of(form, database, case)
        watch.sees(FORMS[form]([item(2), item(1)]))
        watch.sees(FORMS[form]([item(3), item(2), item(1)]))
        watch.sees(FORMS[form]([item(5), item(4), item(3), item(2)]))
        assert watch.news() == ["Weekly report"] * 3, case


@pytest.mark.parametrize("field", ["no", "name", "says", "day", "at"])
def test_a_field_that_an_api_renamed_is_named_and_no_entry_changes(
    field: str, database: Database
) -> None:
    watch = watch_of("api", database)
    dated = [note(n, day=f"2026-11-0{n}") for n in (2, 1)]
    watch.sees(api(dated))
    result = watch.sees(api([note(3, day="2026-11-03"), *dated]).replace(f'"{field}"', '"other"'))

    assert result.outcome is Outcome.REJECTED
    assert result.reason.code == "api-shape"
    assert repr(field) in result.reason.detail
    assert watch.news() == []
    watch.sees(api([note(3, day="2026-11-03"), *dated]))
    assert watch.news() == ["Notice 3"]


def test_a_list_of_entries_that_an_api_renamed_is_named(database: Database) -> None:
    watch = watch_of("api", database)
    watch.sees(api([note(1)]))

    reason = watch.sees(api([note(1)]).replace("rows", "data")).reason
    assert str(reason) == "api-shape: the answer holds no list of entries at 'rows'"


def test_a_field_that_few_entries_have_may_be_missing(database: Database) -> None:
    watch = watch_of("api", database)
    rows = [json.loads(api([note(n)]))["rows"][0] for n in range(1, 8)]
    for row in rows[1:]:
        del row["says"]
    watch.sees(json.dumps({"rows": rows[:5]}))

    assert watch.sees(json.dumps({"rows": rows[5:]})).outcome is Outcome.CHANGED
    assert watch.sees(json.dumps({"rows": []})).outcome is Outcome.UNCHANGED


@pytest.mark.parametrize("form", FORMS)
def test_a_source_that_names_no_entry_for_longer_than_ever_is_told_once(
    form: str, database: Database
) -> None:
    watch, health = watch_of(form, database), SourceHealth(database)
    shown = FORMS[form]

    def emptied() -> bool:
        return bool(operator_report(health.everything(), watch.now).emptied)

    watch.sees(shown([note(1)]))
    assert str(watch.sees(shown([])).reason) == "empty: no entry is named"
    assert str(watch.sees(shown([])).reason) == "empty: no entry is named"
    watch.now += timedelta(hours=60)
    assert emptied()
    health.mark_notified(operator_report(health.everything(), watch.now), watch.now)
    assert not emptied()
    assert str(watch.sees(shown([note(1)])).reason) == ""
    assert watch.news() == []
    watch.sees(shown([]) + " ")
    watch.now += timedelta(hours=60)
    assert not emptied()
    watch.now += timedelta(hours=30)
    assert emptied()


def test_a_search_that_never_found_anything_is_nothing_odd(database: Database) -> None:
    watch, health = watch_of("api", database), SourceHealth(database)
    watch.sees(api([]))

    assert not operator_report(health.everything(), watch.now + timedelta(days=29)).emptied
    assert operator_report(health.everything(), watch.now + timedelta(days=31)).emptied


@pytest.mark.parametrize("form", FORMS)
def test_one_bad_byte_changes_no_known_entry_and_garbles_no_new_one(
    form: str, database: Database
) -> None:
    says = "自二〇二七年三月起，卖家应当提交证书。"
    known = note(1, title="关于平台卖家的通知", says=says)
    fresh = note(2, title="关于跨境电商卖家资质的公告", says=says)
    watch = watch_of(form, database)
    watch.sees(FORMS[form]([known]))
    whole = FORMS[form]([fresh, known])
    body = whole.encode() if form not in {"json-feed", "api"} else json.dumps(
        json.loads(whole), ensure_ascii=False
    ).encode()  # fmt: skip
    first, last = body.find("卖家应".encode()), body.rfind("卖家应".encode())
    watch.sees(body[: last + 1] + body[last + 2 :])
    watch.sees(body[:first] + b"\xff" + body[first:last] + b"\xfe" + body[last:])

    assert watch.news() == ["关于跨境电商卖家资质的公告"]


@pytest.mark.parametrize(
    "day", ["9999-12-31", "2099-01-01T00:00:00Z", "0001-01-01T00:00:00", "1970-01-01"]
)
@pytest.mark.parametrize("form", ["rss", "atom", "json-feed", "api"])
def test_a_day_that_none_publishes_on_is_no_day(form: str, day: str, database: Database) -> None:
    watch = watch_of(form, database)
    watch.sees(FORMS[form]([note(1, day=day)]))

    version = watch.history.version("gazette", 1)
    assert version is not None
    assert version.document.published_at is None
