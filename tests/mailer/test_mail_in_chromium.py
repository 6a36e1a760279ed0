"""The digest in a real browser: nothing runs over the edge of a phone, nothing runs at all."""

import html
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from docs.pictures import FLAGS
from monitor.language import Language, languages
from monitor.model import Assessment, Reason, Severity
from tests.bot.test_messages import EDIT, change
from tests.lab import PATIENCE
from tests.mailer.test_mail import HOSTILE, render

pytestmark = pytest.mark.slow

CHROMIUM = shutil.which("chromium")
# What the outer page learns of the mail that stands in a frame of the reader's width.
PAGE = """<!doctype html><body><iframe id=mail style="border:0;width:{width}px;height:900px" srcdoc="{mail}"></iframe>
<script>onload = () => {{
  const page = document.getElementById("mail").contentDocument;
  const ran = page.defaultView.ran === true || window.ran === true;
  const loads = page.querySelectorAll("img,script,iframe,link,object,embed").length;
  document.body.textContent = `width=${{page.documentElement.scrollWidth}} ran=${{ran}} loads=${{loads}}`;
}}</script>"""
LONG = "https://harbour.example.org/" + "a" * 400


@pytest.mark.parametrize("width", [360, 1200])
@pytest.mark.parametrize("language", languages())
def test_a_mail_fits_and_is_inert(tmp_path: Path, width: int, language: Language) -> None:
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    script = "<script>window.ran = parent.ran = true</script><img src=x onerror='parent.ran=true'>"
    fact = Reason(rule="permitted", severity=Severity.MAJOR, words=(HOSTILE + script, "", ""))
    judged = Assessment(severity=Severity.MAJOR, rules=3, reasons=(fact,))
    hostile = change(EDIT, title=LONG + script, url=LONG, assessment=judged)
    mail = render(language, ("platform-policy", (hostile, *(change(id=n) for n in range(20, 26)))))
    file = tmp_path / "page.html"
    file.write_text(PAGE.format(width=width, mail=html.escape(mail.html)), "utf-8")
    command = [
        CHROMIUM,
        *FLAGS.split(),
        f"--user-data-dir={tmp_path}/profile",
        "--virtual-time-budget=4000",
    ]
    done = subprocess.run(
        [*command, "--window-size=1300,1000", "--dump-dom", file.as_uri()],
        capture_output=True, text=True, timeout=PATIENCE, check=True,
    )  # fmt: skip
    measured = re.search(r"width=(\d+) ran=(\w+) loads=(\d+)", done.stdout)

    assert measured is not None, done.stdout[-500:]
    assert (int(measured[1]), measured[2], measured[3]) == (width, "false", "0")
