"""Feedback of subscribers on alerts, by the rules that fired."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select

from monitor.model import Severity
from storage.database import Database
from storage.tables.changes import ChangeRow
from storage.tables.delivery import OutboxRow
from storage.tables.subscribers import FeedbackRow


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleReport:
    """Figures of a rule: changes it fired on, their alerts, and how subscribers judged them."""

    rule: str
    version: int
    changes: int
    alerts: int
    useful: int
    not_useful: int


class Feedback:
    """The feedback of subscribers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, change_id: int, subscriber_id: int, *, useful: bool, now: datetime) -> None:
        """Store a subscriber's judgement of a change; the last one counts."""
        with self._database.write() as session:
            row = session.get(FeedbackRow, (change_id, subscriber_id))
            if row is None:
                row = FeedbackRow(change_id=change_id, subscriber_id=subscriber_id)
                session.add(row)
            row.useful, row.noted_at = useful, now

    def withdraw(self, change_id: int, subscriber_id: int) -> None:
        """Delete a subscriber's judgement of a change."""
        own = FeedbackRow.change_id == change_id, FeedbackRow.subscriber_id == subscriber_id
        with self._database.write() as session:
            session.execute(delete(FeedbackRow).where(*own))

    def report(self) -> list[RuleReport]:
        """Return every rule that fired on a change that is not cosmetic, those judged worst first."""
        with self._database.read() as session:
            alerts = dict(
                session.execute(
                    select(OutboxRow.change_id, func.count()).group_by(OutboxRow.change_id)
                ).all()
            )
            judged: Counter[tuple[int, bool]] = Counter()
            for row in session.execute(
                select(FeedbackRow.change_id, FeedbackRow.useful, func.count()).group_by(
                    FeedbackRow.change_id, FeedbackRow.useful
                )
            ):
                judged[row.change_id, row.useful] = row[2]
            by_rule: dict[tuple[str, int], Counter[str]] = {}
            changes = select(ChangeRow.id, ChangeRow.reasons, ChangeRow.rules)
            for change in session.execute(
                changes.where(ChangeRow.severity > int(Severity.COSMETIC))
            ):
                figures = {
                    "changes": 1,
                    "alerts": alerts.get(change.id, 0),
                    "useful": judged[change.id, True],
                    "not_useful": judged[change.id, False],
                }
                for rule, _, _ in change.reasons:
                    by_rule.setdefault((rule, change.rules), Counter()).update(figures)
        reports = [_report(rule, version, sums) for (rule, version), sums in by_rule.items()]
        return sorted(reports, key=lambda r: (-r.not_useful, -r.alerts, r.rule, r.version))


def _report(rule: str, version: int, sums: Counter[str]) -> RuleReport:
    return RuleReport(
        rule=rule,
        version=version,
        changes=sums["changes"],
        alerts=sums["alerts"],
        useful=sums["useful"],
        not_useful=sums["not_useful"],
    )
