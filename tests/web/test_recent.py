"""What is made for one reader serves others for some seconds, and is made once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Event

from web.recent import Recent

NOW = datetime(2026, 11, 28, tzinfo=UTC)


def test_a_result_is_made_anew_when_it_is_no_longer_fresh() -> None:
    at = [NOW]
    kept = Recent[int](lambda: at[0], 15, 2)
    made = iter(range(9))

    assert [kept.get("a", lambda: next(made)) for _ in range(2)] == [0, 0]
    at[0] += timedelta(seconds=15)
    assert kept.get("a", lambda: next(made)) == 1
    assert [kept.get(key, lambda: next(made)) for key in "bca"] == [2, 3, 4]


def test_nothing_is_kept_where_pages_are_made_anew() -> None:
    kept = Recent[int](lambda: NOW, 0, 2)
    made = iter(range(9))

    assert [kept.get("a", lambda: next(made)) for _ in range(2)] == [0, 1]


def test_who_asks_while_it_is_made_anew_gets_the_older_one() -> None:
    at = [NOW]
    kept = Recent[str](lambda: at[0], 15, 2)
    begun, goes_on = Event(), Event()

    def slowly() -> str:
        begun.set()
        goes_on.wait(30)
        return "new"

    kept.get("a", lambda: "old")
    at[0] += timedelta(seconds=20)
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(kept.get, "a", slowly)
        begun.wait(30)
        assert kept.get("a", lambda: "another") == "old"
        goes_on.set()
        assert slow.result(30) == "new"
    assert kept.get("a", lambda: "another") == "new"
