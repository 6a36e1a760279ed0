"""Acts of operators are recorded; of two who decide on one snapshot at once, one wins."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from monitor.language import Language
from monitor.operators import FORGOTTEN, SHELL, key_name, operator_name
from storage.archive.operator_acts import OperatorActs
from storage.archive.quarantine import Quarantine
from storage.archive.retention import prune
from storage.archive.sql_archive import SqlArchive
from storage.database import Database
from storage.delivery.subscribers import Subscribers
from storage.held_versions import accept_held, accept_last
from storage.tracker import Tracker
from tests.storage.test_tracking import NEW, OLD, WatchedSource

NOW = datetime(2026, 11, 28, tzinfo=UTC)
OTHER = "https://harbour-rules.example.net/rings"


def test_the_newest_come_first_page_by_page(database: Database) -> None:
    acts = OperatorActs(database)
    ids = [
        acts.record(by=by, act="pause", subject="rules", detail="why", at=NOW)
        for by in (operator_name(77), operator_name(0), key_name("ci"))
    ]
    newest, second = acts.latest(2)

    assert [newest.id, second.id] == [ids[2], ids[1]]
    assert (newest.by, second.by, newest.detail) == ("key:ci", SHELL, "why")
    assert [one.by for one in acts.latest(2, before=second.id)] == ["chat:77"]
    assert acts.get(ids[0]) == acts.latest(1, before=ids[1])[0]
    assert acts.newest_of("rules", ["pause"]) == newest
    assert acts.newest_of("rules", ["resume"]) is None


def test_they_are_kept_for_400_days(database: Database) -> None:
    acts = OperatorActs(database)
    acts.record(by=SHELL, act="pause", subject="old", at=NOW - timedelta(days=401))
    acts.record(by=SHELL, act="pause", subject="new", at=NOW - timedelta(days=399))
    prune(database, NOW)

    assert [one.subject for one in acts.latest(5)] == ["new"]


def test_an_operator_who_is_forgotten_leaves_no_number(database: Database) -> None:
    acts, subscribers = OperatorActs(database), Subscribers(database)
    one = subscribers.welcome(77, Language.EN, NOW)
    acts.record(by=operator_name(77), act="pause", subject="rules", at=NOW)
    subscribers.remove(one.id)

    assert [act.by for act in acts.latest(5)] == [FORGOTTEN]


def held(database: Database) -> WatchedSource:
    watched = WatchedSource(database)
    watched.sees(OLD)
    watched.sees(NEW, url=OTHER)
    return watched


def test_of_many_who_decide_at_once_one_wins(database: Database) -> None:
    watched, quarantine = held(database), Quarantine(database)
    waiting = quarantine.held(watched.source.id)
    assert waiting is not None
    assert not waiting.is_refused
    seen = waiting.text_sha256

    def decide(number: int) -> bool:
        if number % 2:
            return quarantine.refuse(watched.source.id, seen)
        return bool(
            accept_held(
                quarantine, Tracker(SqlArchive(database)), watched.source, seen, watched.now
            )
        )

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(decide, range(6))) == 1


def test_only_what_was_seen_is_decided_on(database: Database) -> None:
    watched, quarantine = held(database), Quarantine(database)
    source = watched.source

    assert not quarantine.refuse(source.id, "0" * 64)
    assert (
        accept_held(quarantine, Tracker(SqlArchive(database)), source, "0" * 64, watched.now)
        is None
    )
    assert quarantine.refuse(source.id)
    assert quarantine.refused() == {source.id}


def test_a_refusal_can_be_taken_back_and_an_accepted_text_is_not_refused(
    database: Database,
) -> None:
    watched, quarantine = held(database), Quarantine(database)
    source = watched.source
    waiting = quarantine.held(source.id)
    assert waiting is not None
    assert quarantine.refuse(source.id)
    assert not quarantine.unrefuse(source.id, "0" * 64)
    assert quarantine.unrefuse(source.id, waiting.text_sha256)
    assert not quarantine.unrefuse(source.id, waiting.text_sha256)
    assert accept_last(quarantine, Tracker(SqlArchive(database)), source, watched.now) is not None
    assert quarantine.held(source.id) is None
    assert SqlArchive(database).states([source.id])[source.id].refused_sha256 == ""
