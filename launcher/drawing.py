"""Draws the captures of changes, one change at a time, after they were stored; nothing waits for it."""

import asyncio
from datetime import timedelta

import structlog

from crawler.drawing import Capture, DrawingError, draw, missing
from launcher.context import LauncherContext
from monitor.extract.charset import decode
from monitor.extract.snapshot import is_text
from monitor.model import Block, Change, Snapshot
from monitor.pictures import PictureFault, PictureSide
from monitor.sought_texts import sought_in
from monitor.source import Kind, Source
from runtime.clock import now
from storage.archive.pictures import ClaimedDrawing

log = structlog.get_logger()

_ATTEMPTS = 2
_RETRY_AFTER = timedelta(minutes=5)


class Drawer:
    """Draws what is to be drawn."""

    def __init__(self, context: LauncherContext) -> None:
        self._context = context
        self._pictures = context.stores.pictures
        self._stopping = False

    def stop(self) -> None:
        """Finish the drawing in flight and begin no more."""
        self._stopping = True

    async def draw_due(self) -> None:
        """Draw all changes that are to be drawn, one after the other; none without a browser."""
        if missing():
            return
        while not self._stopping:
            claimed = await asyncio.to_thread(self._pictures.claim, now())
            if claimed is None:
                return
            await self._draw(claimed)

    async def _draw(self, claimed: ClaimedDrawing) -> None:
        try:
            if claimed.attempts > _ATTEMPTS:
                # Whoever tried before did not live to say why.
                raise DrawingError(PictureFault.BROWSER)  # noqa: TRY301 - the one way out
            captures = await asyncio.to_thread(self._captures, claimed.change_id)
            pictures = await draw(captures)
        except DrawingError as error:
            await asyncio.to_thread(self._give_up, claimed, error.fault)
            return
        await asyncio.to_thread(self._pictures.drawn, claimed.change_id, pictures, now())
        log.info("drawn", change=claimed.change_id, pictures=len(pictures))

    def _give_up(self, claimed: ClaimedDrawing, fault: PictureFault) -> None:
        is_over = fault.is_final or claimed.attempts >= _ATTEMPTS
        self._pictures.failed(claimed.change_id, fault, None if is_over else now() + _RETRY_AFTER)
        if fault is not PictureFault.NO_PAGE:
            log.warning("not_drawn", change=claimed.change_id, reason=fault, is_over=is_over)

    def _captures(self, change_id: int) -> list[Capture]:
        """Return the stored captures of both sides; DrawingError where one cannot be drawn."""
        change = self._context.stores.history.change(change_id)
        source = self._context.sources.get(change.source_id) if change else None
        if change is None or source is None or source.kind is not Kind.PAGE:
            raise DrawingError(PictureFault.NO_PAGE)
        numbers = {PictureSide.BEFORE: change.from_version, PictureSide.AFTER: change.to_version}
        before, after = (self._blocks(change, number) for number in numbers.values())
        return [
            self._capture(change, source, side, number, (before, after))
            for side, number in numbers.items()
        ]

    def _capture(
        self,
        change: Change,
        source: Source,
        side: PictureSide,
        number: int | None,
        blocks: tuple[tuple[Block, ...], tuple[Block, ...]],
    ) -> Capture:
        snapshots = self._context.stores.snapshots
        snapshot = snapshots.of_version(change.source_id, number) if number else None
        if snapshot is None:
            raise DrawingError(PictureFault.NO_CAPTURE)
        text = _text(snapshot, source)
        return Capture(
            side=side,
            text=text,
            is_plain=is_text(snapshot.content_type, text),
            sought=sought_in(change, side, *blocks),
        )

    def _blocks(self, change: Change, number: int | None) -> tuple[Block, ...]:
        version = self._context.stores.history.version(change.source_id, number) if number else None
        return version.document.blocks if version else ()


def _text(snapshot: Snapshot, source: Source) -> str:
    return decode(snapshot.body, snapshot.content_type, source.language)
