"""`forewarn operators acts`: what was done at the command line, and when."""

import json

from tests.lab import Lab


def test_acts_at_the_command_line_are_listed(lab: Lab) -> None:
    lab.watch("ring-rules")
    lab.forewarn("sources", "pause", "ring-rules", "--why", "its owner asked")
    lab.forewarn("sources", "resume", "ring-rules")
    lab.forewarn("sources", "resume", "ring-rules")
    lines = lab.forewarn("operators", "acts").stdout.splitlines()
    assert [line.split()[2:5] for line in lines] == [
        ["shell", "resume", "ring-rules"], ["shell", "pause", "ring-rules"],
    ]  # fmt: skip
    assert lines[1].endswith("  its owner asked")
    (newest,) = lab.forewarn("operators", "acts", "--limit", "1", "--json").stdout.splitlines()
    act = json.loads(newest)

    assert (act["by"], act["act"], act["subject"]) == ("shell", "resume", "ring-rules")
