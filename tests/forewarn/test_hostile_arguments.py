"""Whatever stands on a command line: one line that says what is wrong, never a fault of our own."""

import os
import zipfile
from pathlib import Path

import pytest
import yaml

from forewarn.cli import main

WORDS = [
    "", "x", "-1", "0", "9" * 30, "99999999999d", "9" * 30 + "w", "1e400", "nan", "\udcff", "a" * 300, "a\0b", "../..", "/",
    "ring-rules", "ring-rules@" + "9" * 30, "ring-rules@²", "http://[x]/", "https://h.example.org:99999/", "٣", "2026-13-45",
    "9999-12-31T23:59:59-14:00", "0001-01-01T00:00+14:00", "{}", "[[", "a[[", "%s",
]  # fmt: skip
PLACES = [
    "changes --since", "changes --effective-from", "changes --min-severity", "changes --category", "changes --topic",
    "show", "history", "history ring-rules --section", "diff", "diff ring-rules", "diff ring-rules 1",
    "export --since", "export --format", "evidence", "evidence verify", "evidence verify bundle.zip --ca",
    "compare", "compare page.html", "compare page.html page.html --select", "compare --batch", "digest --dry-run --at",
    "replay", "sources check", "sources add", "sources add https://h.example.org/ --category", "sources test",
    "sources proposals --close", "sources pending --accept", "sources pending --refuse", "sources pause", "sources resume",
    "sources places", "sources matters ring-rules", "sources matters ring-rules --no",
    "subscribers add", "subscribers add a@example.org --to", "subscribers add a@example.org --to ring-rules --timezone",
    "subscribers add a@example.org --to ring-rules --hour", "subscribers add a@example.org --to ring-rules --language",
    "subscribers add a@example.org --to ring-rules --frequency", "subscribers show", "subscribers remove", "subscribers import",
    "worker --crawls", "schedule", "events", "rules", "db", "",
]  # fmt: skip
FILES = ["deep.json", "bytes.bin", "empty", "bundle.zip", "rows.csv", "."]

# Each place gets every fourth of the words in turn; CI, which tries more of everything, gives it all.
PART = 1 if "FUZZ_EXAMPLES" in os.environ else 4

pytestmark = [pytest.mark.sqlite, pytest.mark.timeout(0)]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the commands run: a catalogue, and files that nobody would send."""
    monkeypatch.chdir(tmp_path)
    catalogue = tmp_path / "catalogue"
    catalogue.mkdir()
    entry = {
        "title": "Rings",
        "category": "platform-policy",
        "kind": "page",
        "url": "https://h.example.org/",
        "language": "en",
    }
    data = {"organisation": "Harbour", "sources": {"ring-rules": entry}}
    (catalogue / "harbour.yaml").write_text(yaml.safe_dump(data), "utf-8")
    monkeypatch.setenv("FOREWARN_DATABASE_URL", f"sqlite:///{tmp_path / 'f.db'}")
    monkeypatch.setenv("FOREWARN_CATALOGUE", str(catalogue))
    monkeypatch.setenv("FOREWARN_WEB_BIND", "off")
    (tmp_path / "page.html").write_text("<main><h1>Rules</h1><p>Rings may be listed.</p></main>")
    (tmp_path / "deep.json").write_text("[" * 10_000 + "]" * 10_000)
    (tmp_path / "bytes.bin").write_bytes(bytes(range(256)))
    (tmp_path / "empty").touch()
    (tmp_path / "rows.csv").write_text(
        "id,before,after\n1\n2,page.html\n3,page.html,page.html,more\n"
    )
    with zipfile.ZipFile(tmp_path / "bundle.zip", "w") as archive:
        archive.writestr("manifest.json", "[" * 10_000 + "]" * 10_000)
    return tmp_path


def run(monkeypatch: pytest.MonkeyPatch, *words: str) -> object:
    """The command's exit code."""
    monkeypatch.setattr("sys.argv", ["forewarn", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    return ended.value.code or 0


@pytest.mark.parametrize("place", PLACES)
def test_no_argument_is_a_fault_of_our_own(
    place: str, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    all_words = [*WORDS, *FILES]
    first = PLACES.index(place) % PART
    for word in all_words[first::PART]:
        code = run(monkeypatch, *place.split(), word)
        output = capsys.readouterr().err

        assert code in {0, 1, 2}, (word, output)
        assert "Traceback" not in output
        assert "fault of Forewarn" not in output, (word, output)
        assert code != 2 or len(output.splitlines()) >= 1


@pytest.mark.parametrize(
    ("words", "output"),
    [
        (["changes", "--since", "99999999999d"], "longer than 900 years"),
        (["changes", "--since", "9999-12-31T23:59:59-14:00"], "too far away"),
        (["changes", "--since", "soon"], "2026-03-01"),
        (["show", "ring-rules@" + "9" * 30], "no version"),
        (["show", "\udcff"], "no UTF-8 text"),
        (["sources", "add", "http://[x]/"], "no web address"),
        (["compare", "page.html", "page.html", "--select=a[["], "no CSS selector"),
        (["sources", "check", "a" * 300], "cannot be read"),
        (["subscribers", "show", "9" * 30], "less than"),
    ],
)
def test_what_is_wrong_is_one_line_that_says_so(
    words: list[str],
    output: str,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(monkeypatch, *words) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert output in line


def test_a_batch_with_too_few_columns_names_each_row_and_does_the_rest(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "compare", "--batch", "rows.csv", "--json") == 1
    lines = capsys.readouterr().out.splitlines()
    assert ["no file in the column" in line for line in lines] == [True, True, False]
    assert '"id": "2"' in lines[1]


def test_every_wrong_line_of_an_import_is_named_and_none_is_stored(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [
        '{"chat_id": 1e400}', "[" * 5000, '{"chat_id": 1, "timezone": "America"}', '{"email": "\\ud800@x"}',
        '{"chat_id": 5}', '{"chat_id": 99999999999999999999}',
    ]  # fmt: skip
    (folder / "all.jsonl").write_text("\n".join(lines), "utf-8")
    assert run(monkeypatch, "subscribers", "import", "all.jsonl") == 2
    output = capsys.readouterr().err
    assert [f"all.jsonl:{n}:" in output for n in range(1, 7)] == [
        True,
        True,
        True,
        True,
        False,
        True,
    ]
    assert run(monkeypatch, "subscribers", "list") == 0
    assert capsys.readouterr().out == ""
