"""A language is a folder of message files; a third one is data."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from babel import Locale

import monitor
from monitor.audience import Coverage
from monitor.language import Language, language_named, language_of, languages, message, texts
from monitor.vocabulary import name_of
from monitor.wording import coverage

TEXTS = Path(monitor.__file__).parent / "texts"
# The command line speaks English alone.
NAMESPACES = sorted({file.stem for file in (TEXTS / "en").iterdir()} - {"cli"})
# A place for a value in a message.
PLACE = re.compile(r"\{([\w-]+)\}")

_TALK = """
from bot.messages import say
from monitor.language import Language, language_named, language_of, languages
from monitor.vocabulary import name_of
polish = language_of("pl-PL")
print([str(code) for code in languages()], polish == language_named("Polski"))
print(say(polish, "nothing_yet"), name_of("categories", "customs-border", polish))
print(*(say(polish, "group", count=count) for count in (1, 3, 5)))
"""


def test_the_languages_are_the_folders() -> None:
    assert [str(code) for code in languages()] == ["en", "zh"]
    assert language_of("zh-hans") == language_named(" 中文 ") == Language.ZH
    assert language_of("pt-br") == language_of(None) == Language.EN
    assert language_named("klingon") is None
    with pytest.raises(ValueError, match="choose en, zh"):
        Language("de")


@pytest.mark.slow
def test_a_third_language_is_a_folder(tmp_path: Path) -> None:
    """The packages are copied, a folder is added, and the bot speaks it: no line of code."""
    root = Path(monitor.__file__).parent.parent
    for package in ("monitor", "bot", "storage"):
        shutil.copytree(root / package, tmp_path / package)
    folder = tmp_path / "monitor" / "texts" / "pl"
    shutil.copytree(TEXTS / "en", folder)
    translate(folder / "about.yaml", name="Polski", words=["pl", "polski"])
    forms = {"one": "zmiana", "few": "zmiany", "many": "zmian", "other": "zmiany"}
    group = {category: f"{{count}} {noun}" for category, noun in forms.items()}
    translate(folder / "bot.yaml", nothing_yet="Jeszcze nic.", group=group)
    done = subprocess.run(
        [sys.executable, "-c", _TALK], cwd=tmp_path, capture_output=True, text=True, check=True,
        env={"PYTHONPATH": str(tmp_path)},
    )  # fmt: skip

    assert done.stdout.splitlines() == [
        "['en', 'pl', 'zh'] True",
        "Jeszcze nic. Customs",
        "1 zmiana 3 zmiany 5 zmian",
    ]


def translate(file: Path, **values: object) -> None:
    file.write_text(yaml.safe_dump(messages(file) | values), "utf-8")


def messages(file: Path) -> dict[str, object]:
    found: dict[str, object] = yaml.safe_load(file.read_text("utf-8"))
    return found


def places(text: object) -> list[str]:
    """The places for values, of the form that has them all."""
    if isinstance(text, dict):
        return places(text.get("other"))
    return sorted(PLACE.findall(text)) if isinstance(text, str) else []


@pytest.mark.parametrize("namespace", NAMESPACES)
def test_every_language_says_everything(namespace: str) -> None:
    english = messages(TEXTS / "en" / f"{namespace}.yaml")
    for language in languages():
        spoken = messages(TEXTS / language / f"{namespace}.yaml")

        assert set(spoken) == set(english)
        for key, text in english.items():
            assert places(spoken[key]) == places(text), key


def plurals(language: Language) -> Iterator[tuple[str, dict[str, str]]]:
    for file in (TEXTS / language).iterdir():
        if file.stem != "about":
            named = messages(file).items()
            yield from ((f"{file.stem}: {key}", text) for key, text in named if type(text) is dict)


@pytest.mark.parametrize("language", languages())
def test_a_plural_has_the_forms_that_cldr_gives_the_language(language: Language) -> None:
    categories = {*Locale.parse(language).plural_form.tags, "other"}
    for name, forms in plurals(language):
        assert set(forms) == categories, name
        assert "count" in places(forms), name
        for form in forms.values():
            assert set(places(form)) <= set(places(forms)), name


def test_a_count_picks_the_form() -> None:
    def edits(count: int, language: Language) -> str:
        return message("web", language, "count_edits", count=count)

    assert [edits(n, Language.EN) for n in (0, 1, 2)] == ["0 edits", "1 edit", "2 edits"]
    assert edits(1, Language.ZH) == "共 1 处修改"
    assert "count_edits" not in texts("web", Language.EN)


@pytest.mark.parametrize(
    ("language", "slow", "shown"),
    [
        (Language.EN, 0, "12 of 13 pages checked in the last 24 h."),
        (Language.EN, 8, "12 of 13 pages checked on schedule, 4 in the last 24 h."),
        (Language.ZH, 0, "24 小时内检查了 13 个页面中的 12 个。"),
        (Language.ZH, 8, "13 个页面中 12 个已按时检查，其中 24 小时内 4 个。"),
    ],
)
def test_a_sentence_on_coverage_claims_no_more_than_was_done(
    language: Language, slow: int, shown: str
) -> None:
    seen = Coverage(watched=13, checked=12, failing=(), slow=slow)

    assert coverage(seen, {}, language, "UTC", datetime(2026, 3, 1, tzinfo=UTC)) == shown


def test_a_name_that_a_language_lacks_is_told_in_english() -> None:
    assert name_of("jurisdictions", "us", Language.ZH) == "美国"
    assert name_of("jurisdictions", "mars", Language.ZH) == "mars"
