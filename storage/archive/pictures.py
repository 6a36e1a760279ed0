"""Pictures of captures: which changes are to be drawn, what became of it, and the pictures.

A change is drawn once. What a crash interrupted is taken again when its lease is over.
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Select, and_, delete, func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, defer

from monitor.model import ChangeKind, Severity
from monitor.pictures import Picture, PictureFault, PictureMark, PicturePart, PictureSide
from monitor.text import sha256
from storage.database import Database
from storage.tables.changes import ChangeRow
from storage.tables.pictures import DrawingRow, PictureRow

# A drawing that takes longer than this was cut off; it takes less than a minute.
LEASE = timedelta(minutes=3)
# When the setting is switched on, older changes are left as they are.
_LATEST = timedelta(days=2)


class DrawingState(StrEnum):
    """What became of drawing a change."""

    WANTED = "wanted"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class ClaimedDrawing:
    """A change to draw, leased to one process. `attempts`: with this one."""

    change_id: int
    attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPicture:
    """What is known of a picture without its bytes; `size` of them."""

    side: PictureSide
    part: PicturePart
    mark: PictureMark
    width: int
    height: int
    size: int
    sha256: str
    drawn_at: datetime


@dataclass(frozen=True, slots=True)
class PictureBody:
    """A picture as it is served."""

    picture: StoredPicture
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Pictured:
    """The pictures of a change; `fault`: why there are none, if that is certain."""

    pictures: tuple[StoredPicture, ...] = ()
    fault: PictureFault | None = None


class Pictures:
    """The drawings of changes and their pictures."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def claim(self, now: datetime) -> ClaimedDrawing | None:
        """Lease a change to draw: one that is due again, else the newest that was not drawn."""
        due = and_(DrawingRow.state == DrawingState.WANTED, DrawingRow.due_at <= now)
        again = select(DrawingRow).where(due).order_by(DrawingRow.due_at).limit(1)
        with self._database.write() as session:
            row = session.scalar(again.with_for_update(skip_locked=True)) or _new(session, now)
            if row is None:
                return None
            row.attempts += 1
            row.due_at = now + LEASE
            return ClaimedDrawing(row.change_id, row.attempts)

    def drawn(self, change_id: int, pictures: Iterable[Picture], now: datetime) -> None:
        """Store the pictures of a change."""
        rows = [_values(change_id, picture, now) for picture in pictures]
        with self._database.write() as session:
            session.execute(delete(PictureRow).where(PictureRow.change_id == change_id))
            if rows:
                session.execute(insert(PictureRow), rows)
            row = session.get_one(DrawingRow, change_id)
            row.state, row.fault = DrawingState.DONE, ""

    def failed(self, change_id: int, fault: PictureFault, retry_at: datetime | None) -> None:
        """Note why a change was not drawn. `retry_at`: when to try again, None for never."""
        with self._database.write() as session:
            row = session.get_one(DrawingRow, change_id)
            row.fault = fault
            if retry_at is None:
                row.state = DrawingState.FAILED
            else:
                row.due_at = retry_at

    def of_change(self, change_id: int) -> Pictured:
        """Return what there is of a change, the place before the page, without the bytes."""
        query = (
            select(PictureRow)
            .where(PictureRow.change_id == change_id)
            .order_by(PictureRow.side.desc(), PictureRow.part.desc())
            .options(defer(PictureRow.body))
        )
        with self._database.read() as session:
            pictures = tuple(map(_stored, session.scalars(query)))
            drawing = session.get(DrawingRow, change_id)
            is_over = drawing is not None and drawing.state == DrawingState.FAILED
            return Pictured(pictures, PictureFault(drawing.fault) if drawing and is_over else None)

    def body(self, change_id: int, side: PictureSide, part: PicturePart) -> PictureBody | None:
        """Return one picture with its bytes."""
        with self._database.read() as session:
            row = session.get(PictureRow, (change_id, side, part))
            return _with_body(row) if row else None

    def of_version(self, source_id: str, number: int) -> tuple[PictureBody, ...]:
        """Return the pictures of a version, of one change: that which led to it, else the next one."""
        with self._database.read() as session:
            for query in (_after(source_id, number), _before(source_id, number)):
                if rows := session.scalars(query.order_by(PictureRow.part)).all():
                    newest = max(row.change_id for row in rows)
                    return tuple(_with_body(row) for row in rows if row.change_id == newest)
        return ()

    def counts(self) -> dict[str, int]:
        """Count the drawings by state."""
        query = select(DrawingRow.state, func.count()).group_by(DrawingRow.state)
        with self._database.read() as session:
            return dict(session.execute(query).all())


def _new(session: Session, now: datetime) -> DrawingRow | None:
    """Begin the drawing of the newest change that has none."""
    query = (
        select(ChangeRow.id)
        .where(
            ChangeRow.detected_at > now - _LATEST,
            ChangeRow.severity >= int(Severity.MINOR),
            ChangeRow.kind == ChangeKind.CONTENT,
            ChangeRow.from_version.is_not(None),
            ~select(DrawingRow.change_id).where(DrawingRow.change_id == ChangeRow.id).exists(),
        )
        .order_by(ChangeRow.id.desc())
        .limit(1)
    )
    change_id = session.scalar(query)
    if change_id is None:
        return None
    # Another process may add the same row now.
    with suppress(IntegrityError), session.begin_nested():
        row = DrawingRow(change_id=change_id, state=DrawingState.WANTED, attempts=0, due_at=now)
        session.add(row)
        session.flush()
        return row
    return None


def _after(source_id: str, number: int) -> Select[PictureRow]:
    return (
        select(PictureRow)
        .join(ChangeRow, ChangeRow.id == PictureRow.change_id)
        .where(ChangeRow.source_id == source_id, ChangeRow.to_version == number)
        .where(PictureRow.side == PictureSide.AFTER)
    )


def _before(source_id: str, number: int) -> Select[PictureRow]:
    return (
        select(PictureRow)
        .join(ChangeRow, ChangeRow.id == PictureRow.change_id)
        .where(ChangeRow.source_id == source_id, ChangeRow.from_version == number)
        .where(PictureRow.side == PictureSide.BEFORE)
    )


def _values(change_id: int, picture: Picture, now: datetime) -> dict[str, object]:
    return {
        "change_id": change_id,
        "side": picture.side,
        "part": picture.part,
        "mark": picture.mark,
        "width": picture.width,
        "height": picture.height,
        "size": len(picture.body),
        "sha256": sha256(picture.body),
        "body": picture.body,
        "drawn_at": now,
    }


def _stored(row: PictureRow) -> StoredPicture:
    return StoredPicture(
        side=PictureSide(row.side),
        part=PicturePart(row.part),
        mark=PictureMark(row.mark),
        width=row.width,
        height=row.height,
        size=row.size,
        sha256=row.sha256,
        drawn_at=row.drawn_at,
    )


def _with_body(row: PictureRow) -> PictureBody:
    return PictureBody(_stored(row), row.body)
