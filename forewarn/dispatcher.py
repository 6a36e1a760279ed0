"""Sends what is owed: claim, render, hand over, mark. One chat at a time in order."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

import structlog

from forewarn.rendering import render
from forewarn.wiring import Parts, now
from monitor.errors import SendError
from monitor.model import ChannelName, Message, Owed, OwedKind, Subscriber
from monitor.ports import Channel

log = structlog.get_logger()

_BATCH = 100
_AT_ONCE = 8
# At one message a second a chat's share of a batch must fit into the lease.
_PER_CHAT = 20


@dataclass(slots=True)
class Tally:
    """What a delivery run came to. `errors`: one line for each refusal."""

    sent: int = 0
    failed: int = 0
    dead: int = 0
    errors: list[str] = field(default_factory=list)


class Dispatcher:
    """Delivers from the outbox through the channels that are configured."""

    def __init__(self, parts: Parts, channels: Mapping[ChannelName, Channel]) -> None:
        self._parts = parts
        self._channels = channels
        self._stopping = False

    def stop(self) -> None:
        """Finish the message in hand, and claim no more."""
        self._stopping = True

    async def deliver_due(self) -> Tally:
        """Send all that is due now."""
        tally = Tally()
        while not self._stopping and (batch := await self._claim()):
            room = asyncio.Semaphore(_AT_ONCE)
            await asyncio.gather(*(self._chat(owed, tally, room) for owed in _by_chat(batch)))
        return tally

    async def _claim(self) -> list[Owed]:
        return await asyncio.to_thread(self._parts.outbox.claim, self._channels, now(), _BATCH)

    async def _chat(self, queue: list[Owed], tally: Tally, room: asyncio.Semaphore) -> None:
        """One recipient's messages, in order; the rest waits when one must wait."""
        async with room:
            waiting = False
            for position, owed in enumerate(queue):
                if self._stopping or waiting or position >= _PER_CHAT:
                    await asyncio.to_thread(self._parts.outbox.release, owed)
                    continue
                waiting = not await self._deliver(owed, tally)

    async def _deliver(self, owed: Owed, tally: Tally) -> bool:
        """Send one message and mark what came of it; False when the chat must wait."""
        message = await self._message(owed, tally)
        if message is None:
            return True
        try:
            recipient = await asyncio.to_thread(self._recipient, owed)
            receipt = await self._channels[owed.channel].send(recipient, message)
        except SendError as error:
            return await self._refused(owed, error, tally)
        await asyncio.to_thread(self._parts.outbox.sent, owed, receipt, now())
        tally.sent += 1
        log.info("delivered", outbox=owed.id, change=owed.change_id, channel=owed.channel)
        return True

    async def _message(self, owed: Owed, tally: Tally) -> Message | None:
        """What to send; None when this row must wait or is over, so that the rest goes on."""
        if not owed.subscriber.active:
            await self._park(owed, "the subscriber left", tally)
            return None
        try:
            message = await asyncio.to_thread(render, owed, self._parts)
        except Exception:
            # A fault of ours: the row waits for the mended program.
            log.exception("rendering_failed", outbox=owed.id)
            await self._postpone(owed, "the message could not be made; see the log", tally)
            return None
        if message is None:
            await self._park(owed, "what it told of is gone", tally)
        return message

    def _recipient(self, owed: Owed) -> Subscriber:
        """A confirmation goes to the address that is to be confirmed."""
        if owed.kind is not OwedKind.CONFIRMATION:
            return owed.subscriber
        address, _ = self._parts.subscribers.pending_email(owed.subscriber.id)
        return replace(owed.subscriber, email=address)

    async def _park(self, owed: Owed, error: str, tally: Tally) -> None:
        await asyncio.to_thread(self._parts.outbox.dead, owed, error, now())
        tally.dead += 1
        tally.errors.append(f"message {owed.id} ({owed.channel}): {error}")

    async def _postpone(
        self, owed: Owed, error: str, tally: Tally, wait: timedelta | None = None
    ) -> None:
        await asyncio.to_thread(self._parts.outbox.later, owed, error, now(), wait)
        tally.failed += 1
        tally.errors.append(f"message {owed.id} ({owed.channel}): {error}")

    async def _refused(self, owed: Owed, error: SendError, tally: Tally) -> bool:
        log.warning("send_refused", outbox=owed.id, channel=owed.channel, error=str(error))
        if error.recipient_gone:
            await asyncio.to_thread(self._parts.subscribers.deactivate, owed.subscriber.id)
        if error.permanent:
            await self._park(owed, str(error), tally)
            return True
        if error.moved_to is not None:
            await asyncio.to_thread(
                self._parts.subscribers.move_chat, owed.subscriber.id, error.moved_to
            )
            await asyncio.to_thread(self._parts.outbox.later, owed, str(error), now(), timedelta(0))
        else:
            await self._postpone(owed, str(error), tally, error.retry_after)
        return False


def _by_chat(batch: list[Owed]) -> list[list[Owed]]:
    chats: dict[tuple[ChannelName, int], list[Owed]] = defaultdict(list)
    for owed in batch:
        chats[owed.channel, owed.subscriber.id].append(owed)
    return list(chats.values())
