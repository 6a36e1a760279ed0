"""Operators run the service from the chat; nobody else can."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from monitor.audience import Frequency
from monitor.language import Language
from monitor.model import Outcome
from tests.bot.conftest import OPERATOR
from tests.lab import page, publish
from tests.talk import Talk

LONG = [f"Rule {n}: rings, chains and watches must carry a mark of their maker." for n in range(60)]


@pytest.fixture
def operator(talk: Talk) -> Talk:
    return talk.other(OPERATOR)


def hold_a_version(talk: Talk) -> None:
    """A large part of the page is gone: it waits to be seen again."""
    for texts in (LONG, LONG[:30]):
        publish(talk.context, talk.context.sources["ring-rules"], page(*texts))


@pytest.mark.parametrize(
    "command",
    [
        "/health", "/numbers", "/sources broken", "/accept ring-rules", "/refuse ring-rules", "/pause ring-rules",
        "/resume ring-rules", "/announce Hello", "/web",
    ],
)  # fmt: skip
async def test_a_stranger_gets_help_and_nothing_else(talk: Talk, command: str) -> None:
    reply = await talk.says(command)

    assert "There is no command" in reply
    assert "For operators" not in reply
    assert talk.context.stores.health.paused() == frozenset()


@pytest.mark.parametrize(
    "more",
    [
        {"sender_chat": {"id": OPERATOR, "type": "channel", "title": "x"}},
        {"forward_origin": {"type": "hidden_user", "sender_user_name": "Boss", "date": 1}},
    ],
)
async def test_a_forward_or_a_channel_is_no_operator(operator: Talk, more: dict[str, Any]) -> None:
    assert "Subscribers:" not in await operator.says("/numbers", **more)


async def test_health_and_numbers(operator: Talk) -> None:
    reply = await operator.says("/health")
    assert "1 off or paused, 1 not read yet" in reply
    assert "Every watched source is well." in reply
    reply = await operator.says("/numbers")
    assert "Subscribers: 1" in reply
    assert "0 sent" in reply
    assert "For operators" in await operator.says("/help")


async def test_a_version_that_waits_is_accepted_by_button(operator: Talk) -> None:
    hold_a_version(operator)
    assert "ring-rules since" in await operator.says("/sources pending")
    reply = await operator.taps("It is true: ring-rules")

    assert "changed, version 2" in reply
    assert operator.context.stores.history.version("ring-rules", 2) is not None
    assert "No version waits" in await operator.says("/sources pending")


async def test_a_version_that_is_refused_never_becomes_one(operator: Talk) -> None:
    hold_a_version(operator)
    assert "refused" in await operator.says("/refuse ring-rules")
    later = datetime.now(UTC) + timedelta(days=3)
    again = publish(
        operator.context, operator.context.sources["ring-rules"], page(*LONG[:30]), later
    )

    assert again.outcome is Outcome.REJECTED
    assert "No version waits" in await operator.says("/sources pending")


async def test_buttons_of_an_operator_do_nothing_for_others(talk: Talk, operator: Talk) -> None:
    hold_a_version(talk)
    await operator.says("/sources pending")
    waiting = operator.messages[-1]
    data = waiting["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    await talk.says("/start")
    await talk.sends(data)

    assert talk.context.stores.history.version("ring-rules", 2) is None


async def test_what_an_operator_does_is_recorded(operator: Talk) -> None:
    hold_a_version(operator)
    for command in (
        "/pause ring-rules its owner asked", "/pause ring-rules", "/resume ring-rules", "/resume ring-rules",
        "/refuse ring-rules", "/refuse ring-rules", "/accept ring-rules",
    ):  # fmt: skip
        await operator.says(command)
    acts = operator.context.stores.operator_acts.latest(9)[::-1]

    assert {one.by for one in acts} == {f"chat:{OPERATOR}"}
    assert [one.act for one in acts] == ["pause", "resume", "refuse", "accept"]
    assert [acts[0].detail, acts[3].detail] == ["its owner asked", "2"]


@pytest.mark.slow
async def test_pause_and_resume(operator: Talk) -> None:
    assert "is paused" in await operator.says("/pause ring-rules its owner asked")
    assert (await asyncio.to_thread(operator.lab.crawl))["ring-rules"]["outcome"] == "skipped"
    assert "watched again" in await operator.says("/resume ring-rules")
    assert "was not paused" in await operator.says("/resume ring-rules")
    assert "/pause fcc-covered-list" in await operator.says("/pause nothing")


async def test_an_announcement_is_seen_before_it_is_sent_and_sent_once(operator: Talk) -> None:
    subscriber = operator.context.stores.subscribers.welcome(1, Language.EN, datetime.now(UTC))
    operator.context.stores.subscribers.subscribe(subscriber.id, "batteries", Frequency.INSTANT)
    assert "/announce TEXT" in await operator.says("/announce")
    assert (
        await operator.says("/announce Rest tonight <b>22:00</b>\nSorry!")
        == "Rest tonight <b>22:00</b>\nSorry!"
    )
    preview = operator.messages[-1].copy()
    assert "On its way to 2 subscribers" in await operator.taps("Send")
    await operator.sends("announce:send", preview)
    assert operator.context.stores.outbox.counts() == {"pending": 2}

    await operator.says("/announce Another")
    assert "Not sent" in await operator.taps("Do not send")


async def test_web_gives_a_link_that_signs_this_operator_in(operator: Talk) -> None:
    reply = await operator.says("/web")
    link = next(word for word in reply.split() if word.startswith("https://"))
    signs_in = operator.context.stores.sign_ins.redeem(link.rpartition("/")[2], datetime.now(UTC))

    assert link.startswith("https://forewarn.example.org/sign-in/")
    assert signs_in == OPERATOR
