"""Proposals for the catalogue, found in snapshots; each is reported to the operators once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from monitor.model import Outcome, Proposal, ProposalKind
from monitor.ports import ChangeSet
from monitor.source import Source
from storage.database import Database
from storage.tables.sources import ProposalRow

# More suggestions than anybody reviews are no longer kept, so that nobody fills the table.
_MOST_SUGGESTED = 200
_SEEN, _OPEN, _NOTIFIED, _CLOSED = "seen", "open", "notified", "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenProposal:
    """A proposal that waits for the operator."""

    id: int
    found_at: datetime
    proposal: Proposal


class Proposals:
    """The proposals."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def waiting(self) -> list[OpenProposal]:
        """Return the proposals that no operator closed, the oldest first."""
        return self._of((_OPEN, _NOTIFIED))

    def unnotified(self) -> list[OpenProposal]:
        """Return the proposals that were not reported to the operators."""
        return self._of((_OPEN,))

    def mark_notified(self, ids: Iterable[int]) -> None:
        """Mark the proposals as reported."""
        self._set(ids, _NOTIFIED)

    def close(self, proposal_id: int) -> bool:
        """Close a proposal; return False when there is none with that id."""
        return self._set([proposal_id], _CLOSED) == 1

    def get(self, proposal_id: int) -> OpenProposal | None:
        """Return a proposal that waits."""
        return next((one for one in self.waiting() if one.id == proposal_id), None)

    def decline(self, proposal_id: int) -> bool:
        """Close a proposal that waits; return False if it waits no more."""
        return self._move(proposal_id, (_OPEN, _NOTIFIED), _CLOSED)

    def reopen(self, proposal_id: int) -> bool:
        """Let a closed proposal wait again; it is not reported again."""
        return self._move(proposal_id, (_CLOSED,), _NOTIFIED)

    def suggest(self, url: str, now: datetime) -> None:
        """Store an address that somebody suggests; each once, and only so many that wait."""
        suggested = {"source_id": "", "kind": ProposalKind.SUGGESTED}
        with self._database.write() as session:
            known = session.scalars(select(ProposalRow).filter_by(**suggested)).all()
            waiting = sum(row.state != _CLOSED for row in known)
            if waiting < _MOST_SUGGESTED and url not in {row.url for row in known}:
                session.add(ProposalRow(url=url, title="", found_at=now, state=_OPEN, **suggested))

    def _move(self, proposal_id: int, states: tuple[str, ...], state: str) -> bool:
        """Change the state of a proposal that is in one of `states`; of two who do, one does."""
        query = update(ProposalRow).where(
            ProposalRow.id == proposal_id, ProposalRow.state.in_(states)
        )
        with self._database.write() as session:
            done = session.execute(query.values(state=state))
            return bool(done.rowcount)  # type: ignore[attr-defined]

    def _of(self, states: tuple[str, ...]) -> list[OpenProposal]:
        query = select(ProposalRow).where(ProposalRow.state.in_(states)).order_by(ProposalRow.id)
        with self._database.read() as session:
            return [_open(row) for row in session.scalars(query)]

    def _set(self, ids: Iterable[int], state: str) -> int:
        with self._database.write() as session:
            rows = session.scalars(select(ProposalRow).where(ProposalRow.id.in_(list(ids)))).all()
            for row in rows:
                row.state = state
            return len(rows)


def note_proposals(session: Session, source: Source, change_set: ChangeSet, now: datetime) -> None:
    """Store new proposals; the links of a first reading are only marked as seen."""
    if not change_set.proposals:
        return
    stored = select(ProposalRow.kind, ProposalRow.url).filter_by(source_id=source.id)
    known = {(row.kind, row.url) for row in session.execute(stored)}
    # While no link was ever stored, as at the first reading, every old link of the page looks new.
    has_links = any(kind == ProposalKind.LINKED for kind, _ in known)
    is_first = change_set.outcome is Outcome.FIRST or not has_links
    for proposal in change_set.proposals:
        if (proposal.kind, proposal.url) in known:
            continue
        is_old = is_first and proposal.kind is ProposalKind.LINKED
        session.add(
            ProposalRow(
                source_id=source.id,
                kind=proposal.kind,
                url=proposal.url,
                title=proposal.title,
                found_at=now,
                state=_SEEN if is_old else _OPEN,
            )
        )


def _open(row: ProposalRow) -> OpenProposal:
    return OpenProposal(
        id=row.id,
        found_at=row.found_at,
        proposal=Proposal(
            source_id=row.source_id, kind=ProposalKind(row.kind), url=row.url, title=row.title
        ),
    )
