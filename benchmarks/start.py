"""How long a command takes to answer: python -m benchmarks.start

Medians of eleven starts each, beside an empty Python and an import of what each command cannot do without.
"""

import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

FOREWARN = str(Path(sys.executable).with_name("forewarn"))
STARTS = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "import typer": [sys.executable, "-c", "import typer"],
    "import sqlalchemy.orm": [sys.executable, "-c", "import sqlalchemy.orm"],
    "import scrapy": [sys.executable, "-c", "import scrapy"],
    "forewarn --help": [FOREWARN, "--help"],
    "forewarn changes": [FOREWARN, "changes"],
    "forewarn sources list": [FOREWARN, "sources", "list"],
}
TIMES = 11


def main() -> None:
    """Print a table."""
    with tempfile.TemporaryDirectory() as folder:
        for name, command in STARTS.items():
            seconds = sorted(_seconds(command, folder) for _ in range(TIMES + 1))[:-1]
            print(f"{name:<24} {median(seconds):6.3f} s   fastest {min(seconds):6.3f} s")


def _seconds(command: list[str], folder: str) -> float:
    began = perf_counter()
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return perf_counter() - began


if __name__ == "__main__":
    main()
