"""Kills the cycle of crawl, store, route, send and digest with SIGKILL, and counts what is left.

python -m tests.torture --kills=200 [--database=sqlite|postgresql] [--seed=1]      (make torture)

A ledger of the script, not of our database, says what is expected: each round changes every page to
a text with a mark of its own; after some kills one clean run drains; then each instant reader must
have been told of each mark in the chat, and the daily reader by mail. Counted as Jepsen's
total-queue counts: lost, duplicated, unexpected. After each kill the database must open whole.
"""

import argparse
import sys
import time

from tests.torture.rounds import torture


def main() -> None:
    """Print the figures; exit code 1 when anything was lost or broken."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    started = time.monotonic()
    ledger = torture(given.kills, given.database, given.seed)
    text = ", ".join(f"{name} {count}" for name, count in sorted(ledger.kills.items()))
    print(
        f"{given.database}, seed {given.seed}: {ledger.kills.total()} kills in {time.monotonic() - started:.0f} s ({text})"
    )
    print(
        f"expected {ledger.expected}, lost {ledger.lost}, duplicated {ledger.duplicated}"
        f" (to one reader at most {ledger.most_at_once} a kill), unexpected {ledger.unexpected},"
        f" broken {len(ledger.broken)}"
    )
    for line in ledger.broken:
        print(line)
    sys.exit(
        1 if ledger.lost or ledger.unexpected or ledger.broken or ledger.most_at_once > 1 else 0
    )


if __name__ == "__main__":
    main()
