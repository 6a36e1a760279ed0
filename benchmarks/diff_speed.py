"""Two documents of 200 to 20,000 lines in hard shapes: seconds, beside difflib, diff-match-patch and git.

    .venv/bin/python -m benchmarks.diff_speed [--lines=200,2000,20000] [--rivals=SITE_PACKAGES]

The bound that is kept: 2 seconds and 300 MB for the diff, whatever the documents contain. Ours pairs
edited lines with what they were and finds moves; the rivals give lines that went and came. git is
`git diff --no-index --histogram`, its process and files included. `--rivals` names the site-packages
of an environment that diff-match-patch is installed in; a rival that takes over a minute is left out
of longer documents.
"""

import difflib
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from importlib import import_module
from pathlib import Path

from monitor.assess import judge_edits
from monitor.assess.context import Context
from monitor.diff import compare_blocks
from monitor.model import Block

_TIME_LIMIT = 60.0
Texts = list[str]
Rival = Callable[[Texts, Texts], object]
_WORDS = (
    "seller must keep invoice brand within hours listing fee ring gold certificate label ship"
    " refund days page rule may not"
).split()


def main() -> None:
    """Print a table for each size."""
    given = dict(word.lstrip("-").partition("=")[::2] for word in sys.argv[1:])
    sys.path.append(given.get("rivals", ""))
    rivals = dict(_rivals())
    slow: set[tuple[str, str]] = set()
    for lines in map(int, given.get("lines", "200,2000,20000").split(",")):
        heads = "".join(f"{name:>18}" for name in rivals)
        print(f"{f'{lines} lines':<22}{'ours s':>9}{heads}{'judge s':>9}{'edits':>8}{'peak MB':>9}")
        for name, before, after in hard_pairs(lines):
            measure(name, before, after, rivals, slow)


def measure(
    name: str, before: Texts, after: Texts, rivals: dict[str, Rival], slow: set[tuple[str, str]]
) -> None:
    """One shape: ours, the rivals' with the ratio, and the judgement on our edits."""
    old, new = blocks(before), blocks(after)
    begun = time.perf_counter()
    edits = compare_blocks(old, new)
    ours = time.perf_counter() - begun
    judge_edits(edits, Context(old, new, edits), date.today())  # noqa: DTZ011 - any day does
    judged = time.perf_counter() - begun - ours
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    columns = ""
    for rival, diff in rivals.items():
        if (rival, name) in slow:
            columns += f"{'-':>18}"
            continue
        begun = time.perf_counter()
        diff(before, after)
        seconds = time.perf_counter() - begun
        if seconds > _TIME_LIMIT / 10:
            slow.add((rival, name))
        columns += f"{f'{seconds:.3f} ({seconds / ours:.1f} x)':>18}"
    print(f"{name:<22}{ours:>9.3f}{columns}{judged:>9.2f}{len(edits):>8}{peak:>9}", flush=True)


def _rivals() -> Iterator[tuple[str, Rival]]:
    yield "difflib", lambda a, b: difflib.SequenceMatcher(None, a, b).get_opcodes()
    try:
        dmp = import_module("diff_match_patch").diff_match_patch()
    except ImportError:
        print("diff-match-patch is not installed; see --rivals")
    else:
        dmp.Diff_Timeout = _TIME_LIMIT

        def by_lines(a: Texts, b: Texts) -> object:
            first, second, table = dmp.diff_linesToChars("\n".join(a), "\n".join(b))
            found = dmp.diff_main(first, second, checklines=False)
            dmp.diff_charsToLines(found, table)
            return found

        yield "diff-match-patch", by_lines
    yield "git histogram", _git


def _git(before: Texts, after: Texts) -> object:
    with tempfile.TemporaryDirectory() as name:
        files = [Path(name) / "before", Path(name) / "after"]
        for file, lines in zip(files, (before, after), strict=True):
            file.write_text("\n".join(lines))
        words = ["git", "diff", "--no-index", "--histogram", "--numstat", *map(str, files)]
        return subprocess.run(words, capture_output=True, check=False).stdout


def hard_pairs(count: int) -> Iterator[tuple[str, list[str], list[str]]]:
    """The documents: the same ones in every run."""
    chance = random.Random(1)
    base = [f"{number} {line(chance)}" for number in range(count)]
    few = [text + " new" if number % 100 == 0 else text for number, text in enumerate(base)]
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
