"""Two documents of 20,000 lines in hard shapes: seconds and memory, beside difflib.

    python benchmarks/diff_speed.py [--lines 20000]

The bound that is kept: 2 seconds and 300 MB for the diff, whatever the documents contain.
"""

import argparse
import difflib  # noqa: TID251 - measured as a rival
import random
import resource
import time
from collections.abc import Iterator

from monitor.assess import assess
from monitor.diff import compare_blocks
from monitor.model import Block

_WORDS = (
    "seller must keep invoice brand within hours listing fee ring gold certificate label ship"
    " refund days page rule may not"
).split()


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lines", type=int, default=20_000)
    lines = parser.parse_args().lines
    print(f"{'shape':<22}{'diff s':>8}{'difflib s':>11}{'judge s':>9}{'edits':>8}{'peak MB':>9}")
    for name, before, after in shapes(lines):
        measure(name, before, after)


def measure(name: str, before: list[str], after: list[str]) -> None:
    """One shape: ours, the rival's, and the judgement on our edits."""
    old, new = blocks(before), blocks(after)
    begun = time.perf_counter()
    edits = compare_blocks(old, new)
    ours = time.perf_counter() - begun
    assess(edits)
    judged = time.perf_counter() - begun - ours
    begun = time.perf_counter()
    difflib.SequenceMatcher(None, before, after).get_opcodes()
    rival = time.perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{name:<22}{ours:>8.2f}{rival:>11.2f}{judged:>9.2f}{len(edits):>8}{peak:>9}", flush=True)


def shapes(count: int) -> Iterator[tuple[str, list[str], list[str]]]:
    """The documents: the same ones in every run."""
    chance = random.Random(1)
    base = [f"{number} {line(chance)}" for number in range(count)]
    few = [text + " new" if number % 400 == 0 else text for number, text in enumerate(base)]
    yield "few edits", base, few
    yield "a third edited", base, [t + " x" if chance.random() < 0.33 else t for t in base]
    yield "every line edited", base, [text + " changed" for text in base]
    yield "a block moved", base, base[count // 4 :] + base[: count // 4]
    yield "shuffled", base, chance.sample(base, count)
    yield "all different", base, [line(chance) for _ in base]
    yield "three lines repeated", chance.choices("abc", k=count), chance.choices("abc", k=count)
    yield "one line repeated", ["x"] * count, ["x"] * (count - 7)
    whole = " ".join(base)
    yield "one huge block", [whole], [whole.replace("gold", "silver")]


def line(chance: random.Random) -> str:
    """Twelve words."""
    return " ".join(chance.choices(_WORDS, k=12))


def blocks(texts: list[str]) -> tuple[Block, ...]:
    """Lines as blocks of one section."""
    return tuple(Block(("Rules",), text) for text in texts)


if __name__ == "__main__":
    main()
