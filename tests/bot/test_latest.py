"""/latest shows what the reader follows, by the rule of the alerts; a button shows all."""

from datetime import UTC, datetime

import pytest

from monitor.language import Language
from tests import lab
from tests.bot.test_own_names import NAME
from tests.lab import page
from tests.storage.test_events import OLD
from tests.storage.test_events import publish as publish_list
from tests.talk import Talk

WORDS = "The charger of a hoverboard must not be listed."


def publish(talk: Talk, source_id: str, category: str, *texts: str) -> None:
    """A page that says these texts, one after another; the reader may follow it."""
    source = talk.watches(source_id, category=category)
    for text in texts:
        lab.publish(talk.context, source, page(text, "The deposit is USD 500 for each shop."))


async def test_latest_is_mine_and_a_button_shows_all(talk: Talk) -> None:
    publish(talk, "duties", "customs-border", "Rings are free.", "Rings cost USD 5.")
    publish(talk, "market", "platform-policy", "Rings may be sold.", "Rings must not be sold.")
    await talk.says("/subscribe customs-border")
    mine = await talk.says("/latest")

    assert "of what you follow" in mine
    assert "/change_1" in mine
    assert "/change_2" not in mine
    assert "/change_2" in await talk.taps("Show all")
    assert "of all sources" in talk.shown
    assert "/change_2" not in await talk.taps("Only mine")
    assert "/change_2" in await talk.says("/latest all")
    assert "/change_2" in await talk.says("/latest platform-policy")


@pytest.mark.parametrize(
    ("typed", "is_found"),
    [
        ("/subscribe Harbour Market and customs-border", True),
        ("/subscribe Harbour Market and platform-policy", False),
        ('/subscribe "hoverboard"', True),
        ('/subscribe "kettle"', False),
        ("/subscribe customs-border act", False),
        ("/me brand hoverboard", True),
    ],
)
async def test_mine_is_what_the_alerts_are_of(talk: Talk, typed: str, is_found: bool) -> None:
    await talk.says(typed)
    publish(talk, "duties", "customs-border", "Rings are free.", WORDS)
    reply = await talk.says("/latest")

    assert ("Nothing has changed yet in what you follow" not in reply) is is_found
    assert "/change_1" in reply


async def test_own_names_are_mine_and_muted_targets_are_not(talk: Talk) -> None:
    await talk.says(f"/me company {NAME}")
    publish(talk, "court", "court-domain-seizure", "No case.", f"{NAME} is a defendant.")
    publish(talk, "duties", "customs-border", "Rings are free.", "Rings cost USD 5.")
    await talk.says("/subscribe customs-border")
    assert "/change_2" in await talk.says("/latest")
    await talk.says("/mute customs-border 7d")
    reply = await talk.says("/latest")

    assert "/change_1" in reply
    assert "/change_2" not in reply


async def test_the_pages_go_deep(talk: Talk) -> None:
    talk.watches("court", category="court-domain-seizure")
    entries = [(f"Notice {number} of kettles", "A kettle.") for number in range(25)]
    publish_list(talk.context.stores.database, "court", OLD, hours=0)
    publish_list(talk.context.stores.database, "court", *entries, OLD, hours=1)
    await talk.says("/subscribe court-domain-seizure")
    first = await talk.says("/latest")
    second = await talk.taps("▶")
    third = await talk.taps("▶")

    assert [text.count("/change_") for text in (first, second, third)] == [10, 10, 5]
    assert "/change_25" in first
    assert "/change_1" in third
    assert "▶" not in talk.labels
    assert await talk.taps("◀") == second
    for forged in ("latest:mine:9999999", "latest:x:y", "latest:", "latest:all:-1"):
        await talk.sends(forged)
    assert len(talk.messages) == 2


async def test_nothing_of_mine_is_said_in_chinese_too(talk: Talk) -> None:
    publish(talk, "duties", "customs-border", "Rings are free.", "Rings cost USD 5.")
    talk.context.stores.subscribers.welcome(talk.chat_id, Language.ZH, datetime.now(UTC))
    reply = await talk.says("/latest", "zh")

    assert reply.startswith("您关注的内容还没有变化。全部来源中最新的一条是：")
    assert "看全部" in talk.labels
    assert "/change_1" in await talk.says("/latest 全部")
