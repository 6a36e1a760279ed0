"""What a computation costs, in units of a fixed one: the same on a slow and on a busy machine."""

from collections.abc import Callable
from time import process_time


def cost(work: Callable[[], object]) -> float:
    """The CPU time of this process for the work, in units of about a tenth of a second."""
    before = _seconds(_unit)
    spent = _seconds(work)
    return spent / max(before, _seconds(_unit))


def _seconds(work: Callable[[], object]) -> float:
    started = process_time()
    work()
    return process_time() - started


def _unit() -> object:
    return sorted(str(number * 7_919 % 100_003) for number in range(220_000))
