"""Judges labelled pairs of real captures and prints the figures beside three rivals'.

    python -m benchmarks.pair_quality DATA [--verbose]

DATA holds two samples, each with `pairs.csv` and `labels.csv` (columns id,before,after and
id,label,confidence,date), the second in `second/`; `labelled_pairs/labels.csv` (other pairs, by
another reader) and `failed_fetch/manifest.csv` (captures that are no page, each with a good
neighbour). The rivals do what page watchers do: tell every difference, every difference of the
extracted text, or those that hold a number or a word of a list.
"""

import argparse
import csv
import gzip
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.rivals import extracted, tells_listed_words
from forewarn.cli.compare import Comparison, compare_files
from monitor.errors import ExtractionError
from monitor.extract.charset import decode
from monitor.extract.html import read_page
from monitor.gate import examine
from monitor.model import Document

ALERTS = {"minor", "major"}
# What the other reader called worth an alert.
SUBSTANTIVE = "substantive"
_WORST = 5


@dataclass(frozen=True, slots=True)
class Judged:
    """One pair: what a person said, what we say, and which rivals would tell."""

    id: str
    service: str
    confidence: str
    label: str
    date: str
    found: Comparison
    rivals: dict[str, bool]

    @property
    def verdict(self) -> str:
        """What we say."""
        return str(self.found.verdict)

    @property
    def level(self) -> str:
        """The level of the change."""
        return self.found.assessment.severity.level

    @property
    def alerts(self) -> bool:
        """Whether it causes an alert."""
        return self.verdict in ALERTS

    @property
    def is_worth_telling(self) -> bool:
        """What the person said."""
        return self.label in ALERTS or self.label == SUBSTANTIVE


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--verbose", action="store_true", help="name the pairs judged wrong")
    given = parser.parse_args()
    print_pairs(given.data, verbose=given.verbose)


def print_pairs(data: Path, *, verbose: bool = False) -> None:
    """Labelled pairs, the other reader's pairs, and captures that are no page."""
    first = list(labelled(data, "labels.csv"))
    second = list(labelled(data / "second", "meta.csv"))
    for title, judged in (("first sample", first), ("second sample", second)):
        for confidence in ("high", "low"):
            chosen = [j for j in judged if j.confidence == confidence]
            print_table(f"{title}, labels of {confidence} confidence", chosen, verbose=verbose)
        print_dates([j for j in judged if j.confidence == "high"])
    third = list(others(data / "labelled_pairs"))
    print_table("another reader's pairs", third, verbose=verbose)
    every = [*first, *second, *third]
    print_faults(every)
    print_levels(every)
    print_services([j for j in every if j.confidence != "low"])
    refused, total = failed_fetches(data / "failed_fetch")
    print(f"captures that are no page: {refused} of {total} refused")


def labelled(folder: Path, services: str) -> Iterator[Judged]:
    """The pairs of `pairs.csv`, but for those whose label is uncertain."""
    labels = {row["id"]: row for row in rows(folder / "labels.csv")}
    names = {row["id"]: row["service"] for row in rows(folder / services)}
    for row in rows(folder / "pairs.csv"):
        label = labels[row["id"]]
        if label["label"] != "uncertain":
            files = folder / row["before"], folder / row["after"]
            yield judge(files, label, names[row["id"]])


def others(folder: Path) -> Iterator[Judged]:
    """The pairs of the other reader."""
    with TemporaryDirectory() as aside:
        for row in rows(folder / "labels.csv"):
            if row["label"] != "uncertain":
                files = [unzipped(folder / row[name], Path(aside)) for name in ("file_a", "file_b")]
                label = {"id": f"{row['sample']}-{row['n']}", **row}
                yield judge((files[0], files[1]), label, row["service"])


def judge(files: tuple[Path, Path], label: dict[str, str], service: str) -> Judged:
    """Our verdict on two files, and the rivals'."""
    texts = [extracted(file) for file in files]
    return Judged(
        id=label["id"],
        service=service.casefold(),
        confidence=label.get("confidence", ""),
        label=label["label"],
        date=label["date"] if label.get("date_kind") == "effective" else "",
        found=compare_files(*files),
        rivals={
            "every difference": files[0].read_bytes() != files[1].read_bytes(),
            "extracted text": texts[0] != texts[1],
            "listed words": tells_listed_words(*texts),
        },
    )


def print_table(title: str, judged: list[Judged], *, verbose: bool) -> None:
    """Ours beside the rivals'; what we called each label."""
    print(f"{title}: {len(judged)} pairs")
    print(f"  {'Forewarn':<18}{figures((j.is_worth_telling, j.alerts) for j in judged)}")
    for name in judged[0].rivals if judged else ():
        print(f"  {name:<18}{figures((j.is_worth_telling, j.rivals[name]) for j in judged)}")
    for (label, verdict), count in sorted(Counter((j.label, j.verdict) for j in judged).items()):
        print(f"    labelled {label:<12} judged {verdict:<10} {count}")
    for j in judged if verbose else ():
        if j.alerts is not j.is_worth_telling:
            reasons = ", ".join(sorted({r.rule for r in j.found.assessment.reasons}))
            print(f"      {j.id} {j.service}: {j.label}, judged {j.verdict} ({reasons})")


def figures(pairs: Iterable[tuple[bool, bool]]) -> str:
    """Precision and recall of telling."""
    listed = list(pairs)
    hits = sum(wanted and alerted for wanted, alerted in listed)
    alerted = sum(alerted for _, alerted in listed)
    wanted = sum(wanted for wanted, _ in listed)
    return f"precision {hits / (alerted or 1):.2f}  recall {hits / (wanted or 1):.2f}  ({alerted} alerted, {wanted} worth telling)"


def print_dates(judged: list[Judged]) -> None:
    """Dates of force: found, right, and given by the text."""
    found = [(str(j.found.assessment.effective_date or ""), j.date) for j in judged]
    right = sum(bool(ours) and ours == date for ours, date in found)
    print(
        f"  dates of force: {sum(bool(ours) for ours, _ in found)} found, {right} right, of {sum(bool(date) for _, date in found)} that the texts give"
    )


def print_faults(judged: list[Judged]) -> None:
    """What must never happen: a major change kept silent, a true capture refused."""
    silent = [j.id for j in judged if j.label == "major" and not j.alerts]
    refused = [j.id for j in judged if j.label in ALERTS and j.verdict == "broken"]
    print(f"major changes kept silent: {len(silent)} {' '.join(silent)}")
    print(f"true rewrites refused: {len(refused)} {' '.join(refused)}")


def print_levels(judged: list[Judged]) -> None:
    """How much of what is alerted demands action now."""
    levels = Counter(j.level for j in judged if j.alerts)
    print(
        f"alerted: {dict(levels)}, share of act {levels['act'] / (levels.total() or 1):.2f} (at most 0.20)"
    )


def print_services(judged: list[Judged]) -> None:
    """The services with the most pairs judged wrong: nothing is fitted, so none is left out."""
    wrong: dict[str, list[bool]] = defaultdict(list)
    for j in judged:
        wrong[j.service].append(j.alerts is not j.is_worth_telling)
    worst = sorted(wrong.items(), key=lambda item: sum(item[1]), reverse=True)[:_WORST]
    spread = ", ".join(f"{name} {sum(faults)} of {len(faults)}" for name, faults in worst)
    print(f"most wrong by service ({len(wrong)}): {spread}")


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
