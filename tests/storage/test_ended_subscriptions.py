"""What was just ended is brought back once, by its owner, after a restart, too."""

from datetime import UTC, datetime

from monitor.audience import Frequency, Subscription
from monitor.language import Language
from monitor.model import Severity
from storage.database import Database
from storage.delivery.ended_subscriptions import EndedSubscriptions
from storage.delivery.personal_data import PersonalData
from storage.delivery.subscribers import Subscribers

NOW = datetime(2026, 11, 28, tzinfo=UTC)


def of(subscriber_id: int, *targets: str) -> list[Subscription]:
    return [
        Subscription(
            subscriber_id=subscriber_id,
            target=target,
            frequency=Frequency.DAILY,
            min_severity=severity,
        )
        for target, severity in zip(targets, (Severity.URGENT, None), strict=False)
    ]


def test_what_was_ended_outlives_the_process_and_comes_back_once(database: Database) -> None:
    reader = Subscribers(database).welcome(1, Language.ZH, NOW).id
    number = EndedSubscriptions(database).keep(reader, of(reader, "toys", "batteries"), NOW)
    again = EndedSubscriptions(database)

    assert again.take(number, reader + 1) == []
    assert again.take(number, reader) == of(reader, "toys", "batteries")
    assert again.take(number, reader) == []


def test_a_number_is_never_given_twice(database: Database) -> None:
    reader = Subscribers(database).welcome(1, Language.ZH, NOW).id
    ended = EndedSubscriptions(database)
    first = ended.keep(reader, of(reader, "toys"), NOW)
    ended.take(first, reader)

    assert ended.keep(reader, of(reader, "drones"), NOW) != first
    assert ended.take(first, reader) == []


def test_only_the_last_ones_are_kept_and_all_are_forgotten(database: Database) -> None:
    subscribers = Subscribers(database)
    reader, other = (subscribers.welcome(chat, Language.ZH, NOW).id for chat in (1, 2))
    ended = EndedSubscriptions(database)
    others = ended.keep(other, of(other, "toys"), NOW)
    numbers = [ended.keep(reader, of(reader, "toys"), NOW) for _ in range(30)]

    assert ended.take(numbers[0], reader) == []
    assert ended.take(numbers[-1], reader) != []
    assert len(PersonalData(database).of(reader)["ended_subscriptions"]) == 19
    subscribers.remove(reader)
    assert PersonalData(database).of(reader)["ended_subscriptions"] == []
    assert ended.take(others, other) != []
