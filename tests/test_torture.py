"""A short torture in each run of the tests; `make torture` is the long one."""

from tests.torture.rounds import torture


def test_a_program_that_is_killed_loses_nothing() -> None:
    ledger = torture(10, "sqlite", seed=7)

    assert ledger.kills.total() >= 10
    assert ledger.expected >= 40
    assert (ledger.lost, ledger.unexpected, ledger.broken) == (0, 0, [])
    assert ledger.most_at_once <= 1
