"""Real histories through the true spiders; and a small one of our own, which always runs."""

import csv
import gzip
import subprocess
import sys
from pathlib import Path

import pytest

from tests.lab import PATIENCE, page

ROOT = Path(__file__).parents[1]
REAL = ROOT.parent / "shared" / "realdata"


def replay(data: Path, documents: int, rounds: int) -> dict[str, str]:
    """The figures that the benchmark prints, by name."""
    done = subprocess.run(
        [
            sys.executable,
            ROOT / "benchmarks" / "replay_real.py",
            data,
            f"--documents={documents}",
            f"--rounds={rounds}",
        ],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return {line[:20].strip(" :,"): line[20:] for line in done.stdout.splitlines()}


def write(folder: Path, rows: list[dict[str, str]]) -> None:
    with (folder / "manifest.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture
def history(tmp_path: Path) -> Path:
    """One page in raw HTML over three captures, one in Markdown over two."""
    raw, plain = tmp_path / "html_series", tmp_path / "versions"
    raw.mkdir()
    plain.mkdir()
    clause = "Sellers keep an invoice for each brand and show it within {} days. "
    captures = [
        page(clause.format(7) * 5),
        page(clause.format(7) * 5) + "<!-- 2 -->",
        page(clause.format(2) * 5),
    ]
    labels = ["", "noise_only", "text_change"]
    for i, body in enumerate(captures):
        (raw / f"{i}.html.gz").write_bytes(gzip.compress(body.encode()))
    write(raw, [
        {"service": "Harbour", "document": "Rules", "date": f"2026-01-0{i}", "file": f"{i}.html.gz", "select": '["main"]', "pair_label": labels[i]}
        for i in range(3)
    ])  # fmt: skip
    for i, fee in enumerate((5, 7)):
        (plain / f"{i}.md").write_text(f"# Fees\n\nThe fee for a ring is USD {fee}.\n", "utf-8")
    write(plain, [
        {"service": "Harbour", "document": "Fees", "date": f"2026-01-0{i}", "file": f"{i}.md"} for i in range(2)
    ])  # fmt: skip
    return tmp_path


def test_a_small_history_is_told_to_every_reader(history: Path) -> None:
    figures = replay(history, 2, 3)

    assert figures["documents"] == "2"
    assert figures["captures served"] == "5"
    assert figures["versions stored"] == "4"
    assert figures["changes by severity"] == "2 major"
    assert figures["alerts received"] == "6 by 3 readers"
    assert figures["mails received"] == "1"
    assert figures["noise-only captures"].startswith("1, reported as changes: 0")


@pytest.mark.skipif(not REAL.is_dir(), reason="the real histories are not beside this checkout")
def test_real_histories_are_replayed_whole() -> None:
    figures = replay(REAL, 8, 4)

    assert figures["documents"] == "8"
    assert int(figures["captures served"]) == 32
    assert int(figures["versions stored"]) >= 8
    assert int(figures["alerts received"].split()[0]) % 3 == 0
