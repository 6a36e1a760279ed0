"""/weekly and /digest in the chat: pages that turn, buttons that may be forged."""

from tests.bot.test_conversation import change_rings
from tests.storage.test_events import OLD
from tests.storage.test_events import publish as publish_list
from tests.talk import Talk


async def test_the_week_is_shown_with_its_five_lines(talk: Talk) -> None:
    await talk.says("/subscribe platform-policy")
    change_rings(talk, "Rings may be listed.", "Rings must not be listed.")
    reply = await talk.says("/weekly")
    lines = [line for line in reply.splitlines() if line.startswith("• ")]

    assert reply.startswith("Weekly digest, ")
    assert [line.split(":")[0] for line in lines[:4]] == [
        "• Changed", "• Open", "• Done", "• Next 30 days",
    ]  # fmt: skip
    assert "checked in the last 24 h" in lines[4]
    assert "/change_1" in reply


async def test_a_weekly_reader_previews_the_page_of_the_week(talk: Talk) -> None:
    assert "Daily digest, " in await talk.says("/digest")
    await talk.says("/digest weekly 9")

    assert "Weekly digest, " in await talk.says("/digest")
    assert "• Changed: nothing" in talk.shown


async def test_a_long_week_is_turned_page_by_page(talk: Talk) -> None:
    await talk.says("/subscribe court-domain-seizure weekly")
    for number in range(30):
        name, long = f"court-{number}", f"{'word ' * 25}"
        publish_list(talk.context.stores.database, name, OLD, hours=0)
        publish_list(talk.context.stores.database, name, (f"{long} {number}", "."), OLD, hours=1)
    first = await talk.says("/weekly")
    second = await talk.taps("▶")

    assert "• Changed: 30" in first
    assert "/change_" in second
    assert second != first
    assert await talk.taps("◀") == first
    for forged in ("weekly:0:99", "weekly:x:y", "weekly:"):
        await talk.sends(forged)
    assert len(talk.messages) == 2
