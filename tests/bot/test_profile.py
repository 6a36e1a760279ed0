"""/start: marketplaces and goods in three taps, what they would have brought, and an example."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.profile import Profile, Step, buttons, profile_of, targets
from monitor.audience import Frequency
from monitor.language import languages
from monitor.source import Kind, Source
from monitor.targets import Directory
from tests.lab import page, publish
from tests.talk import Talk, buttons_of

PAIR = "pair:organisation:harbour-market+batteries"


def change_batteries(talk: Talk, days: int = 1) -> None:
    """Batteries are banned, some days ago."""
    source, at = talk.context.sources["ring-rules"], datetime.now(UTC) - timedelta(days=days)
    for hours, text in enumerate(("may be listed", "must not be listed")):
        words = page(f"Lithium batteries {text}.", "The deposit is USD 500.")
        publish(talk.context, source, words, at + timedelta(hours=hours))


def followed(talk: Talk) -> dict[str, Frequency]:
    own = talk.context.stores.subscribers.subscriptions(talk.subscriber.id)
    return {one.target: one.frequency for one in own}


async def test_three_taps_make_a_profile_and_show_what_it_would_have_brought(talk: Talk) -> None:
    change_batteries(talk)
    assert "where do you sell" in await talk.says("/start")
    assert "What do you sell" in await talk.taps("Harbour Market")
    assert "Batteries" in await talk.taps("Batteries")
    await talk.taps("Done")
    done, example = (message["text"] for message in talk.messages[-2:])

    assert followed(talk) == {PAIR: Frequency.INSTANT}
    assert "Harbour Market × Batteries" in done
    assert "In the last 7 days this would have brought 1 alert." in done
    assert example.startswith("<b>Example</b>: a real change of ")
    assert "Lithium batteries" in example
    assert any("change:1:0" in button.values() for button in buttons_of(talk.messages[-1]))


async def test_the_same_in_chinese(talk: Talk) -> None:
    change_batteries(talk)
    assert "在哪些平台开店" in await talk.says("/start", "zh-hans")
    await talk.taps("Harbour Market")
    await talk.taps("电池")
    assert "✅ 电池" in talk.labels
    await talk.taps("完成")
    done, example = (message["text"] for message in talk.messages[-2:])

    assert "Harbour Market × 电池" in done
    assert "这样过去 7 天会收到 1 条提醒。" in done
    assert "示例" in example


async def test_an_older_example_is_shown_and_not_counted(talk: Talk) -> None:
    change_batteries(talk, days=20)
    await talk.says("/start")
    await talk.taps("Harbour Market")
    await talk.taps("Batteries")
    await talk.taps("Done")

    assert "would have brought 0 alerts" in talk.messages[-2]["text"]
    assert "Example" in talk.shown


async def test_where_nothing_matched_yet_it_says_so(talk: Talk) -> None:
    await talk.says("/start")
    await talk.taps("Harbour Market")
    await talk.taps("Toys")

    assert "No change in the last 90 days matched" in await talk.taps("Done")


async def test_goods_alone_or_a_marketplace_alone_will_do(talk: Talk) -> None:
    await talk.says("/start")
    await talk.taps("Next: goods")
    await talk.taps("Toys")
    await talk.taps("Done")
    assert set(followed(talk)) == {"toys"}
    await talk.says("/start")
    await talk.taps("Harbour Market")
    await talk.taps("Done")

    assert set(followed(talk)) == {"toys", "organisation:harbour-market"}


async def test_a_choice_is_taken_back_and_nothing_is_no_profile(talk: Talk) -> None:
    await talk.says("/start")
    await talk.taps("Harbour Market")
    await talk.taps("Toys")
    await talk.taps("✅ Toys")
    await talk.taps("◂ Marketplaces")
    await talk.taps("✅ Harbour Market")
    await talk.taps("Next: goods")
    await talk.taps("Done")

    assert followed(talk) == {}
    assert "What do you sell" in talk.shown


async def test_an_own_frequency_is_kept_and_too_many_are_refused(talk: Talk) -> None:
    await talk.says("/subscribe toys daily")
    await talk.says("/start")
    await talk.sends(Profile(step=Step.DONE, goods=0b100).data)
    assert followed(talk) == {"toys": Frequency.DAILY}
    for number in range(199):
        talk.context.stores.subscribers.subscribe(
            talk.subscriber.id, f"word:{number}", Frequency.DAILY
        )
    await talk.sends(Profile(step=Step.DONE, goods=0b111).data)

    assert "the most there can be" in talk.shown
    assert len(followed(talk)) == 200


@pytest.mark.parametrize(
    "data", ["profile:", "profile:done:x:1", "profile:done:-1:1", "profile:nothing:1:1", "profile:done:1"]
)  # fmt: skip
async def test_a_forged_button_does_nothing(talk: Talk, data: str) -> None:
    await talk.says("/start")
    await talk.sends(data)

    assert followed(talk) == {}
    assert len(talk.messages) == 1


async def test_a_pair_is_typed_muted_and_ended_like_anything_else(talk: Talk) -> None:
    assert "Following Harbour Market × Batteries." in await talk.says(
        "/subscribe batteries + harbour market"
    )
    assert set(followed(talk)) == {PAIR}
    assert "Harbour Market × Batteries – at once" in await talk.says("/subscriptions")
    await talk.taps("Harbour Market × Batteries – at once")
    assert followed(talk) == {PAIR: Frequency.DAILY}
    assert "Harbour Market × Batteries is muted until" in await talk.says(
        "/mute Harbour Market and batteries 7d"
    )
    change_batteries(talk)
    assert "/change_1" in await talk.says("/latest Harbour Market + batteries")
    assert "Nothing has changed yet" in await talk.says("/latest Harbour Market + toys")
    assert "no longer follow Harbour Market × Batteries" in await talk.says(f"/unsubscribe {PAIR}")


def market(name: str) -> Source:
    return Source(
        id=name.lower(), organisation=name, title=name, category="platform-policy", kind=Kind.PAGE,
        url=f"https://{name.lower()}.example.org/", language="en",
    )  # fmt: skip


def test_each_step_fits_a_phone_and_its_data_a_button() -> None:
    directory = Directory({f"m{n}": market(f"M{n}") for n in range(40)})
    everything = Profile(marketplaces=2**12 - 1, goods=2**12 - 1)
    for step in (Step.MARKETPLACES, Step.GOODS):
        profile = Profile(step=step, marketplaces=everything.marketplaces, goods=everything.goods)
        for language in languages():
            shown = buttons(profile, directory, language)
            assert len(shown) <= 8
            for button in (one for row in shown for one in row):
                assert len(button.data.encode()) <= 64
                assert profile_of(button.data.split(":")[1:])
    assert len(targets(everything, directory)) == 144
