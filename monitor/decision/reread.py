"""Rereads the last snapshot when extraction changes, so that a new selector causes no alert."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from monitor.check_reason import CheckReason
from monitor.decision.known import Known
from monitor.decision.versions import read_anew
from monitor.errors import ExtractionError
from monitor.extract.key import as_rendered, extraction_key
from monitor.extract.snapshot import extract
from monitor.identity import identified
from monitor.model import Document, Outcome, Snapshot
from monitor.ports import ChangeSet, Head, NewVersion, SourceState
from monitor.source import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Reread:
    """The technical versions of a rereading, and the source's state before and after them."""

    change_set: ChangeSet
    before: SourceState
    state: SourceState

    def add_to(self, known: Known) -> Known:
        """Return what is known once these versions are stored."""
        versions = self.change_set.versions
        return replace(
            known,
            documents={
                **known.documents,
                **{self.state.heads[v.document.key].number: v.document for v in versions},
            },
            recent_texts={**known.recent_texts, **self._replaced_texts(known)},
        )

    def _replaced_texts(self, known: Known) -> dict[str, frozenset[str]]:
        keys = {v.document.key for v in self.change_set.versions} & set(known.recent_texts)
        heads = self.before.heads
        return {
            key: known.recent_texts[key] | {heads[key].text_sha256} for key in keys & heads.keys()
        }


def read_last(last: Snapshot, source: Source) -> tuple[Document, ...]:
    """Extract the last snapshot with the new configuration; () if that fails."""
    try:
        return extract(last, source)
    except ExtractionError:
        return ()


def reread(
    source: Source,
    last: Snapshot,
    documents: tuple[Document, ...],
    state: SourceState,
    stored: Mapping[int, Document],
    now: datetime,
) -> Reread | None:
    """Return the technical versions that the new configuration causes; None if there are none.

    `documents`: those of `last` under the new configuration. `stored`: the stored documents to
    compare them with.
    """
    if source.has_entries:
        documents = identified(documents, state.heads, stored)
    versions = tuple(v for d in documents if (v := read_anew(source, d, state)))
    if not versions:
        return None
    key = as_rendered(extraction_key(source), state.extraction_key)
    change_set = ChangeSet(
        outcome=Outcome.SKIPPED,
        reason=CheckReason(detail="read in a new way"),
        extraction_key=key,
        versions=versions,
        accepted=True,
        snapshot=last,
        ends_check=False,
    )
    heads = state.heads | _heads(versions, state, now)
    after = replace(state, extraction_key=key, captured_url=last.url, heads=heads)
    return Reread(change_set=change_set, before=state, state=after)


def _heads(versions: tuple[NewVersion, ...], state: SourceState, now: datetime) -> dict[str, Head]:
    """Return the heads of the new versions, numbered as the archive will number them."""
    first = max((head.number for head in state.heads.values()), default=0) + 1
    return {
        new.document.key: Head(
            number=number,
            text_sha256=new.text_sha256,
            reason=new.reason,
            recorded_at=now,
            title=new.document.title,
            url=new.document.url,
            published_at=new.document.published_at,
        )
        for number, new in enumerate(versions, first)
    }
