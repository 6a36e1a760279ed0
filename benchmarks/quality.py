"""Judges labelled pairs of real captures and prints the figures beside a rival's.

    python benchmarks/quality.py DATA

DATA holds `pairs.csv` and `labels.csv` (columns id,before,after and id,label,confidence) and
`failed_fetch/manifest.csv` (captures that are no page, each with a good neighbour). The rival
is what page watchers do: tell every difference in the text.
"""

import argparse
import csv
import gzip
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from forewarn.cli.comparing import compare_files
from monitor.errors import ExtractionError
from monitor.extract.charset import decode
from monitor.extract.html import read_page
from monitor.gate import examine
from monitor.model import Document

ALERTS = {"minor", "major"}
CONFIDENCES = ("high", "low")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    data = parser.parse_args().data
    judged = list(judge(data))
    for confidence in CONFIDENCES:
        print_pairs(confidence, [row for row in judged if row[0] == confidence])
    refused, total = failed_fetches(data / "failed_fetch")
    print(f"captures that are no page: {refused} of {total} refused")


def judge(data: Path) -> Iterator[tuple[str, str, str, bool]]:
    """Confidence, label, our verdict, and whether the rival would tell, for each pair."""
    labels = {row["id"]: row for row in rows(data / "labels.csv")}
    for row in rows(data / "pairs.csv"):
        label = labels[row["id"]]
        before, after = data / row["before"], data / row["after"]
        verdict = str(compare_files(before, after).verdict)
        yield (
            label["confidence"],
            label["label"],
            verdict,
            before.read_bytes() != after.read_bytes(),
        )


def print_pairs(confidence: str, judged: list[tuple[str, str, str, bool]]) -> None:
    """One confidence's figures: ours, and the rival's."""
    judged = [row for row in judged if row[1] != "uncertain"]
    print(f"labels of {confidence} confidence: {len(judged)} pairs")
    ours = [(label in ALERTS, verdict in ALERTS) for _, label, verdict, _ in judged]
    print(f"  Forewarn          {figures(ours)}")
    rival = [(label in ALERTS, told) for _, label, _, told in judged]
    print(f"  every difference  {figures(rival)}")
    same = sum(label == verdict for _, label, verdict, _ in judged)
    print(f"  same word as the label: {same} of {len(judged)}")
    hidden = sum(label == "major" and verdict not in ALERTS for _, label, verdict, _ in judged)
    print(f"  major changes kept silent: {hidden}")
    for (label, verdict), count in sorted(Counter(row[1:3] for row in judged).items()):
        print(f"    labelled {label:<10} judged {verdict:<10} {count}")


def figures(pairs: list[tuple[bool, bool]]) -> str:
    """Precision and recall of telling."""
    hits = sum(wanted and told for wanted, told in pairs)
    told = sum(told for _, told in pairs)
    wanted = sum(wanted for wanted, _ in pairs)
    return f"precision {hits / (told or 1):.2f}  recall {hits / (wanted or 1):.2f}  ({told} told, {wanted} worth telling)"


def failed_fetches(folder: Path) -> tuple[int, int]:
    """How many captures that are no page were refused, each beside its good neighbour."""
    found = [row for row in rows(folder / "manifest.csv") if row["neighbour_good_file"]]
    refused = sum(is_refused(folder / r["file"], folder / r["neighbour_good_file"]) for r in found)
    return refused, len(found)


def is_refused(file: Path, neighbour: Path) -> bool:
    """Whether the gate or the reader refuses the capture."""
    try:
        return examine(page(file), page(neighbour)) is not None
    except ExtractionError:
        return True


def page(file: Path) -> Document:
    """A compressed capture, read."""
    found = read_page(decode(gzip.decompress(file.read_bytes())))
    return Document(title=found.title, blocks=found.blocks)


def rows(file: Path) -> Iterator[dict[str, str]]:
    """The rows of a CSV."""
    with file.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


if __name__ == "__main__":
    main()
