"""The overlay as operators edit it: whole files, each save undone, two operators never at once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from forewarn.overlay import Overlay
from forewarn.wiring import AppContext
from monitor.catalogue.write import SourceEntry, keys_of
from monitor.errors import CatalogueError, ConfigurationError, EditConflictError
from monitor.source import Source
from tests.lab import Lab

OWNER = "Harbour Market"


@pytest.fixture
def context(lab: Lab) -> Iterator[AppContext]:
    lab.watch("ring-rules", note="Shipped.")
    with lab.context(FOREWARN_OVERLAY=str(lab.folder / "own")) as opened:
        yield opened


@pytest.fixture
def overlay(context: AppContext) -> Overlay:
    return Overlay(context.settings, context.live)


def entry(context: AppContext, source_id: str = "ring-rules", **keys: object) -> SourceEntry:
    return SourceEntry(
        organisation=OWNER,
        source_id=source_id,
        keys={**keys_of(context.sources["ring-rules"]), **keys},
    )


def save(overlay: Overlay, one: SourceEntry) -> None:
    overlay.save(one, overlay.stamp(one.organisation, one.source_id))


def files(lab: Lab) -> list[str]:
    return sorted(file.name for file in (lab.folder / "own").glob("*.yaml"))


def test_a_save_is_in_use_at_once_and_undone(
    context: AppContext, overlay: Overlay, lab: Lab
) -> None:
    save(overlay, entry(context, title="New: 费用"))
    save(overlay, entry(context, "fee-rules", title="No"))
    assert files(lab) == ["harbour-market.yaml"]
    assert context.sources["ring-rules"].title == "New: 费用"
    assert context.sources["fee-rules"].title == "No"
    assert "2 sources are right" in lab.forewarn("sources", "check", str(lab.folder / "own")).stdout
    for known in (False, True, False):
        overlay.undo(OWNER, "fee-rules", overlay.stamp(OWNER, "fee-rules"))
        assert ("fee-rules" in context.sources) is known
    assert context.sources["ring-rules"].title == "New: 费用"


def test_what_is_removed_is_as_it_was_shipped(
    context: AppContext, overlay: Overlay, lab: Lab
) -> None:
    save(overlay, entry(context, title="Other"))
    place = overlay.place(OWNER, "ring-rules")
    assert place.is_shipped
    assert Path(place.file).name == "harbour-market.yaml"
    overlay.remove(OWNER, "ring-rules", overlay.stamp(OWNER, "ring-rules"))

    assert files(lab) == []
    assert context.sources["ring-rules"].title == "Ring rules"
    assert overlay.place(OWNER, "ring-rules").file == ""
    overlay.undo(OWNER, "ring-rules", overlay.stamp(OWNER, "ring-rules"))
    assert context.sources["ring-rules"].title == "Other"


def test_the_second_of_two_operators_is_refused(
    context: AppContext, overlay: Overlay, lab: Lab
) -> None:
    stamp = overlay.stamp(OWNER, "ring-rules")
    other = Overlay(context.settings, context.live)
    other.save(entry(context, title="First"), stamp)
    with pytest.raises(EditConflictError):
        overlay.save(entry(context, title="Second"), stamp)
    with pytest.raises(EditConflictError):
        overlay.remove(OWNER, "ring-rules", stamp)
    with pytest.raises(EditConflictError):
        overlay.undo(OWNER, "ring-rules", stamp)
    file = lab.folder / "own" / "harbour-market.yaml"
    stamp = overlay.stamp(OWNER, "ring-rules")
    file.write_text(file.read_text().replace("First", "By hand"))
    with pytest.raises(EditConflictError):
        overlay.save(entry(context, title="Second"), stamp)
    assert context.sources["ring-rules"].title == "By hand"


def test_a_wrong_file_is_not_written_over(context: AppContext, overlay: Overlay, lab: Lab) -> None:
    save(overlay, entry(context, title="First"))
    file = lab.folder / "own" / "harbour-market.yaml"
    wrong = file.read_text().replace("kind: page", "kind: pages")
    file.write_text(wrong)
    context.live.reload()
    with pytest.raises(CatalogueError, match="kind"):
        save(overlay, entry(context, title="Second"))

    assert file.read_text() == wrong
    assert overlay.problems


def test_organisations_of_one_stem_have_files_of_their_own(
    context: AppContext, overlay: Overlay, lab: Lab
) -> None:
    for number, name in enumerate(("市场", "港口", "A B", "A-B")):
        keys = keys_of(context.sources["ring-rules"])
        save(overlay, SourceEntry(organisation=name, source_id=f"rules-{number}", keys=keys))

    assert files(lab) == ["a-b.yaml", "rules-0.yaml", "rules-1.yaml", "rules-3.yaml"]
    assert {context.sources[f"rules-{n}"].organisation for n in range(4)} == {
        "市场",
        "港口",
        "A B",
        "A-B",
    }


def test_without_an_overlay_nothing_is_written(lab: Lab) -> None:
    lab.watch("ring-rules")
    with lab.context() as context:
        overlay = Overlay(context.settings, context.live)
        assert overlay.folder == ""
        with pytest.raises(ConfigurationError, match="FOREWARN_OVERLAY"):
            save(overlay, entry(context))


def test_a_page_is_proposed_and_fetched(context: AppContext, overlay: Overlay, lab: Lab) -> None:
    text = "Sellers keep an invoice for each brand. " * 20
    lab.site.put("/new", f"<html lang=en><title>Rules</title><main><p>{text}</main>")
    found = overlay.propose(f"{lab.site.url}/new", "", "")

    assert found.entry.keys["select"] == "main"
    assert isinstance(overlay.read(found.entry), Source)
    assert found.documents
    lab.site.put("/new", "")
    assert not overlay.fetch(found.entry).outcome.is_good
    assert "nonsense" in overlay.propose("nonsense", "", "").error
