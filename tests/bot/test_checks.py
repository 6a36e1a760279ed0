"""Checks that a reader asks for: answered once, by the alert, at most so many an hour."""

import asyncio
from datetime import UTC, datetime, timedelta

from monitor.audience import ChannelName
from monitor.check_reason import CheckReason
from monitor.model import Outcome
from monitor.ports import CheckResult

# The keyboard of an alert, as far as the bot knows it by.
from tests.bot.test_conversation import UNDER_AN_ALERT, change_rings
from tests.lab import PATIENCE
from tests.storage.test_events import DOCKET, OLD, PRESS
from tests.storage.test_events import publish as publish_list
from tests.talk import Talk


async def test_a_check_becomes_its_own_result(talk: Talk) -> None:
    await talk.writes("/check ring-rules")
    await talk.reads("Checking")
    await requested(talk)
    unchanged = CheckResult(source_id="ring-rules", outcome=Outcome.UNCHANGED)
    talk.context.stores.jobs.finish(unchanged, datetime.now(UTC))
    await talk.reads("No change.")

    assert len(talk.messages) == 1
    await talk.writes("/check ring-rules")
    await talk.reads("a moment ago")


async def requested(talk: Talk) -> None:
    """The check that the seller asked for waits to be made."""
    async with asyncio.timeout(PATIENCE):
        while not talk.context.stores.jobs.queued():
            await asyncio.sleep(0.01)


async def test_the_answer_to_a_check_is_the_alert(talk: Talk) -> None:
    await talk.says("/subscribe platform-policy")
    change_rings(talk, "Rings may be listed.")
    await talk.writes("/check ring-rules")
    await talk.reads("Checking")
    await requested(talk)
    change_rings(talk, "Rings must not be listed.")
    await talk.reads("Affects your business")

    assert "Full change" in talk.labels
    async with asyncio.timeout(PATIENCE):
        # The answer is shown a moment before it is marked as that reader's alert.
        while talk.context.stores.outbox.counts() != {"sent": 1}:
            await asyncio.sleep(0.01)
    later = datetime.now(UTC) + timedelta(hours=1)
    assert talk.context.stores.outbox.claim([ChannelName.TELEGRAM], later, 9) == []
    assert talk.context.stores.outbox.counts() == {"sent": 1}


async def test_the_answer_to_a_check_is_one_however_much_came(talk: Talk) -> None:
    await talk.says("/subscribe court-domain-seizure")
    talk.watches("court", kind="feed", category="court-domain-seizure")
    publish_list(talk.context.stores.database, "court", OLD, hours=0)
    await talk.writes("/check court")
    await talk.reads("Checking")
    await requested(talk)
    entries = [(f"Notice {number} of kettles", "A kettle.") for number in range(25)]
    publish_list(talk.context.stores.database, "court", *entries, OLD, hours=1)
    await talk.reads("25 changes")

    assert talk.shown.count("/change_") == 10
    async with asyncio.timeout(PATIENCE):
        while talk.context.stores.outbox.counts() != {"sent": 25}:
            await asyncio.sleep(0.01)
    assert (await talk.taps("▶")).count("/change_") == 10
    assert (await talk.taps("▶")).count("/change_") == 5
    assert "3/3" in talk.labels


async def test_the_full_view_of_a_notice_shows_the_others_of_its_event(talk: Talk) -> None:
    for name in ("court", "press"):
        publish_list(talk.context.stores.database, name, OLD, hours=0)
    publish_list(talk.context.stores.database, "court", DOCKET, OLD, hours=1)
    publish_list(talk.context.stores.database, "press", PRESS, OLD, hours=2)
    reply = await talk.says("/latest all")
    alert = {**talk.messages[-1], "reply_markup": UNDER_AN_ALERT}
    await talk.sends("change:1:0", alert)

    assert "/change_1" in reply
    assert "Also reported by" in talk.shown
    assert "/change_2" in talk.shown


async def test_checks_are_throttled(talk: Talk) -> None:
    await talk.says("/status")
    subscriber = talk.subscriber
    for number in range(20):
        talk.context.stores.jobs.request(f"other-{number}", subscriber.id, datetime.now(UTC))
    await talk.writes("/check ring-rules")
    await talk.reads("used your 20 checks this hour")


async def test_a_source_that_is_off_or_paused_is_told_with_its_reason(talk: Talk) -> None:
    await talk.writes("/check temu-rules")
    await talk.reads("its terms forbid crawling")
    talk.context.stores.health.pause("ring-rules", "", datetime.now(UTC))
    await talk.writes("/check ring-rules")
    await talk.reads("paused just now")


async def test_a_check_that_fails_says_why_in_words_and_what_is_kept(talk: Talk) -> None:
    change_rings(talk, "Rings may be listed.")
    await talk.writes("/check ring-rules")
    await requested(talk)
    failed = CheckResult(
        source_id="ring-rules",
        outcome=Outcome.FAILED,
        reason=CheckReason("http-503", "answered 503"),
    )
    talk.context.stores.jobs.finish(failed, datetime.now(UTC))
    await talk.reads(
        "the site is unavailable just now (503). It is tried again automatically. We keep the last good copy, of "
    )

    assert "http-503" not in talk.shown
