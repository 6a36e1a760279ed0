"""20,000 unrelated lines against 20,000, compared and judged: seconds and peak memory.

    python -m benchmarks.judge_speed [--lines 20000]

Bounds: 5 seconds, 300 MB. Run alone: the peak is the process's.
"""

import argparse
import random
import resource
import subprocess
import sys
import time
from datetime import date

from benchmarks.diff_speed import blocks, line
from monitor.assess import judge_edits
from monitor.assess.context import Context
from monitor.diff import compare_blocks


def main() -> None:
    """Print the seconds and the peak; `diff_speed` stands beside rivals, which judge nothing."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lines", type=int, default=20_000)
    count = parser.parse_args().lines
    chance = random.Random(1)
    before, after = ([line(chance) for _ in range(count)] for _ in range(2))
    old, new = blocks(before), blocks(after)
    begun = time.perf_counter()
    edits = compare_blocks(old, new)
    compared = time.perf_counter() - begun
    judge_edits(edits, Context(old, new, edits), date(2026, 11, 1))
    judged = time.perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"{count} unrelated lines against {count}: {judged:.1f} s judged (at most 5), "
        f"{compared:.1f} s of it compared, peak {peak} MB (at most 300)"
    )


def print_speed() -> None:
    """Run in a process of its own, whose peak is its own."""
    print(
        subprocess.run(
            [sys.executable, "-m", "benchmarks.judge_speed"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
    )


if __name__ == "__main__":
    main()
