"""How much a command loads before it answers; benchmarks/start.py tells the seconds."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.lab import PATIENCE

ALWAYS_HEAVY = {
    "scrapy",
    "twisted",
    "telegram",
    "alembic",
    "structlog",
    "babel",
    "bs4",
    "lxml",
    "pypdf",
}
LOADED = """
import sys
from forewarn.cli import main
sys.argv = ["forewarn", *sys.argv[1:]]
try:
    main()
finally:
    sys.stderr.write("|".join({name.partition(".")[0] for name in sys.modules}))
"""


@pytest.mark.parametrize(
    ("command", "heavy"),
    [
        (["--help"], ALWAYS_HEAVY | {"sqlalchemy", "pydantic", "yaml"}),
        (["changes"], ALWAYS_HEAVY | {"yaml", "rapidfuzz"}),
    ],
)
def test_a_command_loads_nothing_heavy(command: list[str], heavy: set[str], tmp_path: Path) -> None:
    for _ in range(2):  # the first one makes the database
        done = subprocess.run(
            [sys.executable, "-c", LOADED, *command],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=True,
            timeout=PATIENCE,
        )

    assert heavy & set(done.stderr.split("|")) == set()
