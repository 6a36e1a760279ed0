"""`forewarn compare`: two saved files, or a batch of them."""

import json

import pytest

from tests.forewarn.test_commands import NEW, OLD, line, pair
from tests.lab import Lab, page


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        (OLD, OLD, "same"),
        (OLD, OLD.replace("freely", "freely\u200b"), "cosmetic"),
        (OLD.replace("listed", "“listed”"), OLD.replace("listed", '"listed"'), "cosmetic"),
        (OLD, OLD.replace("freely", "gladly"), "minor"),
        (OLD, NEW, "major"),
        (OLD, page("Please sign in to continue."), "broken"),
        (OLD, "", "broken"),
        ("", OLD, "recovered"),
    ],
)
def test_compare_tells_a_verdict(lab: Lab, before: str, after: str, verdict: str) -> None:
    found = json.loads(lab.forewarn("compare", *pair(lab, before, after), "--json").stdout)

    assert found["verdict"] == verdict
    assert list(found) == [
        "verdict", "severity", "level", "topics", "effective_date", "edits", "reasons",
    ]  # fmt: skip


def test_compare_reads_every_kind_of_file_and_selects(lab: Lab) -> None:
    for suffix, (before, after) in {
        ".md": ("# Fees\n\nUSD 5 is due.", "# Fees\n\nUSD 7 is due."),
        ".txt": ("USD 5 is due for each ring.", "USD 7 is due for each ring."),
        ".xml": ("<a><b>USD 5 is due for a ring</b></a>", "<a><b>USD 7 is due for a ring</b></a>"),
        ".html": (
            "<p>USD 5 is due for each ring</p><i>1</i>",
            "<p>USD 7 is due for each ring</p><i>2</i>",
        ),
    }.items():
        extra = ("--select", "p") if suffix == ".html" else ()
        found = json.loads(
            lab.forewarn("compare", *pair(lab, before, after, suffix), "--json", *extra).stdout
        )
        assert (found["verdict"], len(found["edits"])) == ("major", 1), suffix
        assert list(found["edits"][0]) == [
            "op",
            "path",
            "before",
            "after",
            "similarity",
            "origin",
            "silent_because",
        ]


def test_a_batch_answers_each_row_in_order(lab: Lab) -> None:
    pair(lab, OLD, NEW)
    rows = "id,before,after\nz1,before.html,after.html\na2,after.html,after.html\nb3,gone.html,after.html\n"
    (lab.folder / "batch.csv").write_text(rows, "utf-8")
    done = lab.forewarn("compare", "--batch", "batch.csv", "--json", code=1)
    found = [json.loads(entry) for entry in done.stdout.splitlines()]

    assert [row["id"] for row in found] == ["z1", "a2", "b3"]
    assert [row.get("verdict") for row in found] == ["major", "same", None]
    assert "gone.html cannot be read" in found[2]["error"]
    (lab.folder / "batch.csv").write_text("id,old,new\n", "utf-8")
    assert "columns id,before,after" in line(lab, "compare", "--batch", "batch.csv")
