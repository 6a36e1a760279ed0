"""How many everyday words of sellers the bot understands, and what each leads to.

    python -m benchmarks.words FILE [--quiet]

FILE is a TSV with the columns `language` and `word`, and, if somebody wrote it down, `means`: the
targets that are right, with `|` between them. `sure`: the word is a name of one target. `asked`:
the bot offers targets to choose from. `right`: one of them is in `means`. tests/monitor/everyday_words.tsv
is such a file.
"""

import argparse
import csv
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

from monitor import catalogue
from monitor.target_names import Meaning
from monitor.targets import Directory

CATALOGUE = Path(__file__).parents[1] / "catalogue"


@dataclass(frozen=True, slots=True)
class EverydayWord:
    """A word, what it leads to, and what it should lead to; nothing, where nobody said it."""

    language: str
    word: str
    meaning: Meaning
    means: frozenset[str]

    @property
    def outcome(self) -> str:
        """Return `sure`, `asked` or `unknown`."""
        if self.meaning.sure:
            return "sure"
        return "asked" if self.meaning.targets else "unknown"

    @property
    def is_right(self) -> bool:
        """Return whether a right target is among those it leads to."""
        return bool(self.meaning.targets) and (
            not self.means or bool(self.means & {*self.meaning.targets})
        )


def main() -> None:
    """Print each word and the figures of each language."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--quiet", action="store_true", help="print the figures only")
    arguments = parser.parse_args()
    words = read_words(arguments.file)
    if not arguments.quiet:
        for one in words:
            mark = "" if one.is_right or not one.meaning.targets else "  (not right)"
            print(one.language, one.word, one.outcome, *one.meaning.targets, mark, sep="\t")
    for line in figures(words):
        print(line)


def read_words(file: Path) -> list[EverydayWord]:
    """Read a list, and ask the shipped catalogue for each word."""
    sources = {source.id: source for source in catalogue.load(CATALOGUE).sources}
    directory = Directory(sources)
    rows = csv.DictReader(file.read_text("utf-8").splitlines(), delimiter="\t")
    return [
        EverydayWord(
            row["language"],
            row["word"],
            directory.meaning(row["word"]),
            frozenset(filter(None, (row.get("means") or "").split("|"))),
        )
        for row in rows
    ]


def figures(words: list[EverydayWord]) -> list[str]:
    """Return a line for each language, and one for all."""
    groups: dict[str, list[EverydayWord]] = defaultdict(list)
    for one in words:
        groups[one.language].append(one)
    return [_figures(name, group) for name, group in [*groups.items(), ("all", words)]]


def _figures(name: str, group: list[EverydayWord]) -> str:
    count = Counter(one.outcome for one in group)
    understood = len(group) - count["unknown"]
    right = sum(one.is_right for one in group)
    return (
        f"{name}: {understood} of {len(group)} understood"
        f" ({count['sure']} sure, {count['asked']} asked), {right} right"
    )


if __name__ == "__main__":
    main()
