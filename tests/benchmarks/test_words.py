"""The benchmark of everyday words counts what is understood."""

from pathlib import Path

import pytest

from benchmarks import words


def test_words_are_counted_by_what_they_lead_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "words.tsv"
    file.write_text(
        "language\tword\tmeans\nzh\t亚马逊\torganisation:amazon\nzh\tTK\t\nen\tbaterries\ttoys\nen\tmoon\t\n",
        "utf-8",
    )
    monkeypatch.setattr("sys.argv", ["words", str(file)])
    words.main()
    printed = capsys.readouterr().out

    assert "zh\t亚马逊\tsure\torganisation:amazon" in printed
    assert "en\tbaterries\tasked\tbatteries\t  (not right)" in printed
    assert "en\tmoon\tunknown" in printed
    assert "zh: 2 of 2 understood (1 sure, 1 asked), 2 right" in printed
    assert "all: 3 of 4 understood (1 sure, 2 asked), 2 right" in printed
