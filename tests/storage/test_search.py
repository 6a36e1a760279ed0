"""Full-text search finds English and Chinese on both databases, and nothing that is not there."""

from datetime import UTC, datetime

import pytest
from alembic import command
from sqlalchemy import text

from monitor.search import Phrase, phrases, spaced, terms
from monitor.source import Kind, Source
from storage.archive.sql_archive import SqlArchive
from storage.database import Database
from storage.migrate import alembic_config
from storage.queries.history import History
from tests.lab import page, publish_to

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
SOURCE = Source(
    id="rules",
    organisation="Harbour Market",
    title="Rules",
    category="platform-policy",
    kind=Kind.PAGE,
    url="https://harbour.example.org/rules",
    language="en",
)
BEFORE = (
    "Sellers of lithium batteries keep their test reports for five years after the last sale.",
    "跨境卖家必须提供进口商的联系方式，并在商品页面上展示。",
    "O'Neill & Söhne may ask for an authorisation letter of the brand at any time.",
)
AFTER = (
    "Sellers of lithium batteries keep their test reports for ten years after the last sale.",
    "自2026年9月1日起，跨境卖家销售锂电池须提交 UN38.3 检测报告，否则商品将被下架。",
    BEFORE[2],
)


@pytest.fixture
def history(database: Database) -> History:
    archive = SqlArchive(database)
    for texts in (BEFORE, AFTER):
        publish_to(archive, SOURCE, page(*texts), NOW)
    return History(database)


@pytest.mark.parametrize(
    "words",
    ["lithium", "LITHIUM batter", "锂电池", "检测报告", "UN38.3", "锂", "下架", "ten years", "跨境 lithium", "9月1日", "提交UN38"],
)  # fmt: skip
def test_what_the_rule_and_its_change_hold_is_found(history: History, words: str) -> None:
    (change,) = history.search(words.split(), 10)
    (rule,) = history.search_rules(words.split(), 10)
    assert change.source_id == rule.source_id == "rules"
    assert rule.number == 2


@pytest.mark.parametrize("words", ["电池", "batería", "Akku", "电池 test", "授权书"])
def test_a_word_finds_what_it_is_called_in_other_languages(history: History, words: str) -> None:
    """By the glossary and the topics: none of these words stands in the English sentences."""
    (rule,) = history.search_rules(words.split(), 10)

    assert rule.source_id == "rules"


@pytest.mark.parametrize(
    "words", ["ithium", "电锂", "池锂电", "lithium toys", "9月2日", "UN38.4", "!!!", "", "锂电池不"]
)
def test_what_is_not_there_is_not_found(history: History, words: str) -> None:
    assert history.search(words.split(), 10) == []
    assert history.search_rules(words.split(), 10) == []


def test_a_rule_is_found_by_what_stands_now(history: History) -> None:
    assert history.search_rules(["联系方式"], 10) == []
    assert len(history.search(["联系方式"], 10)) == 1
    assert len(history.search_rules(["söhne"], 10)) == 1


@pytest.mark.parametrize(
    "words",
    ['"', "'", "a' OR '1", "\\", "lithium*", "NEAR(a b)", "a:*", "<->", "%", "\x00", "x" * 5_000],
)
def test_what_people_type_never_breaks_it(history: History, words: str) -> None:
    history.search([words], 10)
    history.search_rules([words], 10)

    assert history.search(["lithium"], 10)


def test_a_long_rule_is_found_to_its_end(database: Database) -> None:
    archive = SqlArchive(database)
    long = [f"Rule {n} 第{n}条：卖家须在{n}日内回复买家的申诉。" for n in range(3_000)]
    publish_to(archive, SOURCE, page(*long, "The last word is zanzibar."), NOW)
    assert len(History(database).search_rules(["last word is zanzibar"], 10)) == 1


@pytest.mark.parametrize(
    "words", ["brand’s own", "BRAND S OWN", "tariff-free", "8 percent", "w" * 60, "w" * 45]
)
def test_english_with_typographic_signs_is_found_by_the_same_words(
    database: Database, words: str
) -> None:
    said = f"The brand’s “own” listing… is tariff—free • 8\u00a0percent {'w' * 70}"
    publish_to(SqlArchive(database), SOURCE, page(said), NOW)
    assert len(History(database).search_rules(words.split(), 10)) == 1
    assert History(database).search_rules(["rand’s", "own"], 10) == []


def test_an_upgrade_indexes_what_is_there(database: Database, history: History) -> None:
    command.downgrade(alembic_config(database.engine), "0004")
    database.upgrade()
    assert len(history.search(["lithium"], 10)) == 1
    assert len(history.search_rules(["检测报告"], 10)) == 1
    with database.read() as session:
        assert session.scalar(text("SELECT count(*) FROM rule_terms")) == 1


@pytest.mark.parametrize(
    "said",
    ["The brand’s “own” – 8% off…", "plain_words, 2 of them", "❶ Straße ①"],
)
def test_what_an_index_splits_by_itself_are_the_same_terms(said: str) -> None:
    assert terms(spaced(said)) == terms(said)


def test_terms_are_words_and_pairs() -> None:
    assert terms("UN38.3 锂电池, Straße") == ["un38", "3", "锂电", "电池", "池", "strasse"]
    assert phrases(["锂电池charger-2", "9月1日起", "?"]) == [
        Phrase(("锂电", "电池", "池", "charger", "2"), opens=True),
        Phrase(("9", "月", "1", "日起"), opens=False),
    ]
