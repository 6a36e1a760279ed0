"""Own names: matched in every change, kept sealed, shown to their owner alone, gone when asked."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from monitor.errors import ConfigurationError
from monitor.language import Language
from monitor.source import Kind
from monitor.watchlist import NameMatch, TermKind, WatchTerm
from monitor.watchlist.entry import MOST_TERMS
from storage.database import Database
from storage.delivery.personal_data import PersonalData
from storage.delivery.sightings import Sightings
from storage.delivery.subscribers import Subscribers
from storage.delivery.watchlists import OwnName, Watchlists, match_names
from storage.queries.history import History
from storage.tables.watchlist import WatchKeyRow, WatchMatchRow, WatchTermRow
from tests.lab import page, rss
from tests.storage.test_tracking import LONG, NOW, OLD, WatchedSource

SHOP = WatchTerm(TermKind.SHOP, "Moonveil Official")
COMPANY = WatchTerm(TermKind.COMPANY, "Shenzhen Moonveil Trading Co., Ltd")
NAMED = page("Moonveil Official and Sunny Glow must not list rings.", LONG)


def add(database: Database, subscriber_id: int, term: WatchTerm = SHOP) -> OwnName:
    name = Watchlists(database).add(subscriber_id, term, NOW)
    assert name is not None
    return name


def matched(database: Database, change_id: int | None) -> dict[int, tuple[NameMatch, ...]]:
    change = History(database).change(change_id or 0)
    assert change is not None
    with database.write() as session:
        return dict(match_names(session, change))


def test_a_change_that_names_a_reader_is_matched_and_recorded(database: Database) -> None:
    watched = WatchedSource(database)
    other = Subscribers(database).welcome(2, Language.ZH, NOW)
    add(database, watched.subscriber.id)
    add(database, other.id, COMPANY)
    watched.sees(OLD)
    change = watched.sees(NAMED).change
    found = matched(database, change)

    assert list(found) == [watched.subscriber.id]
    (match,) = found[watched.subscriber.id]
    assert (match.term, "Moonveil Official and Sunny" in match.quote) == (SHOP, True)
    store = Watchlists(database)
    assert store.matches(watched.subscriber.id, [change or 0]) == {change: (match,)}
    assert store.matches(other.id, [change or 0]) == {}
    assert matched(database, change) == found  # twice is once


def test_a_notice_is_searched_whole_however_long(database: Database) -> None:
    watched = WatchedSource(database, Kind.FEED)
    add(database, watched.subscriber.id, COMPANY)
    watched.sees(rss(("First notice", "Nothing.")).body)
    defendants = "".join(f"&lt;p&gt;Defendant {n} Glowworm Store&lt;/p&gt;" for n in range(60))
    text = f"{defendants}&lt;p&gt;61. SHENZHEN MOONVEIL TRADING CO LTD&lt;/p&gt;"
    change = watched.sees(rss(("Complaint", text), ("First notice", "Nothing.")).body).change

    (match,) = matched(database, change)[watched.subscriber.id]
    assert "SHENZHEN MOONVEIL TRADING" in match.quote


def test_what_is_stored_is_found_when_a_name_is_entered(database: Database) -> None:
    watched = WatchedSource(database)
    watched.sees(page("Sunny Glow must not list rings.", LONG))
    watched.sees(OLD)
    change = watched.sees(NAMED).change
    name = add(database, watched.subscriber.id)
    first = add(database, watched.subscriber.id, WatchTerm(TermKind.SHOP, "Sunny Glow"))
    search = Sightings(database).search
    (found,) = search(watched.subscriber.id, name, NOW - timedelta(days=365), 5)
    sunny = search(watched.subscriber.id, first, NOW - timedelta(days=365), 5)

    assert (found.change_id, found.source_id) == (change, "ring-rules")
    assert "Moonveil Official" in found.match.quote
    assert [one.change_id for one in sunny] == [change, None]
    assert list(Watchlists(database).matches(watched.subscriber.id, [change or 0])) == [change]
    assert search(watched.subscriber.id, name, watched.now, 5) == []


def test_names_are_added_once_counted_and_removed_by_their_owner_only(database: Database) -> None:
    watched = WatchedSource(database)
    other = Subscribers(database).welcome(2, Language.EN, NOW)
    store = Watchlists(database)
    name = add(database, watched.subscriber.id)
    again = store.add(watched.subscriber.id, WatchTerm(TermKind.SHOP, "MOONVEIL-OFFICIAL"), NOW)

    assert again == name
    assert store.of(other.id) == []
    assert not store.remove(other.id, name.id)
    assert store.remove(watched.subscriber.id, name.id)
    assert store.of(watched.subscriber.id) == []
    for number in range(MOST_TERMS):
        add(database, other.id, WatchTerm(TermKind.GOODS, f"goods {number}"))
    assert store.add(other.id, SHOP, NOW) is None
    assert store.count() == MOST_TERMS


def test_tables_hold_no_name_and_the_export_does(database: Database) -> None:
    watched = WatchedSource(database)
    add(database, watched.subscriber.id, COMPANY)
    add(database, watched.subscriber.id)
    watched.sees(OLD)
    matched(database, watched.sees(NAMED).change)
    with database.read() as session:
        rows = [
            *session.execute(select(WatchTermRow.text, WatchTermRow.kind)),
            *session.execute(select(WatchKeyRow.head, WatchKeyRow.length)),
            *session.execute(select(WatchMatchRow.quote, WatchMatchRow.place)),
        ]
    exported = PersonalData(database).of(watched.subscriber.id)

    assert len(rows) > 4
    assert "moonveil" not in str(rows).lower()
    assert [row["text"] for row in exported["watch_terms"]] == [COMPANY.text, SHOP.text]
    assert "Moonveil Official" in exported["watch_matches"][0]["quote"]
    assert json.dumps(exported)


def test_whoever_is_erased_leaves_no_name(database: Database) -> None:
    watched = WatchedSource(database)
    add(database, watched.subscriber.id)
    watched.sees(OLD)
    matched(database, watched.sees(NAMED).change)
    Subscribers(database).remove(watched.subscriber.id)
    with database.read() as session:
        left = [
            session.scalar(select(func.count()).select_from(table))
            for table in (WatchTermRow, WatchKeyRow, WatchMatchRow)
        ]

    assert left == [0, 0, 0]
    assert Watchlists(database).add(watched.subscriber.id, SHOP, NOW) is None


def test_a_group_that_moves_takes_its_names_along(database: Database) -> None:
    subscribers = Subscribers(database)
    old, newer = (subscribers.welcome(chat, Language.EN, NOW) for chat in (-1, -2))
    add(database, old.id)
    subscribers.move_chat(-1, -2)

    assert [name.term for name in Watchlists(database).of(newer.id)] == [SHOP]


def test_another_key_opens_nothing_and_says_so(database: Database) -> None:
    watched = WatchedSource(database)
    url = database.engine.url.render_as_string(hide_password=False)
    other = Database(url, "a-key-of-the-operator-32-letters")
    Watchlists(other).require_key()
    add(other, watched.subscriber.id)
    Watchlists(other).require_key()
    with pytest.raises(ConfigurationError, match="FOREWARN_WATCHLIST_KEY is not the key"):
        Watchlists(database).require_key()
    other.close()


def test_names_pass_quiet_hours_unless_the_reader_says_no(database: Database) -> None:
    subscribers = Subscribers(database)
    subscriber = subscribers.welcome(1, Language.EN, NOW)
    subscribers.set_names_pass_quiet(subscriber.id, passes=False, now=NOW)
    changed = subscribers.get(subscriber.id)

    assert subscriber.names_pass_quiet
    assert changed is not None
    assert not changed.names_pass_quiet
