"""`forewarn cases`: the list, one case, and what is wrong in one line."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from monitor.source import Kind
from tests.lab import Lab, publish, rss

OLD = ("Old notice", "Nothing to see.")
NOTICE = (
    "1:26-cv-04211 Lantern Ltd. v. The Partnerships Identified on Schedule A (N.D. Ill.)",
    "SEALED TEMPORARY RESTRAINING ORDER signed.",
)


def test_cases_are_listed_and_shown(lab: Lab) -> None:
    lab.watch("court-list", kind=Kind.FEED.value, category="court-domain-seizure")
    with lab.context() as context:
        for count, entries in enumerate(((OLD,), (NOTICE, OLD))):
            at = datetime.now(UTC) - timedelta(hours=3 - count)
            publish(context, context.sources["court-list"], rss(*entries).body.decode(), at)

    assert "Case 1:26-cv-04211 · N.D. Ill. · Stage: Restraining" in lab.forewarn("cases").stdout
    assert lab.forewarn("cases", "--stage", "dismissal", "--since", "7d").stdout == ""
    [line] = lab.forewarn("cases", "--json").stdout.splitlines()
    assert json.loads(line)["stage"] == "tro"
    shown = lab.forewarn("cases", "show", "26-cv-4211").stdout
    assert "Lantern Ltd. v. The Partnerships" in shown
    assert "Court: N.D. Ill." in shown
    whole = json.loads(lab.forewarn("cases", "show", "1", "--json").stdout)
    assert [entry["stage"] for entry in whole["entries"]] == ["tro"]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("--stage", "nonsense"), "'nonsense' is no stage; choose complaint, tro"),
        (("show", "99"), "there is no case '99'"),
        (("show",), "name the case: forewarn cases show ID"),
        (("list",), "write: forewarn cases show ID"),
        (("--since", "soon"), "'soon'"),
    ],
)
def test_what_is_wrong_is_one_line(lab: Lab, words: tuple[str, ...], reason: str) -> None:
    lab.watch("court-list")
    done = lab.forewarn("cases", *words, code=2)
    [line] = done.stderr.strip().splitlines()

    assert reason in line
