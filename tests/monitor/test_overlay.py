"""An overlay beside the catalogue: it adds, replaces whole sources, and never loses what was right."""

from pathlib import Path

import pytest

from monitor import catalogue
from monitor.errors import ConfigurationError

ENTRY = """
  {id}:
    title: {title}
    category: platform-policy
    kind: page
    url: https://example.org/{id}
    language: en
"""


def write(folder: Path, *entries: tuple[str, str], name: str = "harbour") -> Path:
    folder.mkdir(exist_ok=True)
    text = "".join(ENTRY.format(id=source_id, title=title) for source_id, title in entries)
    (folder / f"{name}.yaml").write_text(f"organisation: Harbour\nsources:{text}", "utf-8")
    return folder


def test_it_adds_and_replaces_whole_sources(tmp_path: Path) -> None:
    shipped = write(tmp_path / "shipped", ("ring", "Rings"), ("fees", "Fees"))
    overlay = write(tmp_path / "overlay", ("fees", "All fees"), ("duty", "Duty"))
    loaded = catalogue.load(shipped, overlay=overlay)

    assert {one.id: one.title for one in loaded.sources} == {
        "ring": "Rings",
        "fees": "All fees",
        "duty": "Duty",
    }
    assert loaded.problems == ()
    assert [file.path for file in loaded.overlay] == [overlay / "harbour.yaml"]


def test_it_switches_a_shipped_source_off(tmp_path: Path) -> None:
    shipped = write(tmp_path / "shipped", ("ring", "Rings"), ("fees", "Fees"))
    overlay = write(tmp_path / "overlay", ("fees", "Fees"))
    file = overlay / "harbour.yaml"
    file.write_text(f"{file.read_text()}    enabled: false\n    note: Its owner asked us.\n")

    assert [s.id for s in catalogue.load(shipped, overlay=overlay).enabled] == ["ring"]


def test_it_may_not_exist_yet_but_is_no_file(tmp_path: Path) -> None:
    shipped = write(tmp_path / "shipped", ("ring", "Rings"))

    assert len(catalogue.load(shipped, overlay=tmp_path / "later").sources) == 1
    with pytest.raises(ConfigurationError, match=r"FOREWARN_OVERLAY: .* is no folder"):
        catalogue.load(shipped, overlay=shipped / "harbour.yaml")


def test_a_mistake_in_it_is_named_and_the_shipped_source_stays(tmp_path: Path) -> None:
    shipped = write(tmp_path / "shipped", ("fees", "Fees"))
    overlay = write(tmp_path / "overlay", ("fees", "All fees"))
    file = overlay / "harbour.yaml"
    file.write_text(file.read_text().replace("kind: page", "kind: pages"))
    loaded = catalogue.load(shipped, overlay=overlay)

    assert [one.title for one in loaded.sources] == ["Fees"]
    assert [str(one) for one in loaded.problems] == [
        f"{file}:6: fees.kind: 'page', 'listing', 'feed', 'api' or 'pdf' is what is known"
    ]


@pytest.mark.parametrize(
    "wrong", ["organisation: [", "organisation: Harbour\nsources: {}\n", "\ufeff\x00"]
)
def test_a_file_that_turns_wrong_keeps_what_it_held(tmp_path: Path, wrong: str) -> None:
    shipped = write(tmp_path / "shipped", ("ring", "Rings"))
    write(shipped, ("fees", "Fees"), name="other")
    overlay = write(tmp_path / "overlay", ("duty", "Duty"))
    first = catalogue.load(shipped, overlay=overlay)
    for folder in (shipped, overlay):
        (folder / "harbour.yaml").write_text(wrong, "utf-8")
    write(shipped, ("fees", "New fees"), name="other")
    second = catalogue.load(shipped, overlay=overlay, last=first)
    third = catalogue.load(shipped, overlay=overlay, last=second)

    for loaded in (second, third):
        assert {one.title for one in loaded.sources} == {"Rings", "New fees", "Duty"}
        assert len(loaded.problems) == 2
    write(overlay, ("duty", "Duties"))
    assert "Duties" in {
        one.title for one in catalogue.load(shipped, overlay=overlay, last=third).sources
    }


def test_a_file_that_is_gone_takes_its_sources_along(tmp_path: Path) -> None:
    shipped = write(tmp_path / "shipped", ("ring", "Rings"))
    overlay = write(tmp_path / "overlay", ("ring", "All rings"))
    first = catalogue.load(shipped, overlay=overlay)
    (overlay / "harbour.yaml").unlink()

    assert [s.title for s in catalogue.load(shipped, overlay=overlay, last=first).sources] == [
        "Rings"
    ]
