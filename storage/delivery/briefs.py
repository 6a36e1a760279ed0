"""Briefs and translations: what is wanted, what a model answered, how many calls a day took.

One question for a change, a language and a kind is asked once, whoever wants it.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from monitor.audience import ChannelName, MessageKind, Subscriber
from monitor.briefs import Brief, BriefKind
from monitor.language import Language
from monitor.model import Severity
from storage.database import Database
from storage.delivery.subscriber_rows import subscriber_of
from storage.tables.briefs import BriefRow, ModelDayRow
from storage.tables.changes import ChangeRow
from storage.tables.delivery import DeliveryRow, OutboxRow
from storage.tables.subscribers import FeedbackRow, SubscriberRow

# A call that takes longer than this was cut off; a call itself takes a minute at most.
LEASE = timedelta(minutes=3)
# A brief of an older alert comes too late.
_LATEST = timedelta(days=1)
# What failed may be asked for again after this.
_AGAIN_AFTER = timedelta(hours=1)


class BriefState(StrEnum):
    """What became of a question."""

    WANTED = "wanted"
    OK = "ok"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedBrief:
    """A question that is leased to one process."""

    change_id: int
    language: Language
    kind: BriefKind
    attempts: int
    asked_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredBrief:
    """What became of a question. `texts`: three lines, or a text for each translated edit."""

    state: BriefState
    texts: tuple[str, ...] = ()
    fault: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SentAlert:
    """An alert of one change as a message of its own in a chat. `receipt`: the message's id."""

    subscriber: Subscriber
    receipt: str


class Briefs:
    """The questions to a model and its answers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def want_alerted(self, languages: Iterable[Language], now: datetime) -> int:
        """Want a brief of each change alerted of late, in the languages of foreign readers; return how many."""
        wanted = 0
        for language in languages:
            with self._database.read() as session:
                ids = session.scalars(_alerted_without(language, now)).all()
            for change_id in ids:
                wanted += self.ask(change_id, language, BriefKind.BRIEF, now)
        return wanted

    def ask(self, change_id: int, language: Language, kind: BriefKind, now: datetime) -> bool:
        """Want an answer, unless it was asked for before; return whether it was not."""
        key = {"change_id": change_id, "language": language, "kind": kind}
        with self._database.write() as session:
            row = session.get(BriefRow, tuple(key.values()), with_for_update=True)
            if row is not None:
                return _ask_again(row, now)
            try:
                with session.begin_nested():
                    session.add(BriefRow(**key, asked_at=now, due_at=now))
            except IntegrityError:
                return False
            return True

    def claim(self, now: datetime) -> WantedBrief | None:
        """Lease the next question that is due; what a person waits for comes first."""
        due = and_(
            BriefRow.state == BriefState.WANTED,
            BriefRow.due_at <= now,
            or_(BriefRow.leased_until.is_(None), BriefRow.leased_until < now),
        )
        is_brief = BriefRow.kind == BriefKind.BRIEF
        query = (
            select(BriefRow)
            .where(due)
            .order_by(is_brief, BriefRow.due_at, BriefRow.change_id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        with self._database.write() as session:
            row = session.scalar(query)
            if row is None:
                return None
            row.leased_until = now + LEASE
            return WantedBrief(
                change_id=row.change_id,
                language=Language(row.language),
                kind=BriefKind(row.kind),
                attempts=row.attempts,
                asked_at=row.asked_at,
            )

    def answered(
        self, wanted: WantedBrief, found: StoredBrief, now: datetime, *, tokens: int = 0
    ) -> None:
        """Store what became of a question, for good."""
        with self._database.write() as session:
            row = _row(session, wanted)
            row.state, row.texts, row.fault = found.state, list(found.texts), found.fault
            row.tokens += tokens
            row.attempts += 1
            row.answered_at, row.leased_until = now, None

    def later(self, wanted: WantedBrief, due_at: datetime, *, counts: bool) -> None:
        """Ask again at that time. `counts`: it was an attempt."""
        with self._database.write() as session:
            row = _row(session, wanted)
            row.due_at, row.leased_until = due_at, None
            row.attempts += counts

    def take_call(self, kind: BriefKind, day: date, most: int) -> bool:
        """Count a call of the day and return True, or False when its budget is spent.

        `most`: calls of all kinds; translations take half of them at most, so that whoever asks for
        many leaves enough for briefs.
        """
        with self._database.write() as session:
            rows = {one: _day_row(session, day, one) for one in BriefKind}
            of_kind = most // 2 if kind is BriefKind.TRANSLATION else most
            if rows[kind].calls >= of_kind or sum(row.calls for row in rows.values()) >= most:
                return False
            rows[kind].calls += 1
            return True

    def calls(self, day: date) -> int:
        """Return how many calls the day took."""
        query = select(func.sum(ModelDayRow.calls)).where(ModelDayRow.day == day)
        with self._database.read() as session:
            return session.scalar(query) or 0

    def get(self, change_id: int, language: Language, kind: BriefKind) -> StoredBrief | None:
        """Return what became of a question; None if nobody asked it."""
        with self._database.read() as session:
            row = session.get(BriefRow, (change_id, language, kind))
            return _stored(row) if row else None

    def ready(self, change_ids: Iterable[int], language: Language) -> Mapping[int, Brief]:
        """Return the briefs of these changes that are ready, by the change's id."""
        query = select(BriefRow).where(
            BriefRow.change_id.in_(set(change_ids)),
            BriefRow.language == language,
            BriefRow.kind == BriefKind.BRIEF,
            BriefRow.state == BriefState.OK,
        )
        with self._database.read() as session:
            return {row.change_id: _brief(row.texts) for row in session.scalars(query)}

    def sent_alerts(self, change_id: int, language: Language) -> list[SentAlert]:
        """Return the alerts of a change in the chats of a language that are one message each.

        One that the subscriber called not for them is left as it is.
        """
        with self._database.read() as session:
            rows = session.execute(_sent(change_id, language)).all()
            return [
                SentAlert(subscriber=subscriber_of(subscriber), receipt=receipt)
                for subscriber, receipt in rows
                if receipt.isdecimal() and _is_alone(session, subscriber.id, receipt)
            ]

    def counts(self) -> dict[str, int]:
        """Count the questions by state."""
        query = select(BriefRow.state, func.count()).group_by(BriefRow.state)
        with self._database.read() as session:
            return dict(session.execute(query).all())

    def faults(self) -> dict[str, int]:
        """Count the refused answers by what was wrong with them."""
        refused = select(BriefRow.fault, func.count()).where(BriefRow.state == BriefState.REFUSED)
        with self._database.read() as session:
            return dict(session.execute(refused.group_by(BriefRow.fault)).all())

    def tokens(self) -> int:
        """Return how many tokens all answers took."""
        with self._database.read() as session:
            return session.scalar(select(func.sum(BriefRow.tokens))) or 0


