"""Judges labelled pairs of real captures and prints the figures beside two rivals'.

    python benchmarks/pair_quality.py DATA

DATA holds `pairs.csv` and `labels.csv` (columns id,before,after and id,label,confidence,date),
`labelled_pairs/labels.csv` (other pairs, by another reader) and `failed_fetch/manifest.csv`
(captures that are no page, each with a good neighbour). The rivals do what page watchers do:
tell every difference, or every difference of the extracted text.
"""

import argparse
import csv
import gzip
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from forewarn.cli.compare import Comparison, compare_files
from monitor.errors import ExtractionError
from monitor.extract.charset import decode
from monitor.extract.files import read_file
from monitor.extract.html import read_page
from monitor.gate import examine
from monitor.model import Document

ALERTS = {"minor", "major"}
# What the other reader called worth an alert.
SUBSTANTIVE = "substantive"


@dataclass(frozen=True, slots=True)
class Judged:
    """One pair: what a person said, what we say, and whether each rival would tell."""

    confidence: str
    label: str
    verdict: str
    date: str
    found_date: str
    bytes_differ: bool
    text_differs: bool

    @property
    def is_worth_telling(self) -> bool:
        """What the person said."""
        return self.label in ALERTS or self.label == SUBSTANTIVE


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    print_pairs(parser.parse_args().data)


def print_pairs(data: Path) -> None:
    """Labelled pairs, the other reader's pairs, and captures that are no page."""
    judged = list(labelled(data))
    for confidence in ("high", "low"):
        print_table(
            f"labels of {confidence} confidence", [j for j in judged if j.confidence == confidence]
        )
    print_dates([j for j in judged if j.confidence == "high"])
    print_table("another reader's pairs", list(others(data / "labelled_pairs")))
    refused, total = failed_fetches(data / "failed_fetch")
    print(f"captures that are no page: {refused} of {total} refused")


def labelled(data: Path) -> Iterator[Judged]:
    """The pairs of `pairs.csv`, but for those whose label is uncertain."""
    labels = {row["id"]: row for row in rows(data / "labels.csv")}
    for row in rows(data / "pairs.csv"):
        label = labels[row["id"]]
        if label["label"] != "uncertain":
            date = label["date"] if label["date_kind"] == "effective" else ""
            yield judge(
                data / row["before"], data / row["after"], label["confidence"], label["label"], date
            )


def others(folder: Path) -> Iterator[Judged]:
    """The pairs of the other reader."""
    with TemporaryDirectory() as aside:
        for row in rows(folder / "labels.csv"):
            if row["label"] == "uncertain":
                continue
            files = [unzipped(folder / row[name], Path(aside)) for name in ("file_a", "file_b")]
            yield judge(files[0], files[1], "", row["label"], "")


def judge(before: Path, after: Path, confidence: str, label: str, date: str) -> Judged:
    """Our verdict on two files, and the rivals'."""
    found: Comparison = compare_files(before, after)
    return Judged(
        confidence=confidence,
        label=label,
        verdict=str(found.verdict),
        date=date,
        found_date=str(found.assessment.effective_date or ""),
        bytes_differ=before.read_bytes() != after.read_bytes(),
        text_differs=text_of(before) != text_of(after),
    )


def print_table(title: str, judged: list[Judged]) -> None:
    """Ours beside the rivals'; what we called each label."""
    print(f"{title}: {len(judged)} pairs")
    told = {
        "Forewarn": [(j.is_worth_telling, j.verdict in ALERTS) for j in judged],
        "every difference": [(j.is_worth_telling, j.bytes_differ) for j in judged],
        "extracted text": [(j.is_worth_telling, j.text_differs) for j in judged],
    }
    for name, pairs in told.items():
        print(f"  {name:<18}{figures(pairs)}")
    if any(j.label == "major" for j in judged):
        same = sum(j.label == j.verdict for j in judged)
        hidden = sum(j.label == "major" and j.verdict not in ALERTS for j in judged)
        print(
            f"  same word as the label: {same} of {len(judged)}; major changes kept silent: {hidden}"
        )
    for (label, verdict), count in sorted(Counter((j.label, j.verdict) for j in judged).items()):
        print(f"    labelled {label:<12} judged {verdict:<10} {count}")


def figures(pairs: Iterable[tuple[bool, bool]]) -> str:
    """Precision and recall of telling."""
    listed = list(pairs)
    hits = sum(wanted and told for wanted, told in listed)
    told = sum(told for _, told in listed)
    wanted = sum(wanted for wanted, _ in listed)
    return f"precision {hits / (told or 1):.2f}  recall {hits / (wanted or 1):.2f}  ({told} told, {wanted} worth telling)"


def print_dates(judged: list[Judged]) -> None:
    """Dates of force: found, right, and given by the text."""
    found = [j for j in judged if j.found_date]
    right = sum(j.found_date == j.date for j in found)
    given = sum(bool(j.date) for j in judged)
    print(f"dates of force: {len(found)} found, {right} right, of {given} that the texts give")


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


def text_of(file: Path) -> str:
    """What a main-text extractor gives."""
    try:
        return read_file(file.name, file.read_bytes()).text
    except ExtractionError:
        return ""


def unzipped(file: Path, folder: Path) -> Path:
    """The file without its compression, aside."""
    target = folder / file.stem
    target.write_bytes(gzip.decompress(file.read_bytes()))
    return target


def rows(file: Path) -> Iterator[dict[str, str]]:
    """The rows of a CSV."""
    with file.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


if __name__ == "__main__":
    main()
