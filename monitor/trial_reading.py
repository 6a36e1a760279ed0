"""Reads captures with the settings of a source that is being edited: what is kept, what is left out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from monitor.assess import judge
from monitor.bundle import BundlePart, unpack
from monitor.check_reason import CheckReason
from monitor.decision.read import documents_of
from monitor.errors import ExtractionError
from monitor.extract.charset import decode
from monitor.extract.html import parse
from monitor.extract.walk import read_blocks
from monitor.gate import examine
from monitor.model import Block, BlockKind, Document, Edit, Rejection, Snapshot
from monitor.source import Kind, Source

_MOST_BLOCKS = 400
_MOST_ENTRIES = 20
_MOST_LEFT_OUT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialReading:
    """What one capture gives. `refused`: why it would be no version, or None.

    `blocks` and `chars`: how much is kept; `parts`: how many elements the selector matches.
    """

    fetched_at: datetime
    documents: tuple[Document, ...] = ()
    refused: CheckReason | None = None
    blocks: int = 0
    chars: int = 0
    parts: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialPreview:
    """What the settings make of captures, the newest first.

    `shown`: the newest one's text, an entry under its title. `left_out`: its text that is not kept.
    `edits`: how the text differs from what the settings in use make of the same capture.
    """

    readings: tuple[TrialReading, ...]
    shown: tuple[Block, ...] = ()
    hidden: int = 0
    left_out: tuple[str, ...] = ()
    edits: tuple[Edit, ...] = ()


def preview_of(
    source: Source, used: Source | None, snapshots: Iterable[Snapshot], today: date
) -> TrialPreview:
    """Read captures with the settings of `source`. `used`: the settings in use, if there are any."""
    captures = list(snapshots)
    readings = tuple(_reading(capture, source) for capture in captures)
    if not readings:
        return TrialPreview(readings=())
    blocks = _all_blocks(readings[0].documents)
    return TrialPreview(
        readings=readings,
        shown=blocks[:_MOST_BLOCKS],
        hidden=max(0, len(blocks) - _MOST_BLOCKS),
        left_out=_left_out(captures[0], source, blocks),
        edits=_edits(captures[0], used, blocks, today) if used else (),
    )


def _reading(snapshot: Snapshot, source: Source) -> TrialReading:
    try:
        documents = documents_of(snapshot, source)
    except Exception as error:  # noqa: BLE001 - settings may be tried here that break extraction
        documents = Rejection(CheckReason("internal", type(error).__name__))
    if isinstance(documents, Rejection):
        return TrialReading(fetched_at=snapshot.fetched_at, refused=documents.reason)
    refused = None
    if not source.has_entries and documents:
        refused = examine(documents[0], None, source.expect)
    return TrialReading(
        fetched_at=snapshot.fetched_at,
        documents=documents,
        refused=refused.reason if refused else None,
        blocks=sum(len(document.blocks) for document in documents),
        chars=sum(len(document.text) for document in documents),
        parts=max((document.parts for document in documents), default=1),
    )


def _all_blocks(documents: tuple[Document, ...]) -> tuple[Block, ...]:
    """Return the blocks of a page, or of the first entries with their titles as headings."""
    if len(documents) == 1 and not documents[0].key:
        return documents[0].blocks
    return tuple(
        block
        for document in documents[:_MOST_ENTRIES]
        for block in (Block((), document.title, BlockKind.HEADING), *document.blocks)
    )


def _left_out(snapshot: Snapshot, source: Source, kept: tuple[Block, ...]) -> tuple[str, ...]:
    """Return the texts of a page that are not kept: menus, footers, and what is not selected."""
    if source.kind not in {Kind.PAGE, Kind.LISTING}:
        return ()
    try:
        part = unpack(
            BundlePart(url=snapshot.url, content_type=snapshot.content_type, body=snapshot.body)
        )[0]
        root = parse(decode(part.body, part.content_type, source.language))
    except ExtractionError:
        return ()
    body = root.find("body")
    known = {block.text for block in kept}
    found = dict.fromkeys(block.text for block in read_blocks(root if body is None else body))
    return tuple(text for text in found if text not in known)[:_MOST_LEFT_OUT]


def _edits(
    snapshot: Snapshot, used: Source, blocks: tuple[Block, ...], today: date
) -> tuple[Edit, ...]:
    before = _all_blocks(_reading(snapshot, used).documents)
    if before == blocks or not (before and blocks):
        return ()
    old, new = (Document(title=used.title, blocks=each) for each in (before, blocks))
    return judge(old, new, today).edits
