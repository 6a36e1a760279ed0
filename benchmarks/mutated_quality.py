"""Judges real pages with one known change each, and prints the share right beside two rivals'.

    python -m benchmarks.mutated_quality DATA [--documents 6] [--kind NAME] [--verbose] [--seed 1]

A kind to tell is right when the verdict is minor or major, a quiet one when it is same or cosmetic,
a broken one when it is broken. The rivals tell every difference of the extracted text, or those that
hold a number or a word of a list.
"""

import argparse
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from benchmarks.mutations import REGISTRY, Expected, Kind
from benchmarks.mutations.library import Library, read_library
from benchmarks.mutations.page import Form, Page, Pair
from benchmarks.mutations.sections import LANGUAGES
from benchmarks.rivals import extracted, tells_listed_words
from forewarn.cli.compare import Comparison, Verdict, compare_files

_RIGHT = {
    Expected.TELL: {Verdict.MINOR, Verdict.MAJOR},
    Expected.QUIET: {Verdict.SAME, Verdict.COSMETIC},
    Expected.BROKEN: {Verdict.BROKEN},
}
_TRIES = 25


@dataclass(frozen=True, slots=True)
class Judged:
    """One pair: what it is, whether we and the rivals are right, and what we found."""

    kind: Kind
    language: str
    form: Form
    is_right: bool
    every_difference_is_right: bool
    listed_words_are_right: bool
    comparison: Comparison


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--documents", type=int, default=6, help="pages for each kind")
    parser.add_argument("--kind", action="append", help="of these kinds alone")
    parser.add_argument("--expected", choices=list(Expected), help="of these alone")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--verbose", action="store_true", help="show what was found where wrong")
    given = parser.parse_args()
    kinds = [
        kind
        for name, kind in REGISTRY.items()
        if (not given.kind or name in given.kind) and given.expected in (None, kind.expected)
    ]
    library = read_library(given.data)
    print_mutated(library, kinds, given.documents, given.seed, verbose=given.verbose)


def print_mutated(
    library: Library, kinds: Iterable[Kind], documents: int, seed: int, *, verbose: bool = False
) -> None:
    """The share right for each kind, and the totals."""
    judged: list[Judged] = []
    print(f"{'mutated pages':<42}{'right':>9}{'every difference':>18}{'listed words':>14}")
    for kind in kinds:
        found = list(judge_kind(library, kind, documents, seed, verbose=verbose))
        judged += found
        print_share(f"  {kind.expected:<7} {kind.name}", found)
    for expected in Expected:
        those = [j for j in judged if j.kind.expected is expected]
        print_share(f"all {expected}", those)
        for name in (*LANGUAGES, *Form):
            print_share(f"    {name}", [j for j in those if name in (j.language, j.form)])


def print_share(title: str, judged: list[Judged]) -> None:
    """How many are right, ours and the rivals'."""
    if judged:
        total = len(judged)
        rights = (
            sum(j.is_right for j in judged),
            sum(j.every_difference_is_right for j in judged),
            sum(j.listed_words_are_right for j in judged),
        )
        ours, every, listed = (f"{right}/{total}" for right in rights)
        print(f"{title:<42}{ours:>9}{every:>18}{listed:>14}   {rights[0] / total:.3f}", flush=True)


def judge_kind(
    library: Library, kind: Kind, documents: int, seed: int, *, verbose: bool
) -> Iterator[Judged]:
    """Judge pages of every language in turn, changed in the way of the kind."""
    with tempfile.TemporaryDirectory() as folder:
        for number in range(documents):
            pair = mutated(library, kind, number, seed)
            if pair:
                judged = judge(kind, pair, Path(folder))
                yield judged
                if verbose and not judged.is_right:
                    print_failure(judged, number)


def mutated(library: Library, kind: Kind, number: int, seed: int) -> Pair | None:
    """Return a page before and after: the same ones for the same seed."""
    chance = Random(f"{seed}/{kind.name}/{number}")
    for attempt in range(_TRIES):
        # A kind that a language does not have is looked for in the next.
        language = LANGUAGES[(number + attempt // 5) % len(LANGUAGES)]
        page: Page | None = library.page(language, chance)
        if page and (pair := kind.mutate(page, chance)):
            return pair
    return None


def judge(kind: Kind, pair: Pair, folder: Path) -> Judged:
    """Our verdict on a pair, and the rivals'."""
    files = [folder / f"{name}.{page.form}" for name, page in zip(("a", "b"), pair, strict=True)]
    for file, page in zip(files, pair, strict=True):
        file.write_text(page.written, "utf-8")
    before, after = files
    comparison = compare_files(before, after)
    texts = extracted(before), extracted(after)
    return Judged(
        kind=kind,
        language=pair[0].language,
        form=pair[0].form,
        is_right=comparison.verdict in _RIGHT[kind.expected],
        every_difference_is_right=rival_is_right(kind, alerts=texts[0] != texts[1]),
        listed_words_are_right=rival_is_right(kind, alerts=tells_listed_words(*texts)),
        comparison=comparison,
    )


def rival_is_right(kind: Kind, *, alerts: bool) -> bool:
    """Whether a rival is right; a rival knows only whether something changed."""
    return kind.expected is not Expected.BROKEN and alerts is (kind.expected is Expected.TELL)


def print_failure(judged: Judged, number: int) -> None:
    """What was found in a pair that is judged wrong."""
    found = judged.comparison
    print(
        f"    {judged.kind.name} {number} {judged.language} {judged.form}: {found.verdict}",
        found.refused or "",
    )
    for reason in found.assessment.reasons[:4]:
        print(f"      {reason.rule}: {' | '.join(reason.words)[:160]}")
    for edit in found.edits[:4]:
        print(f"      {edit.op} {edit.path[-1:]} {edit.before[:110]!r} -> {edit.after[:110]!r}")


if __name__ == "__main__":
    main()
