"""How well Forewarn judges, on real data, beside what rivals do: one command for all of it.

    python benchmarks/quality.py DATA [--documents 40]

DATA is a folder of real histories with labels; each part can be run alone: pair_quality.py,
extraction_quality.py, history_quality.py.
"""

import argparse
from pathlib import Path

from benchmarks.extraction_quality import print_extraction
from benchmarks.history_quality import print_histories
from benchmarks.pair_quality import print_pairs


def main() -> None:
    """Print every table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--documents", type=int, default=40, help="whole histories to replay")
    arguments = parser.parse_args()
    print_pairs(arguments.data)
    print_extraction(arguments.data)
    print_histories(arguments.data, arguments.documents)


if __name__ == "__main__":
    main()
