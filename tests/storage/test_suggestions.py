"""Pages that people suggest: each waits once for the operators, and only so many wait."""

from datetime import UTC, datetime

from monitor.model import ProposalKind
from storage.archive.proposals import Proposals
from storage.database import Database

NOW = datetime(2026, 11, 28, tzinfo=UTC)


def test_a_suggested_page_waits_once_and_is_not_brought_back(database: Database) -> None:
    proposals = Proposals(database)
    for _ in range(2):
        proposals.suggest("https://a.example.org/rules", NOW)
    (waiting,) = proposals.unnotified()
    assert waiting.proposal.kind is ProposalKind.SUGGESTED

    assert proposals.close(waiting.id)
    proposals.suggest("https://a.example.org/rules", NOW)
    assert proposals.waiting() == []


def test_nobody_fills_the_table(database: Database) -> None:
    proposals = Proposals(database)
    for number in range(205):
        proposals.suggest(f"https://a.example.org/{number}", NOW)

    assert len(proposals.waiting()) == 200
