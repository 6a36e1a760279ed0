"""What decoders remark of a document goes to the log, in lines of ours that name the source."""

import json
import subprocess
import sys

from forewarn.demo.site import Answer
from tests.lab import PATIENCE, Lab, page
from tests.pdfs import pdf

WARN = (
    "import warnings, runtime.logs as logs; logs.configure('json', ()); warnings.warn('an odd tag')"
)


def test_a_remark_of_a_decoder_names_the_source(lab: Lab) -> None:
    whole = pdf([["# Labels", "Each package bears a label."]])
    lab.site.pages["/manual"] = Answer(whole.replace(b"%%EOF", b"%%end"))
    lab.site.put("/rule", page("Sellers keep an invoice for each brand."))
    lab.watch("manual", kind="pdf")
    lab.watch("rule")
    done = lab.forewarn("crawl", "--json", code=1, FOREWARN_LOG_FORMAT="json")
    remarks = [json.loads(line) for line in done.stderr.splitlines()]

    assert {json.loads(line)["source"] for line in done.stdout.splitlines()} == {"manual", "rule"}
    assert {remark["source"] for remark in remarks} == {"manual"}, done.stderr


def test_a_warning_of_python_is_a_line_of_the_log() -> None:
    done = subprocess.run(
        [sys.executable, "-c", WARN], capture_output=True, text=True, timeout=PATIENCE, check=True
    )
    (line,) = done.stderr.splitlines()

    assert json.loads(line)["event"] == "UserWarning: an odd tag"
    assert ".py" not in line
