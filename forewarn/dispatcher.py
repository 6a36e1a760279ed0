"""Sends what is owed: claim, hold or render, hand over, mark. One reader at a time in order."""

import asyncio
from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog

from forewarn.clock import now
from forewarn.digests import is_wanted
from forewarn.parcels import Parcel, by_channel, is_urgent, parcels
from forewarn.rendering import render
from forewarn.wiring import Parts
from monitor.audience import ChannelName, Message, Owed, OwedKind, Subscriber
from monitor.errors import SendError
from monitor.model import Change
from monitor.ports import Channel
from monitor.quiet import quiet_until
from storage.outbox import LEASE

log = structlog.get_logger()

# So many readers are served at a time; Telegram's own pace is kept by the bot.
_READERS = 64
# What a mail server or a team's chat takes at a time from one sender.
_AT_ONCE = {ChannelName.TELEGRAM: _READERS, ChannelName.EMAIL: 4, ChannelName.RELAY: 8}
# A reader's share of a claim must fit into the lease at 20 messages a minute, as groups have it.
_PER_READER = 5
# While a crawl is under way its alerts are gathered, but no longer than this.
_GATHER = timedelta(minutes=2)
_KNOWN_CHANGES = 200


@dataclass(slots=True)
class Tally:
    """What a delivery run came to, in outbox rows. `errors`: one line for each refusal."""

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
        self._changes: OrderedDict[int, Change] = OrderedDict()
        self._in_hand: dict[int, list[Owed]] = {}
        self._rooms = {name: asyncio.Semaphore(count) for name, count in _AT_ONCE.items()}

    def stop(self) -> None:
        """Finish the messages in hand, and claim no more."""
        self._stopping = True

    async def deliver_due(self) -> Tally:
        """Send all that is due now. A slow reader holds up nobody else."""
        tally = Tally()
        serving: dict[int, asyncio.Task[None]] = {}
        leases = asyncio.create_task(self._keep_leases())
        try:
            while True:
                if not self._stopping and len(serving) <= _READERS // 2:
                    for reader, owed in (await self._claim(serving)).items():
                        serving[reader] = asyncio.create_task(self._serve(owed, tally))
                if not serving:
                    return tally
                await asyncio.wait(serving.values(), return_when=asyncio.FIRST_COMPLETED)
                for reader in [reader for reader, task in serving.items() if task.done()]:
                    serving.pop(reader).result()
        finally:
            await asyncio.gather(*serving.values(), return_exceptions=True)
            leases.cancel()

    async def _keep_leases(self) -> None:
        """A slow server may take longer than a lease; what we hold stays ours meanwhile."""
        while True:
            await asyncio.sleep(LEASE.total_seconds() / 3)
            held = [one for owed in self._in_hand.values() for one in owed]
            if held:
                await asyncio.to_thread(self._parts.outbox.renew, held, now())

    async def _claim(self, serving: Mapping[int, object]) -> dict[int, list[Owed]]:
        """What the next readers are owed."""

        def claim() -> list[Owed]:
            ripe = now() - _GATHER if self._parts.jobs.is_crawling() else None
            room = _READERS - len(serving)
            return self._parts.outbox.claim(
                self._channels, now(), room, ripe=ripe, busy=serving.keys()
            )

        found: dict[int, list[Owed]] = defaultdict(list)
        for owed in await asyncio.to_thread(claim):
            found[owed.subscriber.id].append(owed)
        return found

    async def _serve(self, owed: list[Owed], tally: Tally) -> None:
        """One reader's messages: each channel in order, the channels side by side."""
        reader = owed[0].subscriber.id
        self._in_hand[reader] = owed
        try:
            changes = await self._known(owed)
            due = await self._hold(await self._wanted(owed, changes), changes)
            await asyncio.gather(
                *(self._send_all(queue, changes, tally) for queue in by_channel(due).values())
            )
        finally:
            del self._in_hand[reader]

    async def _send_all(
        self, owed: list[Owed], changes: Mapping[int, Change], tally: Tally
    ) -> None:
        """One channel's messages; the rest waits when one must wait."""
        queue = parcels(owed)
        for position, parcel in enumerate(queue):
            goes_on = position < _PER_READER and not self._stopping
            if not goes_on or not await self._deliver(parcel, changes, tally):
                rest = queue[position + goes_on :]
                await self._give_back([one for left in rest for one in left])
                return

    async def _wanted(self, owed: list[Owed], changes: Mapping[int, Change]) -> list[Owed]:
        """All but the alerts of what the reader has unsubscribed from meanwhile."""

        def unwanted() -> list[Owed]:
            wanted = self._parts.subscribers.subscriptions(owed[0].subscriber.id)
            return [
                one
                for one in owed
                if (change := changes.get(one.change_id or 0))
                and not is_wanted(self._parts, change, wanted)
            ]

        dropped = await asyncio.to_thread(unwanted)
        if dropped:
            drop = self._parts.outbox.drop
            await asyncio.to_thread(drop, dropped, "not wanted any more", now())
        return [one for one in owed if one not in dropped]

    async def _hold(self, owed: list[Owed], changes: Mapping[int, Change]) -> list[Owed]:
        """What may be sent now: in a reader's quiet hours alerts wait for their end."""
        if not owed:
            return []
        reader = owed[0].subscriber
        until = quiet_until(reader.quiet, reader.timezone, now()) if reader.quiet else None
        if reader.quiet is None or until is None:
            return owed
        passes = reader.quiet.major_passes
        held = [
            one
            for one in owed
            if one.kind is OwedKind.ALERT and not (passes and is_urgent(one, changes))
        ]
        await self._hold_until(held, until)
        return [one for one in owed if one not in held]

    async def _hold_until(self, held: list[Owed], until: datetime) -> None:
        if held:
            await asyncio.to_thread(self._parts.outbox.hold, held, until)

    async def _give_back(self, owed: list[Owed]) -> None:
        if owed:
            await asyncio.to_thread(self._parts.outbox.release, owed)

    async def _known(self, owed: Iterable[Owed]) -> dict[int, Change]:
        """The changes that the messages tell of; a fan-out reads each once."""
        wanted = {one.change_id for one in owed if one.change_id is not None}
        missing = wanted - self._changes.keys()
        if missing:
            read = await asyncio.to_thread(self._parts.history.changes_of, missing)
            self._changes |= {change.id: change for change in read}
        found = {number: self._changes[number] for number in wanted & self._changes.keys()}
        while len(self._changes) > _KNOWN_CHANGES:
            self._changes.popitem(last=False)
        return found

    async def _deliver(self, parcel: Parcel, changes: Mapping[int, Change], tally: Tally) -> bool:
        """Send one message and mark what came of it; False when the channel must wait."""
        message = await self._message(parcel, changes, tally)
        if message is None:
            return True
        channel = parcel[0].channel
        try:
            recipient = await asyncio.to_thread(self._recipient, parcel[0])
            async with self._rooms[channel]:
                receipt = await self._channels[channel].send(recipient, message)
        except SendError as error:
            return await self._refused(parcel, error, tally)
        await asyncio.to_thread(self._taken, parcel, receipt)
        tally.sent += len(parcel)
        log.info("delivered", channel=channel, receipt=receipt, **_ids(parcel))
        return True

    async def _message(
        self, parcel: Parcel, changes: Mapping[int, Change], tally: Tally
    ) -> Message | None:
        """What to send; None when these rows must wait or are over, so that the rest goes on."""
        is_chat = parcel[0].channel is ChannelName.TELEGRAM
        if is_chat and not parcel[0].subscriber.active:
            await self._park(parcel, "the subscriber left", tally)
            return None
        try:
            message = await asyncio.to_thread(render, parcel, changes, self._parts)
        except Exception:
            # A fault of ours: the rows wait for the mended program.
            log.exception("rendering_failed", outbox=[one.id for one in parcel])
            await self._postpone(parcel, "the message could not be made; see the log", tally)
            return None
        if message is None:
            await asyncio.to_thread(self._parts.outbox.drop, parcel, "nothing to tell", now())
        return message

    def _recipient(self, owed: Owed) -> Subscriber:
        """A confirmation goes to the address that is to be confirmed."""
        if owed.kind is not OwedKind.CONFIRMATION:
            return owed.subscriber
        pending = self._parts.confirmations.pending(owed.subscriber.id, owed.channel)
        address = pending.address if pending else ""
        if owed.channel is ChannelName.EMAIL:
            return replace(owed.subscriber, email=address)
        return replace(owed.subscriber, relay=address)

    def _taken(self, parcel: Parcel, receipt: str) -> None:
        self._parts.outbox.sent(parcel, receipt, now())
        if parcel[0].channel is ChannelName.EMAIL:
            self._parts.subscribers.mail_taken(parcel[0].subscriber.id)

    async def _park(self, parcel: Parcel, error: str, tally: Tally) -> None:
        await asyncio.to_thread(self._parts.outbox.dead, parcel, error, now())
        tally.dead += len(parcel)
        tally.errors += _told(parcel, error)

    async def _postpone(
        self, parcel: Parcel, error: str, tally: Tally, wait: timedelta | None = None
    ) -> None:
        await asyncio.to_thread(self._parts.outbox.later, parcel, error, now(), wait)
        tally.failed += len(parcel)
        tally.errors += _told(parcel, error)

    async def _refused(self, parcel: Parcel, error: SendError, tally: Tally) -> bool:
        channel, reader = parcel[0].channel, parcel[0].subscriber
        log.warning("send_refused", channel=channel, error=str(error), **_ids(parcel))
        if error.recipient_gone:
            await asyncio.to_thread(self._gone, parcel[0])
        if error.permanent:
            await self._park(parcel, str(error), tally)
            return True
        if error.moved_to is not None and reader.chat_id is not None:
            move = self._parts.subscribers.move_chat
            await asyncio.to_thread(move, reader.chat_id, error.moved_to)
            await asyncio.to_thread(
                self._parts.outbox.later, parcel, str(error), now(), timedelta(0)
            )
            return False
        await self._postpone(parcel, str(error), tally, error.retry_after)
        if error.retry_after and reader.chat_id is not None:
            # The pause is the chat's: its other messages wait, too.
            until = now() + error.retry_after
            await asyncio.to_thread(self._parts.outbox.hold_chat, reader.chat_id, channel, until)
        return False

    def _gone(self, owed: Owed) -> None:
        """The chat hears us no more; an address is given up after several refusals."""
        reader = owed.subscriber
        if owed.channel is ChannelName.TELEGRAM:
            self._parts.subscribers.deactivate(reader.id)
        elif owed.kind is OwedKind.CONFIRMATION:
            return
        elif owed.channel is ChannelName.EMAIL:
            self._parts.subscribers.mail_refused(reader.id, now())
        else:
            self._parts.confirmations.drop(reader.id, ChannelName.RELAY)


def _ids(parcel: Sequence[Owed]) -> dict[str, list[int]]:
    """What a log line is found by: the change that the crawl's line names, and the message."""
    changes = [one.change_id for one in parcel if one.change_id is not None]
    return {"outbox": [one.id for one in parcel], "changes": changes}


def _told(parcel: Sequence[Owed], error: str) -> list[str]:
    return [f"message {one.id} ({one.channel}): {error}" for one in parcel]
