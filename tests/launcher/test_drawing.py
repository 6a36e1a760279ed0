"""Changes drawn from their stored captures: marked on both sides, given up with a reason, by setting."""

import shutil
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import delete, update

from forewarn.wiring import AppContext
from launcher.drawing import Drawer
from monitor.pictures import PictureFault, PictureMark, PicturePart, PictureSide
from monitor.source import Kind
from runtime.clock import now
from storage.tables.changes import ChangeRow, SnapshotRow, VersionRow
from storage.tables.pictures import DrawingRow
from tests.lab import Lab, page, publish, until

pytestmark = pytest.mark.skipif(
    shutil.which("chromium") is None, reason="Chromium is not installed"
)
KEPT = ("Every brand must be registered.", "Parcels are sent in 3 days.")
FEE, BATTERY = (
    "Fees are {} percent of all sales.",
    "锂电池必须通过 UN 38.3 测试，否则商品将被下架。",
)


@pytest.fixture
def context(lab: Lab) -> Iterator[AppContext]:
    lab.watch("ring-rules")
    with lab.context(FOREWARN_SCREENSHOTS="changes") as opened:
        source = opened.sources["ring-rules"]
        publish(opened, source, page(*KEPT, FEE.format(5)))
        yield opened


def marks_of(context: AppContext) -> dict[tuple[PictureSide, PicturePart], PictureMark]:
    pictures = context.stores.pictures.of_change(1).pictures
    return {(one.side, one.part): one.mark for one in pictures}


async def test_both_sides_of_a_change_are_drawn_with_their_marks(context: AppContext) -> None:
    publish(context, context.sources["ring-rules"], page(*KEPT, FEE.format(8)))
    await Drawer(context).draw_due()

    assert marks_of(context) == {
        (side, part): PictureMark.TEXT for side in PictureSide for part in PicturePart
    }


async def test_a_new_text_has_its_place_marked_in_the_old_page(context: AppContext) -> None:
    publish(context, context.sources["ring-rules"], page(*KEPT, FEE.format(5), BATTERY))
    await Drawer(context).draw_due()
    marks = marks_of(context)

    assert marks[PictureSide.BEFORE, PicturePart.PLACE] is PictureMark.GAP
    assert marks[PictureSide.AFTER, PicturePart.PLACE] is PictureMark.TEXT


async def test_without_its_capture_a_change_is_given_up(context: AppContext) -> None:
    publish(context, context.sources["ring-rules"], page(*KEPT, FEE.format(8)))
    with context.stores.database.write() as session:
        session.execute(update(VersionRow).values(snapshot_id=None))
        session.execute(delete(SnapshotRow))
    await Drawer(context).draw_due()

    assert context.stores.pictures.of_change(1).fault is PictureFault.NO_CAPTURE


async def test_what_crashed_twice_is_given_up(context: AppContext) -> None:
    publish(context, context.sources["ring-rules"], page(*KEPT, FEE.format(8)))
    context.stores.pictures.claim(now())
    with context.stores.database.write() as session:
        session.execute(update(DrawingRow).values(attempts=2, due_at=now() - timedelta(hours=1)))
    await Drawer(context).draw_due()

    assert context.stores.pictures.of_change(1).fault is PictureFault.BROWSER


async def test_what_is_no_page_is_left_alone(lab: Lab, context: AppContext) -> None:
    publish(context, context.sources["ring-rules"], page(*KEPT, FEE.format(8)))
    lab.watch("ring-rules", kind=Kind.PDF.value)
    with lab.context() as reopened:
        await Drawer(reopened).draw_due()

        assert reopened.stores.pictures.of_change(1).fault is PictureFault.NO_PAGE


def test_the_service_draws_if_it_is_set_to(lab: Lab) -> None:
    lab.watch("ring-rules")
    with lab.context() as context:
        source = context.sources["ring-rules"]
        for fee in (5, 8):
            publish(context, source, page(*KEPT, FEE.format(fee)))
        with lab.running(FOREWARN_SCREENSHOTS="changes"):
            until(lambda: context.stores.pictures.of_change(1).pictures, lab.log)


@pytest.mark.sqlite
def test_the_doctor_tells_of_a_missing_browser(lab: Lab) -> None:
    lab.watch("ring-rules")
    lab.forewarn("db", "upgrade")
    off = lab.forewarn("doctor").stdout
    on = lab.forewarn("doctor", FOREWARN_SCREENSHOTS="changes").stdout
    without = lab.forewarn(
        "doctor", code=1, FOREWARN_SCREENSHOTS="changes", PATH="/nonexistent"
    ).stdout
    (lab.folder / "chromium").symlink_to("/bin/false")
    broken = lab.forewarn(
        "doctor", code=1, FOREWARN_SCREENSHOTS="changes", PATH=str(lab.folder)
    ).stdout

    assert "FOREWARN_SCREENSHOTS=changes for pictures" in off
    assert "0 wanted, 0 done, 0 failed" in on
    assert "FOREWARN_SCREENSHOTS is set, but Chromium is not installed" in without
    assert "Chromium draws nothing: browser" in broken


async def test_without_a_browser_nothing_is_claimed(
    context: AppContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(context, context.sources["ring-rules"], page(*KEPT, FEE.format(8)))
    monkeypatch.setenv("PATH", "/nonexistent")
    await Drawer(context).draw_due()

    with context.stores.database.read() as session:
        assert session.get(ChangeRow, 1) is not None
    assert context.stores.pictures.counts() == {}
