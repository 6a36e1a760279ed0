"""Questions to a model on both databases: asked once, leased, within the budget of the day."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert

from monitor.briefs import Brief, BriefKind
from monitor.language import Language
from storage.database import Database
from storage.delivery.briefs import LEASE, BriefState, StoredBrief
from storage.stores import Stores
from storage.tables.changes import ChangeRow

NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)
ZH, BRIEF, TRANSLATION = Language.ZH, BriefKind.BRIEF, BriefKind.TRANSLATION


@pytest.fixture
def stores(database: Database) -> Stores:
    rows: list[dict[str, object]] = [
        {
            "id": number, "source_id": "rules", "category": "platform-policy", "kind": "content", "detected_at": NOW,
            "severity": 2, "summary": "s", "title": "t", "url": "", "topics": [], "reasons": [], "dates": [],
            "edits": [], "to_version": number, "language": "de",
        }
        for number in (1, 2)
    ]  # fmt: skip
    with database.write() as session:
        session.execute(insert(ChangeRow), rows)
    return Stores(database)


def test_a_question_is_asked_once_and_leased_to_one(stores: Stores) -> None:
    briefs = stores.briefs
    asked = [briefs.ask(1, ZH, BRIEF, NOW) for _ in range(2)]
    first, second = briefs.claim(NOW), briefs.claim(NOW)
    after_a_crash = briefs.claim(NOW + LEASE + timedelta(seconds=1))

    assert asked == [True, False]
    assert first is not None
    assert second is None
    assert after_a_crash == first


def test_what_a_person_waits_for_comes_first(stores: Stores) -> None:
    stores.briefs.ask(1, ZH, BRIEF, NOW)
    stores.briefs.ask(2, ZH, TRANSLATION, NOW)
    first = stores.briefs.claim(NOW)

    assert first is not None
    assert first.kind is TRANSLATION


def test_an_answer_is_kept_and_found(stores: Stores) -> None:
    stores.briefs.ask(1, ZH, BRIEF, NOW)
    wanted = stores.briefs.claim(NOW)
    assert wanted is not None
    answer = StoredBrief(state=BriefState.OK, texts=("甲", "乙", "丙"))
    stores.briefs.answered(wanted, answer, NOW, tokens=5)

    assert stores.briefs.get(1, ZH, BRIEF) == answer
    assert stores.briefs.ready([1, 2], ZH) == {1: Brief(changed="甲", concerns="乙", act="丙")}
    assert stores.briefs.ready([1], Language.EN) == {}
    assert stores.briefs.claim(NOW + timedelta(days=1)) is None
    assert not stores.briefs.ask(1, ZH, BRIEF, NOW + timedelta(days=1))


def test_what_failed_may_be_asked_again_after_a_while(stores: Stores) -> None:
    stores.briefs.ask(1, ZH, TRANSLATION, NOW)
    wanted = stores.briefs.claim(NOW)
    assert wanted is not None
    failed = StoredBrief(state=BriefState.FAILED, fault="error")
    stores.briefs.answered(wanted, failed, NOW)

    assert not stores.briefs.ask(1, ZH, TRANSLATION, NOW + timedelta(minutes=5))
    assert stores.briefs.ask(1, ZH, TRANSLATION, NOW + timedelta(hours=2))
    assert stores.briefs.claim(NOW + timedelta(hours=2)) is not None


def test_the_budget_is_kept_however_many_count_at_once(stores: Stores) -> None:
    def take(kind: BriefKind) -> bool:
        return stores.briefs.take_call(kind, NOW.date(), 10)

    with ThreadPoolExecutor(4) as pool:
        translated = list(pool.map(take, [TRANSLATION] * 12))
        briefed = list(pool.map(take, [BRIEF] * 12))

    assert (sum(translated), sum(briefed)) == (5, 5)
    assert stores.briefs.calls(NOW.date()) == 10
    assert stores.briefs.take_call(BRIEF, NOW.date() + timedelta(days=1), 10)
    assert not stores.briefs.take_call(BRIEF, NOW.date() + timedelta(days=2), 0)
