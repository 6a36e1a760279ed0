"""What subscribers were sent, or will be sent, of an event."""

from collections.abc import Iterable

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from monitor.audience import Notified
from monitor.model import Change
from monitor.routing import joined
from storage.dialects import as_rows
from storage.tables.changes import ChangeRow
from storage.tables.delivery import DigestItemRow, OutboxRow

# Alerts that the subscriber did not get and will not get.
_UNSENT = ("dead", "dropped")


def notified_of_event(
    session: Session, change: Change, subscriber_ids: Iterable[int]
) -> dict[int, Notified]:
    """Return what each of these subscribers was sent, or is owed, of the change's event before."""
    if change.event_id is None:
        return {}
    others = (ChangeRow.event_id == change.event_id) & (ChangeRow.id != change.id)
    if not session.scalars(select(ChangeRow.id).where(others).limit(1)).all():
        return {}
    _, own = as_rows(session, list(dict.fromkeys(subscriber_ids)))
    alerted = _notices(OutboxRow).where(OutboxRow.status.not_in(_UNSENT))
    found: dict[int, Notified] = {}
    for query, table in ((alerted, OutboxRow), (_notices(DigestItemRow), DigestItemRow)):
        rows = session.execute(query.where(others, table.subscriber_id.in_(select(own))))
        for subscriber_id, stage, language in rows:
            found[subscriber_id] = joined(found.get(subscriber_id), stage, language)
    return found


def _notices(
    table: type[OutboxRow] | type[DigestItemRow],
) -> Select[int, int | None, str]:
    columns = ChangeRow.stage, ChangeRow.language
    joined = select(table.subscriber_id, *columns).join(ChangeRow, ChangeRow.id == table.change_id)
    return joined.distinct()
