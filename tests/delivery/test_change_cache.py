"""Whatever else is read meanwhile: a change that someone renders is theirs until they are done."""

import asyncio
from collections.abc import Collection
from threading import Event

from delivery.change_cache import ChangeCache
from monitor.model import Change
from tests.bot.test_messages import change


class Shelf:
    """Changes by number; counts how often each is read."""

    def __init__(self, there: Collection[int]) -> None:
        self.there = there
        self.read: list[int] = []
        self.free = Event()
        self.free.set()

    def of(self, numbers: Collection[int]) -> list[Change]:
        self.free.wait(20)
        self.read += numbers
        return [change(id=number) for number in numbers if number in self.there]


async def test_more_than_are_kept_come_whole() -> None:
    shelf = Shelf(range(1, 2_001))

    assert (await ChangeCache(shelf.of).get(range(1, 2_001))).keys() == set(range(1, 2_001))


async def test_what_someone_holds_is_neither_lost_nor_read_again() -> None:
    shelf = Shelf(range(1_000))
    cache = ChangeCache(shelf.of)
    held = await cache.get({7})
    await cache.get(range(500, 900))

    assert (await cache.get({7, 8}))[7] is held[7]
    assert shelf.read.count(7) == 1


async def test_two_who_read_at_the_same_time_lose_nothing() -> None:
    shelf = Shelf(range(2_000))
    cache = ChangeCache(shelf.of)
    await cache.get({1})
    shelf.free.clear()
    both = asyncio.gather(cache.get({1, 2}), cache.get(range(100, 1_500)))
    await asyncio.sleep(0)
    shelf.free.set()
    first, second = await both

    assert first.keys() == {1, 2}
    assert len(second) == 1_400


async def test_a_change_that_nobody_holds_is_let_go() -> None:
    shelf = Shelf(range(2_000))
    cache = ChangeCache(shelf.of)
    await cache.get({1})
    await cache.get(range(100, 1_500))
    await cache.get({1})

    assert shelf.read.count(1) == 2


async def test_only_what_does_not_exist_is_missing() -> None:
    assert (await ChangeCache(Shelf({1}).of).get({1, 2})).keys() == {1}
