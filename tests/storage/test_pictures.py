"""Drawings and pictures on both databases: claimed once, tried again, kept for their time."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert

from monitor.model import Severity
from monitor.pictures import Picture, PictureFault, PictureMark, PicturePart, PictureSide
from monitor.text import sha256
from storage.archive.pictures import LEASE, ClaimedDrawing
from storage.archive.retention import prune
from storage.database import Database
from storage.stores import Stores
from storage.tables.changes import ChangeRow

NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)
BODY = b"RIFF0000WEBP"
SILENT, OLD, NOTICE, FIRST, OLDER, NEWER = range(1, 7)


@pytest.fixture
def stores(database: Database) -> Stores:
    """Two changes to draw, and four that are not drawn."""
    row = {
        "source_id": "rules", "category": "platform-policy", "kind": "content", "detected_at": NOW, "severity": 2,
        "summary": "s", "title": "t", "url": "", "topics": [], "reasons": [], "dates": [], "edits": [],
    }  # fmt: skip
    other: dict[int, dict[str, object]] = {
        SILENT: {"severity": int(Severity.COSMETIC)},
        OLD: {"detected_at": NOW - timedelta(days=3)},
        NOTICE: {"kind": "notice"},
        FIRST: {"from_version": None},
    }
    rows = [
        {"id": one, "from_version": one - 1, "to_version": one, **row, **other.get(one, {})}
        for one in range(1, 7)
    ]
    with database.write() as session:
        session.execute(insert(ChangeRow), rows)
    return Stores(database)


def pictures(*sides: PictureSide) -> list[Picture]:
    return [
        Picture(side=side, part=part, width=960, height=640, mark=PictureMark.TEXT, body=BODY)
        for side in sides
        for part in PicturePart
    ]


def test_each_change_that_alerts_is_claimed_once_the_newest_first(stores: Stores) -> None:
    claimed = [stores.pictures.claim(NOW) for _ in range(3)]

    assert claimed == [ClaimedDrawing(NEWER, 1), ClaimedDrawing(OLDER, 1), None]


def test_what_a_crash_interrupted_is_claimed_again(stores: Stores) -> None:
    for _ in range(2):
        stores.pictures.claim(NOW)
    later = stores.pictures.claim(NOW + LEASE + timedelta(seconds=1))

    assert later is not None
    assert later.attempts == 2


def test_pictures_are_found_by_change_side_and_part(stores: Stores) -> None:
    stores.pictures.claim(NOW)
    stores.pictures.drawn(NEWER, pictures(PictureSide.BEFORE, PictureSide.AFTER), NOW)
    found = stores.pictures.of_change(NEWER)
    body = stores.pictures.body(NEWER, PictureSide.AFTER, PicturePart.PAGE)

    assert [(one.side, one.part) for one in found.pictures] == [
        (PictureSide.BEFORE, PicturePart.PLACE), (PictureSide.BEFORE, PicturePart.PAGE), (PictureSide.AFTER, PicturePart.PLACE), (PictureSide.AFTER, PicturePart.PAGE),
    ]  # fmt: skip
    assert found.fault is None
    assert body is not None
    assert (body.body, body.picture.sha256, body.picture.size) == (BODY, sha256(BODY), len(BODY))
    assert stores.pictures.body(OLDER, PictureSide.AFTER, PicturePart.PAGE) is None
    assert stores.pictures.counts() == {"done": 1}


def test_a_failure_is_tried_again_or_kept_with_its_reason(stores: Stores) -> None:
    again = NOW + timedelta(minutes=5)
    for _ in range(2):
        stores.pictures.claim(NOW)
    stores.pictures.failed(NEWER, PictureFault.SLOW, again)
    waiting = stores.pictures.of_change(NEWER).fault
    stores.pictures.failed(OLDER, PictureFault.SIZE, None)

    assert waiting is None
    assert stores.pictures.of_change(OLDER).fault is PictureFault.SIZE
    assert stores.pictures.claim(again) == ClaimedDrawing(NEWER, 2)
    assert stores.pictures.claim(again + 9 * LEASE) == ClaimedDrawing(NEWER, 3)


def test_a_version_has_the_pictures_of_the_change_that_led_to_it(stores: Stores) -> None:
    for change in (NEWER, OLDER):
        stores.pictures.claim(NOW)
        stores.pictures.drawn(change, pictures(PictureSide.BEFORE, PictureSide.AFTER), NOW)
    sides = {
        number: {one.picture.side for one in stores.pictures.of_version("rules", number)}
        for number in (OLDER - 1, OLDER, NEWER, NEWER + 1)
    }

    assert sides == {OLDER - 1: {PictureSide.BEFORE}, OLDER: {PictureSide.AFTER}, NEWER: {PictureSide.AFTER}, NEWER + 1: set()}  # fmt: skip
    assert len(stores.pictures.of_version("rules", OLDER)) == 2


def test_pictures_are_kept_for_400_days(stores: Stores) -> None:
    stores.pictures.claim(NOW)
    stores.pictures.drawn(NEWER, pictures(PictureSide.AFTER), NOW)
    prune(stores.database, NOW + timedelta(days=400))
    kept = stores.pictures.of_change(NEWER).pictures
    prune(stores.database, NOW + timedelta(days=401))

    assert len(kept) == 2
    assert stores.pictures.of_change(NEWER).pictures == ()
    assert stores.pictures.claim(NOW + timedelta(days=401)) is None
