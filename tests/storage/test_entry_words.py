"""Sources that ask for some entries of a list only: `only` and `skip`."""

from dataclasses import replace

from monitor.model import Outcome
from storage.database import Database
from tests.storage.test_entries import Item, Watch, rss

ONLY, SKIP = ("schedule a", "counterfeit*"), ("webinar",)
MIXED = [
    Item("Suit against Schedule A defendants", "Trademark", id="1"),
    Item("Personal injury", "A fall.", id="2"),
    Item("Webinar on counterfeits", "Join us.", id="3"),
]


def test_only_the_entries_with_the_words_of_a_source_are_read(database: Database) -> None:
    watch = Watch(database, only=ONLY, skip=SKIP)
    watch.sees(rss(MIXED[:1]))
    result = watch.sees(rss([Item("Counterfeiting of toys", id="4"), *MIXED]))
    assert result.outcome is Outcome.CHANGED
    assert watch.news() == ["Counterfeiting of toys"]


def test_a_word_may_stand_in_the_text(database: Database) -> None:
    watch = Watch(database, only=ONLY)
    watch.sees(rss(MIXED[:1]))
    watch.sees(rss([Item("Case 26-cv-1", "v. the entities on Schedule A", id="5"), *MIXED[:1]]))
    assert watch.news() == ["Case 26-cv-1"]


def test_a_list_without_an_entry_of_these_words_is_not_empty(database: Database) -> None:
    watch = Watch(database, only=ONLY, skip=SKIP)
    watch.sees(rss(MIXED))
    result = watch.sees(rss(MIXED[1:]))
    assert (result.outcome, str(result.reason)) == (Outcome.UNCHANGED, "")
    assert str(watch.sees(rss([])).reason) == "empty: no entry is named"


def test_other_words_make_no_news_of_what_the_list_had_before(database: Database) -> None:
    watch = Watch(database, only=("nothing like it",))
    watch.sees(rss(MIXED))
    watch.source = replace(watch.source, only=())
    result = watch.sees(rss([Item("Fees rise", id="9"), *MIXED]))
    assert result.outcome is Outcome.CHANGED
    assert watch.news() == ["Fees rise"]
