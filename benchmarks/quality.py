"""How well Forewarn judges, on real data, beside what rivals do: one command for all of it.

    python -m benchmarks.quality DATA [--documents 40] [--mutated 6] [--seed 1]

DATA is a folder of real histories with labels; each part can be run alone: pair_quality,
mutated_quality, date_quality, extraction_quality, history_quality, judge_speed, notice_quality. Nothing is fitted
to a service, so no service is left out: the spread over services is printed.
"""

import argparse
from pathlib import Path

from benchmarks.date_quality import print_dates
from benchmarks.extraction_quality import print_extraction
from benchmarks.history_quality import print_histories
from benchmarks.judge_speed import print_speed
from benchmarks.mutated_quality import print_mutated
from benchmarks.mutations import REGISTRY
from benchmarks.mutations.library import read_library
from benchmarks.notice_quality import print_notices
from benchmarks.pair_quality import print_pairs


def main() -> None:
    """Print every table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--documents", type=int, default=40, help="whole histories to replay")
    parser.add_argument("--mutated", type=int, default=6, help="pages for each kind of change")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    print_pairs(given.data)
    print_mutated(read_library(given.data), REGISTRY.values(), given.mutated, given.seed)
    print_dates()
    print_extraction(given.data)
    print_histories(given.data, given.documents)
    print_speed()
    print_notices(given.data)


if __name__ == "__main__":
    main()
