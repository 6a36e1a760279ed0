"""Rules are judged by what readers thought of their alerts."""

from monitor.audience import Frequency
from monitor.language import Language
from storage.database import Database
from storage.delivery.subscribers import Subscribers
from storage.queries.feedback import Feedback
from tests.storage.test_tracking import NEW, NOW, OLD, WatchedSource


def test_a_rule_is_reported_with_its_alerts_and_its_readers(database: Database) -> None:
    watched = WatchedSource(database)
    other = Subscribers(database).welcome(2, Language.ZH, NOW)
    Subscribers(database).subscribe(other.id, "platform-policy", Frequency.INSTANT)
    watched.sees(OLD)
    change = watched.sees(NEW).change
    assert change is not None
    feedback = Feedback(database)
    feedback.note(change, watched.subscriber.id, useful=True, now=NOW)
    feedback.note(change, watched.subscriber.id, useful=False, now=NOW)
    feedback.note(change, other.id, useful=True, now=NOW)
    report = {one.rule: one for one in feedback.report()}["prohibition"]

    assert (report.changes, report.alerts, report.useful, report.not_useful) == (1, 2, 1, 1)
    assert report.version > 0


def test_who_leaves_takes_their_judgements_along(database: Database) -> None:
    watched = WatchedSource(database)
    watched.sees(OLD)
    change = watched.sees(NEW).change
    assert change is not None
    Feedback(database).note(change, watched.subscriber.id, useful=False, now=NOW)
    Subscribers(database).remove(watched.subscriber.id)

    assert {one.not_useful for one in Feedback(database).report()} == {0}
