"""Sends pending messages: claim, defer or render, send, mark; in order for each subscriber."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog

from delivery.batching import MessageBatch, by_channel, message_batches, passes_quiet
from delivery.change_cache import ChangeCache
from delivery.context import DeliveryContext
from delivery.digests import is_subscribed
from delivery.rendering import render
from monitor.audience import ChannelName, Message, MessageKind, PendingMessage, Subscriber
from monitor.errors import SendError, StorageError
from monitor.model import Change
from monitor.ports import Channel
from monitor.quiet import quiet_until
from runtime.clock import now
from storage.delivery.outbox import LEASE

log = structlog.get_logger()

# So many subscribers are served at a time; the bot keeps Telegram's rate limits.
_SUBSCRIBERS = 64
# So many concurrent sends for each channel, as mail servers and team chats accept from one sender.
_AT_ONCE = {ChannelName.TELEGRAM: _SUBSCRIBERS, ChannelName.EMAIL: 4, ChannelName.RELAY: 8}
# A subscriber's messages of one claim must fit into the lease at 20 a minute, the limit for groups.
_PER_READER = 5
# While a crawl runs its alerts are collected, but no longer than this.
_GATHER = timedelta(minutes=2)
# A log line names at most so many outbox rows of one message.
_NAMED = 20
# What waits for the end of quiet hours.
_DEFERRED = frozenset({MessageKind.ALERT, MessageKind.REMINDER})
# A server that takes longer, perhaps a byte at a time, counts as not answering.
SEND_SECONDS = 90


@dataclass(slots=True)
class Tally:
    """Result of a delivery run, in outbox rows. `errors`: one line for each refusal."""

    sent: int = 0
    failed: int = 0
    dead: int = 0
    errors: list[str] = field(default_factory=list)


class Dispatcher:
    """Delivers from the outbox through the configured channels."""

    def __init__(self, context: DeliveryContext, channels: Mapping[ChannelName, Channel]) -> None:
        self._context = context
        self._channels = channels
        self._stopping = False
        self._changes = ChangeCache(context.stores.history.changes_of)
        self._in_flight: dict[int, list[PendingMessage]] = {}
        self._closed: set[ChannelName] = set()
        self._slots = {name: asyncio.Semaphore(count) for name, count in _AT_ONCE.items()}

    def stop(self) -> None:
        """Finish the messages in flight and claim no more."""
        self._stopping = True

    async def deliver_due(self) -> Tally:
        """Send all messages that are due now; a slow recipient delays nobody else."""
        tally = Tally()
        self._closed.clear()
        serving: dict[int, asyncio.Task[None]] = {}
        leases = asyncio.create_task(self._keep_leases())
        try:
            while True:
                if not self._stopping and len(serving) <= _SUBSCRIBERS // 2:
                    for subscriber_id, pending in (await self._claim(serving)).items():
                        serving[subscriber_id] = asyncio.create_task(self._serve(pending, tally))
                if not serving:
                    return tally
                await asyncio.wait(serving.values(), return_when=asyncio.FIRST_COMPLETED)
                for subscriber_id in [key for key, task in serving.items() if task.done()]:
                    serving.pop(subscriber_id).result()
        except asyncio.CancelledError:
            # Cut off: messages in flight are sent again after their lease expires.
            for task in serving.values():
                task.cancel()
            raise
        finally:
            await asyncio.gather(*serving.values(), return_exceptions=True)
            leases.cancel()

    async def _keep_leases(self) -> None:
        """Renew the leases of messages in flight: a slow server may take longer than a lease."""
        while True:
            await asyncio.sleep(LEASE.total_seconds() / 3)
            leased = [one for pending in self._in_flight.values() for one in pending]
            if leased:
                await asyncio.to_thread(self._context.stores.outbox.renew, leased, now())

    async def _claim(self, serving: Mapping[int, object]) -> dict[int, list[PendingMessage]]:
        """Claim the due messages of more subscribers, by subscriber id."""

        def claim() -> list[PendingMessage]:
            settled_before = now() - _GATHER if self._context.stores.jobs.is_crawling() else None
            limit = _SUBSCRIBERS - len(serving)
            return self._context.stores.outbox.claim(
                self._channels.keys() - self._closed,
                now(),
                limit,
                settled_before=settled_before,
                busy=serving.keys(),
            )

        found: dict[int, list[PendingMessage]] = defaultdict(list)
        for pending in await asyncio.to_thread(claim):
            found[pending.subscriber.id].append(pending)
        return found

    async def _serve(self, pending: list[PendingMessage], tally: Tally) -> None:
        """Send one subscriber's messages: in order within a channel, channels in parallel."""
        subscriber_id = pending[0].subscriber.id
        self._in_flight[subscriber_id] = pending
        try:
            changes, due = await self._prepare(pending, tally)
            await asyncio.gather(
                *(self._send_all(queue, changes, tally) for queue in by_channel(due).values())
            )
        finally:
            del self._in_flight[subscriber_id]

    async def _prepare(
        self, pending: list[PendingMessage], tally: Tally
    ) -> tuple[Mapping[int, Change], list[PendingMessage]]:
        """Load the messages' changes; return them and the messages to send now, none on an error."""
        try:
            changes = await self._changes.get({n for one in pending if (n := one.change_id)})
            existing = await self._drop_orphans(pending, changes)
            return changes, await self._defer(
                await self._drop_unsubscribed(existing, changes), changes
            )
        except StorageError:
            # The database is unreachable: nothing can be recorded, and the leases expire.
            raise
        except Exception as error:
            log.exception("preparing_failed", outbox=[one.id for one in pending])
            await self._postpone(tuple(pending), _our_fault(error), tally)
            return {}, []

    async def _send_all(
        self, pending: list[PendingMessage], changes: Mapping[int, Change], tally: Tally
    ) -> None:
        """Send one channel's messages in order; release the rest when one must wait."""
        queue = message_batches(pending, changes)
        for position, batch in enumerate(queue):
            may_send = position < _PER_READER and not self._stopping
            if not may_send or not await self._deliver(batch, changes, tally):
                rest = queue[position + may_send :]
                await self._release([one for left in rest for one in left])
                return

    async def _drop_orphans(
        self, pending: list[PendingMessage], changes: Mapping[int, Change]
    ) -> list[PendingMessage]:
        """Drop the alerts of changes that are missing in the database; return the others."""
        orphans = [
            one for one in pending if one.change_id is not None and one.change_id not in changes
        ]
        if orphans:
            log.error("changes_lost", **_ids(orphans))
            await asyncio.to_thread(
                self._context.stores.outbox.drop, orphans, "the change is gone", now()
            )
        return _without(pending, orphans)

    async def _drop_unsubscribed(
        self, pending: list[PendingMessage], changes: Mapping[int, Change]
    ) -> list[PendingMessage]:
        """Drop the alerts that the subscriber has unsubscribed from; return the others.

        Own names are alerted without a subscription.
        """
        if not pending:
            return []

        def unsubscribed() -> list[PendingMessage]:
            subscriptions = self._context.stores.subscribers.subscriptions(pending[0].subscriber.id)
            return [
                one
                for one in pending
                if one.change_id is not None
                and not one.named
                and not is_subscribed(self._context, changes[one.change_id], subscriptions)
            ]

        dropped = await asyncio.to_thread(unsubscribed)
        if dropped:
            drop = self._context.stores.outbox.drop
            await asyncio.to_thread(drop, dropped, "not subscribed any more", now())
        return _without(pending, dropped)

    async def _defer(
        self, pending: list[PendingMessage], changes: Mapping[int, Change]
    ) -> list[PendingMessage]:
        """Defer alerts to the end of the subscriber's quiet hours; return what may be sent now."""
        if not pending:
            return []
        subscriber = pending[0].subscriber
        until = (
            quiet_until(subscriber.quiet, subscriber.timezone, now()) if subscriber.quiet else None
        )
        if subscriber.quiet is None or until is None:
            return pending
        deferred = [
            one
            for one in pending
            if one.kind in _DEFERRED and not passes_quiet(one, subscriber.quiet, changes)
        ]
        await self._defer_until(deferred, until)
        return _without(pending, deferred)

    async def _defer_until(self, deferred: list[PendingMessage], until: datetime) -> None:
        if deferred:
            await asyncio.to_thread(self._context.stores.outbox.defer, deferred, until)

    async def _release(self, pending: list[PendingMessage]) -> None:
        if pending:
            await asyncio.to_thread(self._context.stores.outbox.release, pending)

    async def _deliver(
        self, batch: MessageBatch, changes: Mapping[int, Change], tally: Tally
    ) -> bool:
        """Send one message and record the result; False when the channel must wait."""
        message = await self._render(batch, changes, tally)
        if message is None:
            return True
        channel = batch[0].channel
        try:
            receipt = await self._send(batch, message)
        except SendError as error:
            return await self._handle_refusal(batch, error, tally)
        await asyncio.to_thread(self._mark_sent, batch, receipt)
        tally.sent += len(batch)
        log.info("delivered", channel=channel, receipt=receipt, **_ids(batch))
        return True

    async def _send(self, batch: MessageBatch, message: Message) -> str:
        """Send a message; raise SendError for a fault in the channel and for a timeout, too."""
        channel = batch[0].channel
        recipient = await asyncio.to_thread(self._recipient, batch[0])
        async with self._slots[channel]:
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

    async def _render(
        self, batch: MessageBatch, changes: Mapping[int, Change], tally: Tally
    ) -> Message | None:
        """Render the message; None when these rows must wait or are finished."""
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
            # A bug of ours: the rows wait for the fixed program.
            log.exception("rendering_failed", outbox=[one.id for one in batch])
            await self._postpone(batch, _our_fault(error), tally)
            return None
        if message is None:
            await asyncio.to_thread(
                self._context.stores.outbox.drop, batch, "nothing to tell", now()
            )
        return message

    def _recipient(self, pending: PendingMessage) -> Subscriber:
        """Return the recipient: a confirmation goes to the address that is to be confirmed."""
        if pending.kind is not MessageKind.CONFIRMATION:
            return pending.subscriber
        unconfirmed = self._context.stores.confirmations.unconfirmed(
            pending.subscriber.id, pending.channel
        )
        address = unconfirmed.address if unconfirmed else ""
        if pending.channel is ChannelName.EMAIL:
            return replace(pending.subscriber, email=address)
        return replace(pending.subscriber, relay=address)

    def _mark_sent(self, batch: MessageBatch, receipt: str) -> None:
        self._context.stores.outbox.sent(batch, receipt, now())
        if batch[0].channel is ChannelName.EMAIL:
            self._context.stores.subscribers.mail_taken(batch[0].subscriber.id)

    async def _park(self, batch: MessageBatch, error: str, tally: Tally) -> None:
        await asyncio.to_thread(self._context.stores.outbox.dead, batch, error, now())
        tally.dead += len(batch)
        tally.errors += _error_lines(batch, error)

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
        tally.errors += _error_lines(batch, error)

    async def _handle_refusal(self, batch: MessageBatch, error: SendError, tally: Tally) -> bool:
        channel, subscriber = batch[0].channel, batch[0].subscriber
        log.warning("send_refused", channel=channel, error=str(error), **_ids(batch))
        if error.closed:
            return await self._close(batch, error, tally)
        if error.recipient_gone:
            await asyncio.to_thread(self._drop_recipient, batch[0])
        if error.permanent:
            await self._park(batch, str(error), tally)
            return True
        if error.moved_to is not None and subscriber.chat_id is not None:
            move = self._context.stores.subscribers.move_chat
            await asyncio.to_thread(move, subscriber.chat_id, error.moved_to)
            await asyncio.to_thread(
                self._context.stores.outbox.later, batch, str(error), now(), timedelta(0)
            )
            return False
        await self._postpone(batch, str(error), tally, error.retry_after, doubtful=error.doubtful)
        if error.retry_after and subscriber.chat_id is not None:
            # The rate limit is for the chat: its other messages wait, too.
            until = now() + error.retry_after
            await asyncio.to_thread(
                self._context.stores.outbox.defer_chat, subscriber.chat_id, channel, until
            )
        return False

    async def _close(self, batch: MessageBatch, error: SendError, tally: Tally) -> bool:
        """Close a channel that takes no messages at all: its rows wait, no attempt is counted."""
        self._closed.add(batch[0].channel)
        await self._release(list(batch))
        tally.failed += len(batch)
        tally.errors += _error_lines(batch, str(error))
        return False

    def _drop_recipient(self, pending: PendingMessage) -> None:
        """Stop using a recipient that is gone; a mail address only after several rejections."""
        subscriber = pending.subscriber
        if pending.channel is ChannelName.TELEGRAM:
            self._context.stores.subscribers.deactivate(subscriber.id)
        elif pending.kind is MessageKind.CONFIRMATION:
            return
        elif pending.channel is ChannelName.EMAIL:
            self._context.stores.subscribers.mail_refused(subscriber.id, now())
        else:
            self._context.stores.confirmations.drop(subscriber.id, ChannelName.RELAY)


def _without(
    pending: Sequence[PendingMessage], gone: Sequence[PendingMessage]
) -> list[PendingMessage]:
    numbers = {one.id for one in gone}
    return [one for one in pending if one.id not in numbers]


def _our_fault(error: Exception) -> str:
    return f"a fault of Forewarn itself ({type(error).__name__}); see the log"


def _ids(batch: Sequence[PendingMessage]) -> dict[str, list[int]]:
    """Ids for a log line: the messages, and the changes that the crawl's log line names, too."""
    named = batch[:_NAMED]
    changes = [one.change_id for one in named if one.change_id is not None]
    return {"outbox": [one.id for one in named], "changes": changes}


def _error_lines(batch: Sequence[PendingMessage], error: str) -> list[str]:
    return [f"message {one.id} ({one.channel}): {error}" for one in batch[:_NAMED]]
