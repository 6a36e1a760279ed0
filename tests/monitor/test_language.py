"""A language is a folder of message files; a third one is data."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import monitor
from monitor.language import Language, language_named, language_of, languages
from monitor.vocabulary import name_of

_TALK = """
from bot.messages import say
from monitor.language import Language, language_named, language_of, languages
from monitor.vocabulary import name_of
german = language_of("de-AT")
print([str(code) for code in languages()], german == language_named("Deutsch"))
print(say(german, "nothing_yet"), name_of("categories", "customs-border", german))
"""


def test_the_languages_are_the_folders():
    assert [str(code) for code in languages()] == ["en", "zh"]
    assert language_of("zh-hans") == language_named(" 中文 ") == Language.ZH
    assert language_of("pt-br") == language_of(None) == Language.EN
    assert language_named("klingon") is None
    with pytest.raises(ValueError, match="choose en, zh"):
        Language("de")


def test_a_third_language_is_a_folder(tmp_path: Path):
    """The packages are copied, a folder is added, and the bot speaks it: no line of code."""
    root = Path(monitor.__file__).parent.parent
    for package in ("monitor", "bot", "storage"):
        shutil.copytree(root / package, tmp_path / package)
    texts = tmp_path / "monitor" / "texts"
    shutil.copytree(texts / "en", texts / "de")
    about = (texts / "de" / "about.yaml").read_text("utf-8")
    about = about.replace("name: English", "name: Deutsch").replace(
        "[en, english,", "[de, deutsch,"
    )
    (texts / "de" / "about.yaml").write_text(about, "utf-8")
    said = (texts / "de" / "bot.yaml").read_text("utf-8")
    line = next(row for row in said.splitlines() if row.startswith("nothing_yet:"))
    (texts / "de" / "bot.yaml").write_text(said.replace(line, "nothing_yet: Noch nichts."), "utf-8")
    done = subprocess.run(
        [sys.executable, "-c", _TALK], cwd=tmp_path, capture_output=True, text=True, check=True,
        env={"PYTHONPATH": str(tmp_path)},
    )  # fmt: skip

    assert done.stdout.splitlines() == ["['en', 'de', 'zh'] True", "Noch nichts. Customs"]


def test_a_name_that_a_language_lacks_is_told_in_english():
    assert name_of("jurisdictions", "us", Language.ZH) == "美国"
    assert name_of("jurisdictions", "mars", Language.ZH) == "mars"
