"""Groups, topics and channels: their administrators configure, everyone may look."""

import time
from typing import Any

import pytest

from tests.talk import Talk

GROUP = -1001
KEEPER, MEMBER = 11, 12


@pytest.fixture
def group(talk: Talk) -> Talk:
    talk.api.administrators.add((GROUP, KEEPER))
    return talk.other(GROUP, KEEPER)


async def test_only_administrators_configure_a_group(group: Talk) -> None:
    member = group.other(GROUP, MEMBER)
    assert "Only administrators" in await member.says("/subscribe batteries")
    assert "Following Batteries" in await group.says("/subscribe batteries")
    assert "Batteries" in await member.says("/subscriptions")
    await member.taps("✕")
    assert group.api.nods[-1].startswith("Only administrators")
    await member.sends("set:severity:major")

    assert [
        s.target for s in group.context.stores.subscribers.subscriptions(group.subscriber.id)
    ] == ["batteries"]


@pytest.mark.parametrize(
    "command",
    [
        "/start", "/unsubscribe all", "/severity major", "/quiet 22-8", "/mute ring-rules", "/digest", "/email off",
        "/relay off", "/timezone UTC", "/language zh", "/settings", "/export", "/forget",
    ],
)  # fmt: skip
async def test_a_member_changes_nothing(group: Talk, command: str) -> None:
    assert "Only administrators" in await group.other(GROUP, MEMBER).says(command)
    assert group.api.documents == []


async def test_a_hidden_administrator_configures_a_linked_channel_does_not(group: Talk) -> None:
    nobody = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
    hidden: dict[str, Any] = {
        "sender_chat": {"id": GROUP, "type": "supergroup", "title": "Sellers"},
        "from": nobody,
    }
    linked: dict[str, Any] = {
        "sender_chat": {"id": -100777, "type": "channel", "title": "Else"},
        "from": nobody,
    }
    assert "Following Batteries" in await group.says("/subscribe batteries", **hidden)

    assert "Only administrators" in await group.says("/subscribe toys", **linked)


async def test_a_topic_of_a_forum_has_its_own_subscriptions(group: Talk) -> None:
    topic = group.other(GROUP, KEEPER, thread_id=7)
    await topic.says("/subscribe batteries")
    await group.says("/subscribe toys")

    assert topic.subscriber.id != group.subscriber.id
    assert topic.messages[-1]["thread"] == 7
    assert "Toys" not in await topic.says("/subscriptions")


async def test_a_channel_is_configured_by_a_post_in_it(talk: Talk) -> None:
    channel: dict[str, Any] = {"id": -1002, "type": "channel", "title": "Rules"}
    text = "/subscribe customs-border"
    await talk.process(
        channel_post={
            "message_id": 5, "date": int(time.time()), "chat": channel, "sender_chat": channel, "text": text,
            "entities": [{"type": "bot_command", "offset": 0, "length": 10}],
        }
    )  # fmt: skip
    subscriber = talk.context.stores.subscribers.of_chat(-1002)

    assert subscriber is not None
    assert [s.target for s in talk.context.stores.subscribers.subscriptions(subscriber.id)] == [
        "customs-border"
    ]


async def test_a_group_that_becomes_a_supergroup_keeps_its_subscriptions(group: Talk) -> None:
    await group.says("/subscribe batteries")
    before = group.subscriber.id
    await group.says("", migrate_to_chat_id=-100500)
    moved = group.context.stores.subscribers.of_chat(-100500)

    assert moved is not None
    assert moved.id == before


async def test_plain_talk_in_a_group_is_not_answered(group: Talk) -> None:
    await group.writes("hello everyone")
    await group.writes("/numbers")

    assert group.messages == []