def _alerted_without(language: Language, now: datetime) -> Select[int]:
    alerted = (
        select(OutboxRow.id)
        .join(SubscriberRow, SubscriberRow.id == OutboxRow.subscriber_id)
        .where(
            OutboxRow.change_id == ChangeRow.id,
            OutboxRow.kind == MessageKind.ALERT,
            OutboxRow.status == "sent",
            SubscriberRow.language == language,
        )
    )
    asked = select(BriefRow.change_id).where(
        BriefRow.change_id == ChangeRow.id,
        BriefRow.language == language,
        BriefRow.kind == BriefKind.BRIEF,
    )
    return select(ChangeRow.id).where(
        ChangeRow.detected_at > now - _LATEST,
        ChangeRow.severity >= int(Severity.MINOR),
        ChangeRow.language.not_like(f"{language}%"),
        ~asked.exists(),
        alerted.exists(),
    )


def _sent(change_id: int, language: Language) -> Select[SubscriberRow, str]:
    refused = select(FeedbackRow.change_id).where(
        FeedbackRow.change_id == change_id,
        FeedbackRow.subscriber_id == SubscriberRow.id,
        FeedbackRow.useful.is_(False),
    )
    return (
        select(SubscriberRow, DeliveryRow.receipt)
        .join(OutboxRow, OutboxRow.subscriber_id == SubscriberRow.id)
        .join(DeliveryRow, DeliveryRow.outbox_id == OutboxRow.id)
        .where(
            OutboxRow.change_id == change_id,
            OutboxRow.channel == ChannelName.TELEGRAM,
            DeliveryRow.outcome == "sent",
            SubscriberRow.language == language,
            SubscriberRow.active.is_(True),
            ~refused.exists(),
        )
        .order_by(SubscriberRow.id)
    )


def _is_alone(session: Session, subscriber_id: int, receipt: str) -> bool:
    """Return whether a message brought one alert only."""
    query = (
        select(func.count())
        .select_from(OutboxRow)
        .join(DeliveryRow, DeliveryRow.outbox_id == OutboxRow.id)
        .where(
            OutboxRow.subscriber_id == subscriber_id,
            OutboxRow.channel == ChannelName.TELEGRAM,
            DeliveryRow.receipt == receipt,
        )
    )
    return session.scalar(query) == 1


def _ask_again(row: BriefRow, now: datetime) -> bool:
    """Want a failed answer again after a while."""
    is_over = row.answered_at is None or row.answered_at < now - _AGAIN_AFTER
    if row.state != BriefState.FAILED or not is_over:
        return False
    row.state, row.attempts, row.fault = BriefState.WANTED, 0, ""
    row.asked_at = row.due_at = now
    return True


def _day_row(session: Session, day: date, kind: BriefKind) -> ModelDayRow:
    """Return the locked row of a day's calls of a kind, a new one if necessary."""
    key = (day, kind)
    if session.get(ModelDayRow, key) is None:
        # Another process may add the same row now.
        with suppress(IntegrityError), session.begin_nested():
            session.add(ModelDayRow(day=day, kind=kind, calls=0))
    return session.get_one(ModelDayRow, key, with_for_update=True, populate_existing=True)


def _row(session: Session, wanted: WantedBrief) -> BriefRow:
    key = (wanted.change_id, wanted.language, wanted.kind)
    return session.get_one(BriefRow, key, with_for_update=True)


def _stored(row: BriefRow) -> StoredBrief:
    return StoredBrief(state=BriefState(row.state), texts=tuple(row.texts), fault=row.fault)


def _brief(texts: list[str]) -> Brief:
    changed, concerns, act = texts
    return Brief(changed=changed, concerns=concerns, act=act)
