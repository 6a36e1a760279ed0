"""`python -m benchmarks.history --json`: one line for each capture, with what became of it."""

import json
import lzma
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from benchmarks.history import (
    BadHistoryError,
    CaptureOutcome,
    chosen_selector,
    read_history,
    replay,
    values,
)

RULES = "\n\n".join(
    f"## Part {number}\n\nSellers keep the papers of parcel {number} in order, answer questions of "
    f"buyers in part {number} politely and print the address of the shop on each label."
    for number in range(1, 9)
)
BEFORE = f"# Shop rules\n\n{RULES}\n\nThe fee for each offer is 5 dollars.\n"
AFTER = BEFORE.replace("5 dollars", "9 dollars")


def written(folder: Path, *lines: dict[str, str], name: str = "document.jsonl") -> Path:
    file = folder / name
    body = "".join(json.dumps(line) + "\n" for line in lines).encode()
    file.write_bytes(lzma.compress(body) if file.suffix == ".xz" else body)
    return file


def judged(file: Path) -> list[CaptureOutcome]:
    captures = list(read_history(file))
    return replay(captures, chosen_selector(captures, "")).captures


def test_each_capture_is_one_line_with_its_final_outcome(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        {"date": "2026-01-01T08:00:00Z", "text": BEFORE},
        {"date": "2026-02-01T08:00:00Z", "text": AFTER},
        {"date": "2026-03-01T08:00:00Z", "text": AFTER, "recorded_as": "technical"},
        name="document.jsonl.xz",
    )
    command = [sys.executable, "-m", "benchmarks.history", str(file), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    lines: list[dict[str, Any]] = [json.loads(line) for line in done.stdout.splitlines()]

    assert [line["outcome"] for line in lines] == ["first", "changed", "unchanged"]
    assert [line["date"][:10] for line in lines] == ["2026-01-01", "2026-02-01", "2026-03-01"]
    assert [line["verdict"] in {"minor", "major"} for line in lines] == [False, True, False]
    assert [line["level"] == "silent" for line in lines] == [True, False, True]
    assert lines[1]["reasons"]
    assert set(lines[0]) == {
        "date",
        "outcome",
        "verdict",
        "level",
        "effective_date",
        "reasons",
        "summary",
        "refused",
    }


def test_a_refused_capture_is_broken_and_the_page_recovers(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        {"date": "2026-01-01", "text": BEFORE},
        {"date": "2026-02-01", "text": "# 404 Not Found\n\nThis page does not exist.\n"},
        {"date": "2026-02-02", "text": BEFORE},
    )
    found = judged(file)

    assert [one.verdict for one in found] == ["first", "broken", "recovered"]
    assert found[1].refused
    assert values(found[1])["level"] == "silent"


def test_pages_may_come_as_html(tmp_path: Path) -> None:
    page = "<html><body><div id=rules><h1>Rules</h1><p>{}</p></div></body></html>"
    file = written(
        tmp_path,
        {"date": "2026-01-01", "html": page.format("The fee for each offer is 5 dollars. " * 20)},
        {"date": "2026-02-01", "html": page.format("The fee for each offer is 5 dollars. " * 20)},
    )
    captures = list(read_history(file))

    assert chosen_selector(captures, "#rules") == "#rules"
    assert [one.verdict for one in replay(captures, "#rules").captures] == ["first", "same"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("[1]", "line 1 is no JSON object"),
        ('{"text": "x"}', "line 1 has no date"),
        ('{"date": "soon", "text": "x"}', "line 1 has no date"),
        ('{"date": "2026-01-01"}', "line 1 has neither text nor html"),
        ('{"date": "2026-01-01", "text": 5}', "line 1 has neither text nor html"),
        ("", "holds no captures"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: str, said: str) -> None:
    (tmp_path / "bad.jsonl").write_text(line)

    with pytest.raises(BadHistoryError, match=said):
        list(read_history(tmp_path / "bad.jsonl"))


def test_captures_out_of_order_are_refused(tmp_path: Path) -> None:
    lines = ({"date": "2026-02-01", "text": "x"}, {"date": "2026-01-01", "text": "y"})

    with pytest.raises(BadHistoryError, match="line 2 is older"):
        list(read_history(written(tmp_path, *lines)))


def test_a_file_that_is_not_there_ends_with_2_and_one_sentence(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "benchmarks.history", str(tmp_path / "none.xz"), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "cannot be read" in done.stderr
