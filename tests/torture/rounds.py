"""The ledger: what each round expects, what the readers got, what is whole."""

import random
from collections import Counter
from dataclasses import dataclass, field

from tests.torture.cycle import POINTS
from tests.torture.world import (
    CLEAN_SECONDS,
    SUBSCRIBERS,
    World,
    change_pages,
    faults,
    marks_of,
    prepare,
    run,
    world_on,
)

RANDOM_STARTS = 8
_RANDOM = "a random moment"


@dataclass(slots=True)
class Ledger:
    """What was expected, and what came of it."""

    kills: Counter[str] = field(default_factory=Counter)
    expected: int = 0
    lost: int = 0
    duplicated: int = 0
    most_at_once: int = 0
    unexpected: int = 0
    broken: list[str] = field(default_factory=list)


def torture(kills: int, database: str, seed: int) -> Ledger:
    """Rounds of changes, kills and a clean run each, until there were so many kills."""
    ledger, chance = Ledger(), random.Random(seed)
    with world_on(database) as world:
        prepare(world)
        number = 0
        while ledger.kills.total() < kills:
            number += 1
            change_pages(world, number)
            # Every named point in the order of the cycle, then moments of no name.
            for point in [*POINTS, *[_RANDOM] * RANDOM_STARTS]:
                if ledger.kills.total() < kills:
                    _kill_once(world, ledger, number, point, chance)
            run(world, number, "", CLEAN_SECONDS)
            _settle_round(world, ledger, number)
    return ledger


def _kill_once(
    world: World, ledger: Ledger, number: int, point: str, chance: random.Random
) -> None:
    """One start that ends in SIGKILL: at a named point, or at a random moment."""
    before = _messages(world)
    if point in POINTS:
        ended = run(world, number, point, CLEAN_SECONDS)
    else:
        ended = run(world, number, "", chance.uniform(0.0, 1.6))
    if ended:
        ledger.kills[point] += 1
    ledger.broken += faults(world, f"round {number}, {point}")
    ledger.most_at_once = max(ledger.most_at_once, _repeated(before, _messages(world), number))


def _settle_round(world: World, ledger: Ledger, number: int) -> None:
    """Every mark of the round to every reader: expected once."""
    notified = _notified(world, number)
    wanted = {
        (subscriber, mark) for subscriber in range(SUBSCRIBERS + 1) for mark in marks_of(number)
    }
    ledger.expected += len(wanted)
    ledger.lost += sum(notified[one] == 0 for one in wanted)
    ledger.duplicated += sum(notified[one] - 1 for one in wanted if notified[one] > 1)
    ledger.unexpected += sum(count for one, count in notified.items() if one not in wanted)
    ledger.broken += faults(world, f"round {number}, at its end")


def _messages(world: World) -> dict[int, list[str]]:
    """All that each reader got, a text for each message; reader 0 reads by mail."""
    found: dict[int, list[str]] = {subscriber: [] for subscriber in range(SUBSCRIBERS + 1)}
    for message in list(world.telegram.sent):
        found[message["chat_id"]].append(message["text"])
    for mail in list(world.mail.mails):
        body = mail.get_body(("plain",))
        found[0].append(body.get_content() if body else "")
    return found


def _repeated(before: dict[int, list[str]], after: dict[int, list[str]], number: int) -> int:
    """The most messages that one reader got again: those that tell nothing new."""
    most = 0
    for subscriber, known in before.items():
        notified = {mark for mark in marks_of(number) if any(mark in text for text in known)}
        fresh = after[subscriber][len(known) :]
        again = [text for text in fresh if any(mark in text for mark in notified)]
        most = max(most, len(again))
    return most


def _notified(world: World, number: int) -> Counter[tuple[int, str]]:
    """How often each reader was told of each mark of the round."""
    return Counter(
        (subscriber, mark)
        for subscriber, messages in _messages(world).items()
        for text in messages
        for mark in marks_of(number)
        if mark in text
    )
