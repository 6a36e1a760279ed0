"""How well raw pages are read: token F1 against an archive's text, and noise that stays noise.

    python benchmarks/extraction_quality.py DATA

DATA/html_series/manifest.csv names raw captures in time order, the text that the archive read
of each, its selectors, and pairs whose raw bytes differ while the text does not.
"""

import argparse
import csv
import gzip
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from statistics import mean

from monitor.assess import judge
from monitor.errors import ExtractionError
from monitor.extract.charset import decode
from monitor.extract.files import read_file
from monitor.extract.html import read_page
from monitor.gate import examine
from monitor.model import Document

_WORD = re.compile(r"[\u4e00-\u9fff]|[^\W_]+")
_CSS = re.compile(r"^[\w.#\[\]=\"'*^$:>+~ ,()-]+$")


@dataclass(frozen=True, slots=True)
class Capture:
    """One raw page with what the archive made of it."""

    series: str
    page: str
    gold: str
    select: str
    remove: tuple[str, ...]
    is_noise: bool


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    print_extraction(parser.parse_args().data)


def print_extraction(data: Path) -> None:
    """F1 with and without the declared selector, beside a rival; noise that was reported."""
    captures = list(read_captures(data / "html_series"))
    with_gold = [capture for capture in captures if capture.gold and capture.select]
    print(f"raw captures with the archive's text, by a selector of CSS: {len(with_gold)}")
    declared = [f1(words_of(c, declared=True), c.gold) for c in with_gold]
    print(f"  token F1, declared selector   {mean(declared):.3f}  (worst {min(declared):.2f})")
    found = [f1(words_of(c, declared=False), c.gold) for c in with_gold]
    print(f"  token F1, content found       {mean(found):.3f}  (worst {min(found):.2f})")
    print_rival(with_gold)
    for name, is_declared in (("declared selector", True), ("content found", False)):
        quiet, total = noise_kept_quiet(captures, declared=is_declared)
        print(f"  noise-only pairs kept quiet, {name}: {quiet} of {total}")


def print_rival(captures: list[Capture]) -> None:
    """The same of trafilatura, where it is installed."""
    try:
        import trafilatura  # noqa: PLC0415 - a rival, not a dependency
    except ImportError:
        print("  token F1, trafilatura         not installed: pip install trafilatura")
        return
    rival = [f1(trafilatura.extract(c.page) or "", c.gold) for c in captures]
    print(f"  token F1, trafilatura         {mean(rival):.3f}  (worst {min(rival):.2f})")


def noise_kept_quiet(captures: list[Capture], *, declared: bool) -> tuple[int, int]:
    """How many pairs that differ in raw bytes alone make no change worth telling."""
    pairs = [(a, b) for a, b in pairwise(captures) if b.is_noise and a.series == b.series]
    quiet = sum(
        is_quiet(document(a, declared=declared), document(b, declared=declared)) for a, b in pairs
    )
    return quiet, len(pairs)


def is_quiet(before: Document, after: Document) -> bool:
    """Whether nothing would be reported: the gate refuses one of them, or no edit says anything."""
    if examine(before, None) or examine(after, before):
        return True
    return judge(before, after, date(2026, 1, 1)).is_silent


def document(capture: Capture, *, declared: bool) -> Document:
    """The capture, read with the declared selector or without."""
    select = capture.select if declared else ""
    remove = capture.remove if declared else ()
    try:
        page = read_page(capture.page, select=select, remove=remove)
    except ExtractionError:
        page = read_page(capture.page)
    return Document(title=page.title, blocks=page.blocks)


def words_of(capture: Capture, *, declared: bool) -> str:
    """The text that we read."""
    return document(capture, declared=declared).text


def f1(text: str, gold: str) -> float:
    """The F1 of words, as a bag."""
    ours, theirs = Counter(_WORD.findall(text.casefold())), Counter(_WORD.findall(gold.casefold()))
    shared = (ours & theirs).total()
    return 2 * shared / ((ours.total() + theirs.total()) or 1)


def read_captures(folder: Path) -> Iterator[Capture]:
    """The captures of the manifest, in its order."""
    with (folder / "manifest.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            gold = row["gold_md"] if row["gold_stale"] != "1" else ""
            yield Capture(
                series=f"{row['service']}/{row['document']}",
                page=decode(unzipped(folder / row["file"])),
                gold=plain(unzipped(folder / gold)) if gold else "",
                select=", ".join(selectors(row["select"])),
                remove=tuple(selectors(row["remove"])),
                is_noise=row["pair_label"] == "noise_only",
            )


def selectors(declared: str) -> Iterable[str]:
    """CSS selectors of a declaration; ranges between two elements are left out."""
    try:
        listed = json.loads(declared) if declared else []
    except ValueError:
        listed = [declared]
    listed = listed if isinstance(listed, list) else [listed]
    return [one for one in listed if isinstance(one, str) and _CSS.match(one)]


def plain(markdown: bytes) -> str:
    """The archive's Markdown as text."""
    return read_file("gold.md", markdown).text


def unzipped(file: Path) -> bytes:
    """A compressed file's bytes."""
    return gzip.decompress(file.read_bytes())


if __name__ == "__main__":
    main()
