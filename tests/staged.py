"""Changes that report a given stage of a lawsuit, whatever their words are."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from unittest.mock import patch

from sqlalchemy import update
from sqlalchemy.orm import Session

from monitor.cases import Stage
from monitor.model import Change
from monitor.source import Source
from storage.delivery.routing import enqueue
from storage.tables.changes import ChangeRow


@contextmanager
def staged(stage: Stage | None) -> Iterator[None]:
    """All changes that are recorded meanwhile report this stage."""

    def enqueue_staged(session: Session, change: Change, source: Source, now: datetime) -> None:
        row = update(ChangeRow).where(ChangeRow.id == change.id)
        session.execute(row.values(stage=int(stage) if stage else None))
        enqueue(session, replace(change, stage=stage), source, now)

    with patch("storage.archive.change_sets.enqueue", enqueue_staged):
        yield
