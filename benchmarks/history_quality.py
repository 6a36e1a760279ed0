"""Whole histories through the tracker: what would be alerted, what is kept silent, how fast.

    python -m benchmarks.history_quality DATA [--documents 40]

DATA/full_history holds one compressed file for each document: every version that an archive
recorded of it, with its date. The rival tells every recorded difference.
"""

import argparse
import csv
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.history import read_history, replay, returns, years
from monitor.model import VersionReason

_MOST_VERSIONS = 150


@dataclass(slots=True)
class Figures:
    """Sums over documents."""

    documents: int = 0
    captures: int = 0
    checks: int = 0
    refused: int = 0
    years: float = 0.0
    returns: int = 0
    reasons: Counter[VersionReason] = field(default_factory=Counter)
    levels: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    @property
    def alerted(self) -> int:
        """Return how many captures made an alert."""
        return self.levels.total() - self.levels["silent"]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--documents", type=int, default=40)
    arguments = parser.parse_args()
    print_histories(arguments.data, arguments.documents)


def print_histories(data: Path, documents: int) -> None:
    """The figures of evenly chosen documents, beside the rival's."""
    figures = Figures()
    for file in chosen(data / "full_history", documents):
        add(file, figures)
    every = figures.captures - figures.documents
    alerted = figures.alerted
    print(
        f"whole histories: {figures.documents} documents, {figures.captures} captures, {figures.years:.0f} document years"
    )
    print(
        f"  alerted a year and document   Forewarn {alerted / figures.years:.1f}  every difference {every / figures.years:.1f}"
    )
    levels = ", ".join(
        f"{figures.levels[name]} {name}" for name in ("act", "affects", "information")
    )
    print(f"  alerted                       {alerted} ({levels}), of {every} differences")
    print(f"  share of act                  {figures.levels['act'] / (alerted or 1):.2f}")
    print(f"  refused or quarantined        {figures.refused}")
    print(
        f"  exact returns kept silent     {figures.reasons[VersionReason.RETURNED]} of {figures.returns}"
    )
    print(f"  checks a second               {figures.checks / figures.seconds:.0f}")


def chosen(folder: Path, documents: int) -> list[Path]:
    """Documents at even steps through the index, whoever they are of."""
    with (folder / "index.csv").open(encoding="utf-8", newline="") as lines:
        files = [folder / row["file"] for row in csv.DictReader(lines)]
    step = max(1, len(files) // documents)
    return files[::step][:documents]


def add(file: Path, figures: Figures) -> None:
    """Add one document's history: what the site itself changed, not its archive."""
    captures = [c for c in read_history(file) if c.recorded_as != "technical"][:_MOST_VERSIONS]
    replayed = replay(captures)
    figures.documents += 1
    figures.captures += len(captures)
    figures.checks += replayed.checks
    figures.refused += replayed.rejected_checks
    figures.years += years(captures)
    figures.returns += returns(captures)
    figures.reasons.update(replayed.reasons)
    figures.levels.update(one.level for one in replayed.captures)
    figures.seconds += replayed.seconds


if __name__ == "__main__":
    main()
