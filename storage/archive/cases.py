"""Join each change that reports of a lawsuit to its case."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor.cases import Case, Stage
from monitor.cases.docket import Docket
from monitor.cases.facts import CaseFacts, facts_of
from monitor.cases.merge import is_same_case, merged
from monitor.model import ChangeKind, Severity
from monitor.source import Source
from storage.dialects import is_sqlite, one_at_a_time
from storage.tables.cases import CaseEntryRow, CaseRow
from storage.tables.changes import ChangeRow, EventRow


def join_case(session: Session, source: Source, row: ChangeRow, text: str) -> None:
    """Assign a change to its lawsuit, known or new; to none when it reports of none.

    `text`: the whole document's. A docket that gets a new entry changes, so that a change of an
    entry counts like a notice.
    """
    if not _may_report(source, row):
        return
    facts = facts_of(row.title, text, (row.url, source.url), row.topics, row.detected_at.date())
    if not is_sqlite(session) and facts.docket:
        session.execute(one_at_a_time("cases"))
    case = _known(session, facts, row) or _opened(session, facts, row)
    if case is None:
        return
    _update(case, merged(facts_of_row(case), facts), row)
    session.add(
        CaseEntryRow(case_id=case.id, change_id=row.id, stage=row.stage, at=row.detected_at)
    )
    session.flush()


def _may_report(source: Source, row: ChangeRow) -> bool:
    if row.kind == ChangeKind.NOTICE:
        return True
    return source.has_entries and (bool(row.stage) or row.severity > int(Severity.COSMETIC))


def _known(session: Session, facts: CaseFacts, row: ChangeRow) -> CaseRow | None:
    """Return the case that a change is on: by its docket, or by its event if it states none."""
    if facts.docket is None:
        return _of_event(session, row.event_id) if row.event_id else None
    of_docket = session.scalars(select(CaseRow).filter_by(docket_key=facts.docket.key))
    found = [case for case in of_docket if is_same_case(facts_of_row(case), facts)]
    exact = [case for case in found if case.court == facts.court]
    return next(iter(exact), found[0] if len(found) == 1 else None)


def _of_event(session: Session, event_id: int) -> CaseRow | None:
    found = list(session.scalars(select(CaseRow).filter_by(event_id=event_id).limit(2)))
    return found[0] if len(found) == 1 else None


def _opened(session: Session, facts: CaseFacts, row: ChangeRow) -> CaseRow | None:
    """Add the case of a docket against sellers; ordinary suits are none."""
    if facts.docket is None or not facts.is_mass:
        return None
    case = CaseRow(
        event_id=row.event_id or _new_event(session, row),
        stage=Stage.COMPLAINT,  # a docket begins with one
        opened_at=row.detected_at,
        **_columns(facts),
    )
    session.add(case)
    _update(case, facts, row)
    session.flush()
    _adopt(session, case, row)
    return case


def _adopt(session: Session, case: CaseRow, row: ChangeRow) -> None:
    """Add what was reported of a new case's event before its docket was known: press is early."""
    earlier = select(ChangeRow).where(ChangeRow.event_id == case.event_id, ChangeRow.id != row.id)
    for one in session.scalars(earlier.order_by(ChangeRow.id)):
        case.stage = max(case.stage, one.stage or 0)
        session.add(
            CaseEntryRow(case_id=case.id, change_id=one.id, stage=one.stage, at=one.detected_at)
        )


def _new_event(session: Session, row: ChangeRow) -> int:
    event = EventRow(opened_at=row.detected_at, title=row.title)
    session.add(event)
    session.flush()
    row.event_id = event.id
    return event.id


def _update(case: CaseRow, facts: CaseFacts, row: ChangeRow) -> None:
    for name, value in _columns(facts).items():
        setattr(case, name, value)
    case.stage = max(case.stage, row.stage or 0)
    case.updated_at = row.detected_at


def _columns(facts: CaseFacts) -> dict[str, Any]:
    return {
        "court": facts.court,
        "docket_key": facts.docket.key if facts.docket else "",
        "docket": facts.docket.shown if facts.docket else "",
        "plaintiff": facts.plaintiff,
        "brand": facts.brand,
        "law_firm": facts.law_firm[:160],
        "goods": list(facts.goods),
        "defendants": facts.defendants,
        "defendant_count": facts.defendant_count,
        "next_date": facts.next_date,
        "from_record": facts.is_record,
    }


def facts_of_row(row: CaseRow) -> CaseFacts:
    """Return what is known of a case."""
    return CaseFacts(
        docket=Docket(row.docket_key, row.docket),
        court=row.court,
        plaintiff=row.plaintiff,
        brand=row.brand,
        law_firm=row.law_firm,
        goods=tuple(row.goods),
        defendants=row.defendants,
        defendant_count=row.defendant_count,
        next_date=row.next_date,
        is_record=row.from_record,
        is_mass=True,
    )


def case_of(row: CaseRow) -> Case:
    """Return a case."""
    return Case(
        id=row.id,
        event_id=row.event_id,
        court=row.court,
        docket=row.docket,
        plaintiff=row.plaintiff,
        brand=row.brand,
        law_firm=row.law_firm,
        goods=tuple(row.goods),
        defendants=row.defendants,
        defendant_count=row.defendant_count,
        stage=Stage(row.stage),
        next_date=row.next_date,
        opened_at=row.opened_at,
        updated_at=row.updated_at,
    )


def cases_of(rows: Iterable[CaseRow]) -> list[Case]:
    """Return cases."""
    return [case_of(row) for row in rows]
