"""Asks a model for the briefs and translations that are wanted, and edits briefs into sent alerts.

An alert never waits for it: it is sent first, and a fault here is only counted.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, time, timedelta

import structlog

from briefing.client import ModelAnswer, ModelClient
from delivery.context import DeliveryContext
from delivery.rendering import alert_again
from monitor.audience import Message, Subscriber
from monitor.briefs import Brief, BriefFault, BriefKind, prompt_of, read_brief, read_translation
from monitor.errors import ModelError, StorageError
from monitor.language import Language, languages
from monitor.model import Change
from monitor.wording import source_name
from runtime.clock import now
from storage.delivery.briefs import BriefState, StoredBrief, WantedBrief

log = structlog.get_logger()

EditAlert = Callable[[Subscriber, str, Message], Awaitable[None]]

_ATTEMPTS = 5
_FIRST_WAIT = timedelta(seconds=30)
_LONGEST_WAIT = timedelta(hours=1)
# After a refused key nothing is asked for so long.
_CLOSED_REST = timedelta(minutes=10)
# A brief that comes later than this is of no use.
_LATEST = timedelta(days=2)


class Briefer:
    """Answers what is wanted. `daily_calls`: the most calls a day (UTC), of all processes together.

    `edit`: replaces a sent message in a chat; None without a bot.
    """

    def __init__(
        self,
        context: DeliveryContext,
        client: ModelClient,
        daily_calls: int,
        edit: EditAlert | None = None,
    ) -> None:
        self._context = context
        self._briefs = context.stores.briefs
        self._client = client
        self._daily_calls = daily_calls
        self._edit = edit
        self._rest_until = datetime.min.replace(tzinfo=UTC)
        self._stopping = False

    def stop(self) -> None:
        """Finish the question in flight and ask no more."""
        self._stopping = True

    async def answer_due(self) -> None:
        """Ask for everything that is wanted and due, one question after the other."""
        if now() < self._rest_until:
            return
        await asyncio.to_thread(self._briefs.want_alerted, languages(), now())
        while not self._stopping and now() >= self._rest_until:
            wanted = await asyncio.to_thread(self._briefs.claim, now())
            if wanted is None:
                return
            await self._answer(wanted)

    async def _answer(self, wanted: WantedBrief) -> None:
        change = await asyncio.to_thread(self._context.stores.history.change, wanted.change_id)
        if change is None or now() - wanted.asked_at > _LATEST:
            await self._store(wanted, _failed("late"))
        elif not await asyncio.to_thread(
            self._briefs.take_call, wanted.kind, now().date(), self._daily_calls
        ):
            await self._wait_for_tomorrow(wanted)
        else:
            await self._ask(wanted, change)

    async def _wait_for_tomorrow(self, wanted: WantedBrief) -> None:
        """The budget of the day is spent: a brief waits, a person gets an answer."""
        if wanted.kind is BriefKind.TRANSLATION:
            await self._store(wanted, _failed("budget"))
            return
        tomorrow = datetime.combine(now().date() + timedelta(days=1), time(), UTC)
        await asyncio.to_thread(self._briefs.later, wanted, tomorrow, counts=False)

    async def _ask(self, wanted: WantedBrief, change: Change) -> None:
        name = self._name(change, wanted.language)
        try:
            answer = await self._client.ask(prompt_of(change, name, wanted.language, wanted.kind))
        except ModelError as error:
            await self._handle_error(wanted, error)
            return
        found = _read(answer, wanted, change, name)
        await self._store(wanted, found, tokens=answer.tokens)
        log.info("model_answered", **_named(wanted), state=found.state, fault=found.fault)
        if found.state is BriefState.OK and wanted.kind is BriefKind.BRIEF:
            await self._edit_alerts(change, wanted.language)

    async def _handle_error(self, wanted: WantedBrief, error: ModelError) -> None:
        """Ask again later; give up after some attempts, at once where no later one can succeed."""
        log.warning("model_failed", **_named(wanted), reason=str(error))
        if error.permanent or (wanted.attempts + 1 >= _ATTEMPTS and not error.closed):
            await self._store(wanted, _failed("error"))
            return
        backoff = min(_FIRST_WAIT * 2**wanted.attempts, _LONGEST_WAIT)
        pause = _CLOSED_REST if error.closed else error.retry_after or backoff
        self._rest_until = now() + pause
        await asyncio.to_thread(
            self._briefs.later, wanted, self._rest_until, counts=not error.closed
        )

    async def _edit_alerts(self, change: Change, language: Language) -> None:
        """Edit a brief into the alerts that were sent, one at a time, so that a new alert goes before."""
        if self._edit is None:
            return
        sent = await asyncio.to_thread(self._briefs.sent_alerts, change.id, language)
        for alert in sent:
            if self._stopping:
                return
            try:
                message = await asyncio.to_thread(
                    alert_again, change, alert.subscriber, self._context
                )
                await self._edit(alert.subscriber, alert.receipt, message)
            except StorageError:
                raise
            except Exception:
                log.exception("brief_not_edited_in", change=change.id)

    async def _store(self, wanted: WantedBrief, found: StoredBrief, *, tokens: int = 0) -> None:
        await asyncio.to_thread(self._briefs.answered, wanted, found, now(), tokens=tokens)

    def _name(self, change: Change, language: Language) -> str:
        source = self._context.sources.get(change.source_id)
        return source_name(source, change.source_id, language)


def _read(answer: ModelAnswer, wanted: WantedBrief, change: Change, name: str) -> StoredBrief:
    found = (
        read_translation(answer.text, change, wanted.language)
        if wanted.kind is BriefKind.TRANSLATION
        else read_brief(answer.text, change, wanted.language, name)
    )
    if isinstance(found, BriefFault):
        return StoredBrief(state=BriefState.REFUSED, fault=found.code)
    texts = found.lines if isinstance(found, Brief) else found.texts
    return StoredBrief(state=BriefState.OK, texts=texts)


def _failed(fault: str) -> StoredBrief:
    return StoredBrief(state=BriefState.FAILED, fault=fault)


def _named(wanted: WantedBrief) -> dict[str, object]:
    return {"change": wanted.change_id, "language": str(wanted.language), "kind": wanted.kind}
