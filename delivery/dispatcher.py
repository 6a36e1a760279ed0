"""Sends what is owed: claim, hold or render, hand over, mark. One reader at a time in order."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog

from delivery.batching import MessageBatch, by_channel, is_urgent, message_batches
from delivery.change_cache import ChangeCache
from delivery.context import DeliveryContext
from delivery.digests import is_wanted
from delivery.rendering import render
from monitor.audience import ChannelName, Message, MessageKind, PendingMessage, Subscriber
from monitor.errors import SendError, StorageError
from monitor.model import Change
from monitor.ports import Channel
from monitor.quiet import quiet_until
from runtime.clock import now
from storage.delivery.outbox import LEASE

log = structlog.get_logger()

# So many readers are served at a time; Telegram's own pace is kept by the bot.
_READERS = 64
# What a mail server or a team's chat takes at a time from one sender.
_AT_ONCE = {ChannelName.TELEGRAM: _READERS, ChannelName.EMAIL: 4, ChannelName.RELAY: 8}
# A reader's share of a claim must fit into the lease at 20 messages a minute, as groups have it.
_PER_READER = 5
# While a crawl is under way its alerts are gathered, but no longer than this.
_GATHER = timedelta(minutes=2)
# So many rows of one message are named where it is told of.
_NAMED = 20
# A server that keeps us waiting for longer, a byte at a time perhaps, has not answered.
SEND_SECONDS = 90


@dataclass(slots=True)
class Tally:
    """What a delivery run came to, in outbox rows. `errors`: one line for each refusal."""

    sent: int = 0
    failed: int = 0
    dead: int = 0
    errors: list[str] = field(default_factory=list)


class Dispatcher:
    """Delivers from the outbox through the channels that are configured."""

    def __init__(self, context: DeliveryContext, channels: Mapping[ChannelName, Channel]) -> None:
        self._context = context
        self._channels = channels
        self._stopping = False
        self._changes = ChangeCache(context.stores.history.changes_of)
        self._in_hand: dict[int, list[PendingMessage]] = {}
        self._closed: set[ChannelName] = set()
        self._rooms = {name: asyncio.Semaphore(count) for name, count in _AT_ONCE.items()}

    def stop(self) -> None:
        """Finish the messages in hand, and claim no more."""
        self._stopping = True

    async def deliver_due(self) -> Tally:
        """Send all that is due now. A slow reader holds up nobody else."""
        tally = Tally()
        self._closed.clear()
        serving: dict[int, asyncio.Task[None]] = {}
        leases = asyncio.create_task(self._keep_leases())
        try:
            while True:
                if not self._stopping and len(serving) <= _READERS // 2:
                    for reader, pending in (await self._claim(serving)).items():
                        serving[reader] = asyncio.create_task(self._serve(pending, tally))
                if not serving:
                    return tally
                await asyncio.wait(serving.values(), return_when=asyncio.FIRST_COMPLETED)
                for reader in [reader for reader, task in serving.items() if task.done()]:
                    serving.pop(reader).result()
        except asyncio.CancelledError:
            # Cut off: what is in hand is sent again when its lease is over.
            for task in serving.values():
                task.cancel()
            raise
        finally:
            await asyncio.gather(*serving.values(), return_exceptions=True)
            leases.cancel()

    async def _keep_leases(self) -> None:
        """A slow server may take longer than a lease; what we hold stays ours meanwhile."""
        while True:
            await asyncio.sleep(LEASE.total_seconds() / 3)
            held = [one for pending in self._in_hand.values() for one in pending]
            if held:
                await asyncio.to_thread(self._context.stores.outbox.renew, held, now())

    async def _claim(self, serving: Mapping[int, object]) -> dict[int, list[PendingMessage]]:
        """What the next readers are owed."""

        def claim() -> list[PendingMessage]:
            settled_before = now() - _GATHER if self._context.stores.jobs.is_crawling() else None
            room = _READERS - len(serving)
            return self._context.stores.outbox.claim(
                self._channels.keys() - self._closed,
                now(),
                room,
                settled_before=settled_before,
                busy=serving.keys(),
            )

        found: dict[int, list[PendingMessage]] = defaultdict(list)
        for pending in await asyncio.to_thread(claim):
            found[pending.subscriber.id].append(pending)
        return found

    async def _serve(self, pending: list[PendingMessage], tally: Tally) -> None:
        """One reader's messages: each channel in order, the channels side by side."""
        reader = pending[0].subscriber.id
        self._in_hand[reader] = pending
        try:
            changes, due = await self._prepared(pending, tally)
            await asyncio.gather(
                *(self._send_all(queue, changes, tally) for queue in by_channel(due).values())
            )
        finally:
            del self._in_hand[reader]

    async def _prepared(
        self, pending: list[PendingMessage], tally: Tally
    ) -> tuple[Mapping[int, Change], list[PendingMessage]]:
        """The changes that these tell of, and which may be sent now; none when that fails."""
        try:
            changes = await self._changes.get({n for one in pending if (n := one.change_id)})
            there = await self._still_there(pending, changes)
            return changes, await self._defer(await self._wanted(there, changes), changes)
        except StorageError:
            # The database is away: nothing can be counted, and the leases run out.
            raise
        except Exception as error:
            log.exception("preparing_failed", outbox=[one.id for one in pending])
            await self._postpone(tuple(pending), _our_fault(error), tally)
            return {}, []

    async def _send_all(
        self, pending: list[PendingMessage], changes: Mapping[int, Change], tally: Tally
    ) -> None:
        """One channel's messages; the rest waits when one must wait."""
        queue = message_batches(pending, changes)
        for position, batch in enumerate(queue):
            goes_on = position < _PER_READER and not self._stopping
            if not goes_on or not await self._deliver(batch, changes, tally):
                rest = queue[position + goes_on :]
                await self._give_back([one for left in rest for one in left])
                return

    async def _still_there(
        self, pending: list[PendingMessage], changes: Mapping[int, Change]
    ) -> list[PendingMessage]:
        """All but the alerts of changes that the database has lost; nothing tells of those."""
        lost = [
            one for one in pending if one.change_id is not None and one.change_id not in changes
        ]
        if lost:
            log.error("changes_lost", **_ids(lost))
            await asyncio.to_thread(
                self._context.stores.outbox.drop, lost, "the change is gone", now()
            )
        return _without(pending, lost)

    async def _wanted(
        self, pending: list[PendingMessage], changes: Mapping[int, Change]
    ) -> list[PendingMessage]:
        """All but the alerts of what the reader has unsubscribed from meanwhile."""
        if not pending:
            return []

        def unwanted() -> list[PendingMessage]:
            wanted = self._context.stores.subscribers.subscriptions(pending[0].subscriber.id)
            return [
                one
                for one in pending
                if one.change_id is not None
                and not is_wanted(self._context, changes[one.change_id], wanted)
            ]

        dropped = await asyncio.to_thread(unwanted)
        if dropped:
            drop = self._context.stores.outbox.drop
            await asyncio.to_thread(drop, dropped, "not wanted any more", now())
        return _without(pending, dropped)

    async def _defer(
        self, pending: list[PendingMessage], changes: Mapping[int, Change]
    ) -> list[PendingMessage]:
        """What may be sent now: in a reader's quiet hours alerts wait for their end."""
        if not pending:
            return []
        reader = pending[0].subscriber
        until = quiet_until(reader.quiet, reader.timezone, now()) if reader.quiet else None
        if reader.quiet is None or until is None:
            return pending
        passes = reader.quiet.major_passes
        held = [
            one
            for one in pending
            if one.kind is MessageKind.ALERT and not (passes and is_urgent(one, changes))
        ]
        await self._defer_until(held, until)
        return _without(pending, held)

    async def _defer_until(self, held: list[PendingMessage], until: datetime) -> None:
        if held:
            await asyncio.to_thread(self._context.stores.outbox.defer, held, until)

    async def _give_back(self, pending: list[PendingMessage]) -> None:
        if pending:
            await asyncio.to_thread(self._context.stores.outbox.release, pending)

    async def _deliver(
        self, batch: MessageBatch, changes: Mapping[int, Change], tally: Tally
    ) -> bool:
        """Send one message and mark what came of it; False when the channel must wait."""
        message = await self._message(batch, changes, tally)
        if message is None:
            return True
        channel = batch[0].channel
        try:
            receipt = await self._hand_over(batch, message)
        except SendError as error:
            return await self._refused(batch, error, tally)
        await asyncio.to_thread(self._taken, batch, receipt)
        tally.sent += len(batch)
        log.info("delivered", channel=channel, receipt=receipt, **_ids(batch))
        return True

    async def _hand_over(self, batch: MessageBatch, message: Message) -> str:
        """Send it; whatever fails in the channel, and an answer that never comes, is a refusal."""
        channel = batch[0].channel
        recipient = await asyncio.to_thread(self._recipient, batch[0])
        async with self._rooms[channel]:
            try:
                async with asyncio.timeout(SEND_SECONDS):
                    return await self._channels[channel].send(recipient, message)
            except SendError:
                raise
            except TimeoutError as error:
                raise SendError(f"no answer within {SEND_SECONDS} seconds") from error
            except Exception as error:
                log.exception("channel_failed", channel=channel, **_ids(batch))
                raise SendError(_our_fault(error)) from error

    async def _message(
        self, batch: MessageBatch, changes: Mapping[int, Change], tally: Tally
    ) -> Message | None:
        """What to send; None when these rows must wait or are over, so that the rest goes on."""
        pending = batch[0]
        is_chat = pending.channel is ChannelName.TELEGRAM and pending.kind is not MessageKind.REPORT
        if is_chat and not pending.subscriber.active:
            await self._park(batch, "the subscriber left", tally)
            return None
        try:
            message = await asyncio.to_thread(render, batch, changes, self._context)
        except StorageError:
            raise
        except Exception as error:
            # A fault of ours: the rows wait for the mended program.
            log.exception("rendering_failed", outbox=[one.id for one in batch])
            await self._postpone(batch, _our_fault(error), tally)
            return None
        if message is None:
            await asyncio.to_thread(
                self._context.stores.outbox.drop, batch, "nothing to tell", now()
            )
        return message

    def _recipient(self, pending: PendingMessage) -> Subscriber:
        """A confirmation goes to the address that is to be confirmed."""
        if pending.kind is not MessageKind.CONFIRMATION:
            return pending.subscriber
        unconfirmed = self._context.stores.confirmations.unconfirmed(
            pending.subscriber.id, pending.channel
        )
        address = unconfirmed.address if unconfirmed else ""
        if pending.channel is ChannelName.EMAIL:
            return replace(pending.subscriber, email=address)
        return replace(pending.subscriber, relay=address)

    def _taken(self, batch: MessageBatch, receipt: str) -> None:
        self._context.stores.outbox.sent(batch, receipt, now())
        if batch[0].channel is ChannelName.EMAIL:
            self._context.stores.subscribers.mail_taken(batch[0].subscriber.id)

    async def _park(self, batch: MessageBatch, error: str, tally: Tally) -> None:
        await asyncio.to_thread(self._context.stores.outbox.dead, batch, error, now())
        tally.dead += len(batch)
        tally.errors += _told(batch, error)

    async def _postpone(
        self,
        batch: MessageBatch,
        error: str,
        tally: Tally,
        wait: timedelta | None = None,
        *,
        doubtful: bool = False,
    ) -> None:
        later = self._context.stores.outbox.later
        await asyncio.to_thread(later, batch, error, now(), wait, doubtful=doubtful)
        tally.failed += len(batch)
        tally.errors += _told(batch, error)

    async def _refused(self, batch: MessageBatch, error: SendError, tally: Tally) -> bool:
        channel, reader = batch[0].channel, batch[0].subscriber
        log.warning("send_refused", channel=channel, error=str(error), **_ids(batch))
        if error.closed:
            return await self._close(batch, error, tally)
        if error.recipient_gone:
            await asyncio.to_thread(self._gone, batch[0])
        if error.permanent:
            await self._park(batch, str(error), tally)
            return True
        if error.moved_to is not None and reader.chat_id is not None:
            move = self._context.stores.subscribers.move_chat
            await asyncio.to_thread(move, reader.chat_id, error.moved_to)
            await asyncio.to_thread(
                self._context.stores.outbox.later, batch, str(error), now(), timedelta(0)
            )
            return False
        await self._postpone(batch, str(error), tally, error.retry_after, doubtful=error.doubtful)
        if error.retry_after and reader.chat_id is not None:
            # The pause is the chat's: its other messages wait, too.
            until = now() + error.retry_after
            await asyncio.to_thread(
                self._context.stores.outbox.defer_chat, reader.chat_id, channel, until
            )
        return False

    async def _close(self, batch: MessageBatch, error: SendError, tally: Tally) -> bool:
        """The channel takes nothing of anybody: what it is owed waits, and no attempt is counted."""
        self._closed.add(batch[0].channel)
        await self._give_back(list(batch))
        tally.failed += len(batch)
        tally.errors += _told(batch, str(error))
        return False

    def _gone(self, pending: PendingMessage) -> None:
        """The chat hears us no more; an address is given up after several refusals."""
        reader = pending.subscriber
        if pending.channel is ChannelName.TELEGRAM:
            self._context.stores.subscribers.deactivate(reader.id)
        elif pending.kind is MessageKind.CONFIRMATION:
            return
        elif pending.channel is ChannelName.EMAIL:
            self._context.stores.subscribers.mail_refused(reader.id, now())
        else:
            self._context.stores.confirmations.drop(reader.id, ChannelName.RELAY)


def _without(
    pending: Sequence[PendingMessage], gone: Sequence[PendingMessage]
) -> list[PendingMessage]:
    numbers = {one.id for one in gone}
    return [one for one in pending if one.id not in numbers]


def _our_fault(error: Exception) -> str:
    return f"a fault of Forewarn itself ({type(error).__name__}); see the log"


def _ids(batch: Sequence[PendingMessage]) -> dict[str, list[int]]:
    """What a log line is found by: the change that the crawl's line names, and the message."""
    named = batch[:_NAMED]
    changes = [one.change_id for one in named if one.change_id is not None]
    return {"outbox": [one.id for one in named], "changes": changes}


def _told(batch: Sequence[PendingMessage], error: str) -> list[str]:
    return [f"message {one.id} ({one.channel}): {error}" for one in batch[:_NAMED]]
