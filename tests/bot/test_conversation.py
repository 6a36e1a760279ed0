"""A seller talks to the bot, as a seller would, against a Bot API server on this machine."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from delivery.links import links_of
from monitor.audience import ChannelName
from monitor.language import Language, texts
from monitor.model import Severity
from monitor.ports import CheckResult
from tests.lab import page, publish
from tests.talk import SELLER, Talk, buttons_of

# The keyboard of an alert, as far as the bot knows it by.
UNDER_AN_ALERT = {"inline_keyboard": [[{"text": "Not useful", "callback_data": "not_useful:1"}]]}


def change_rings(talk: Talk, *texts: str) -> CheckResult:
    """The page says these, one after the other; what came of the last."""
    source = talk.context.sources["ring-rules"]
    return [publish(talk.context, source, page(text, "The fee is USD 5.")) for text in texts][-1]


async def test_a_first_visit_is_greeted_in_the_reader_s_language(talk: Talk) -> None:
    assert "替您盯着" in await talk.says("/start", "zh-hans")

    assert talk.labels == ["Harbour Market", "下一步：选品类 ▸", "更多：类别和风险点"]
    await talk.taps("更多")
    assert talk.labels[:2] == ["平台规则", "知识产权"]
    assert "电池" in talk.labels
    assert len(talk.labels) >= 8 + 22


async def test_buttons_choose_and_choose_no_more(talk: Talk) -> None:
    await talk.says("/start")
    await talk.taps("More")
    await talk.taps("Customs")
    assert "✅ Customs" in talk.labels
    await talk.taps("✅ Customs")
    assert "Customs" in talk.labels
    await talk.sends("toggle:forged'; DROP TABLE")

    assert "do not follow anything" in await talk.says("/subscriptions")


@pytest.mark.parametrize("word", ["customs-border", "Customs", "海关执法"])
async def test_a_category_is_named_by_id_or_by_name(talk: Talk, word: str) -> None:
    assert await talk.says(f"/subscribe {word}") == "Following Customs. Alerts come right away."
    assert "Customs – at once" in await talk.says("/subscriptions")


@pytest.mark.parametrize(
    ("typed", "reply"),
    [
        ("batteries daily", "Batteries, once a day at 8:00 (UTC)."),
        ("batteries weekly major", "Batteries, once a week, Mondays at 8:00 (UTC), only changes that affect your business."),
        ("ring-rules 每周", "Harbour Market: Ring rules, once a week"),
        ("Harbour Market", "Following Harbour Market. Alerts come right away"),
        ("worldwide", "Following Worldwide."),
        ('"lithium battery"', "Following “lithium battery”."),
        ("“锂电池” 严重", "Following “锂电池”. Alerts come right away, only changes that affect your business"),
        ("“锂电池” 立即处理", "Following “锂电池”. Alerts come right away, only changes to act on now"),
        ("batteries act daily", "Batteries, once a day at 8:00 (UTC), only changes to act on now"),
        ("batteries minor", "Following Batteries. Alerts come right away."),
    ],
)  # fmt: skip
async def test_anything_of_the_catalogue_can_be_subscribed_to(
    talk: Talk, typed: str, reply: str
) -> None:
    assert reply in await talk.says(f"/subscribe {typed}")


async def test_a_deep_link_subscribes_and_greets(talk: Talk) -> None:
    await talk.says("/start ip-enforcement")

    first, second = (m["text"] for m in talk.messages)
    assert "Trademarks and patents" in first
    assert "watches the rules" in second
    await talk.taps("More")
    assert "✅ Trademarks and patents" in talk.labels


async def test_what_is_unknown_is_answered_kindly(talk: Talk) -> None:
    assert "Did you mean" in await talk.says("/subscribe baterries")
    assert talk.labels[0] == "Batteries"
    assert "<b>x</b>" in await talk.says("/subscribe <b>x</b>")
    assert "isn't an option" in await talk.says("/subscribe batteries hourly")
    assert "Just write to me" in await talk.says("hello")
    assert "/change 12" in await talk.says("/change ²")
    assert "no change 999" in await talk.says("/change 999")
    assert "/language zh" in await talk.says("/language fr")
    assert "/timezone Los Angeles" in await talk.says("/timezone Mars/Base")
    assert "/email you@example.com" in await talk.says("/email a@b")
    assert "/quiet 22:00-08:00" in await talk.says("/quiet 25:99-3")
    assert "/severity information" in await talk.says("/severity high")
    assert "/mute Temu 7 days" in await talk.says("/mute ring-rules forever")
    assert "/digest daily 8am" in await talk.says("/digest hourly")
    assert "/relay https" in await talk.says("/relay http://127.0.0.1/x")
    assert "/search hoverboard" in await talk.says("/search")
    assert "/history Covered List" in await talk.says("/history")


async def test_unsubscribing_one_and_all(talk: Talk) -> None:
    await talk.says("/subscribe batteries")
    await talk.says("/subscribe customs-border")

    assert "no longer follow Batteries" in await talk.says("/unsubscribe batteries")
    assert "do not follow" in await talk.says("/unsubscribe batteries")
    assert "do not follow anything" not in await talk.says("/unsubscribe all yes")
    assert "do not follow anything" in await talk.says("/unsubscribe")


async def test_subscriptions_change_by_button(talk: Talk) -> None:
    await talk.says("/subscribe batteries")
    await talk.says('/subscribe "UN 38.3"')
    await talk.says("/subscriptions")
    assert "Batteries – daily" in await talk.taps("Batteries – at once")
    assert "Batteries – weekly" in await talk.taps("Batteries – daily")
    await talk.taps("✕")
    await talk.taps("✕")

    assert "do not follow anything" in talk.shown


async def test_subscriptions_can_be_changed_on_the_web_too(talk: Talk) -> None:
    await talk.says("/subscriptions")
    buttons = [button for button in buttons_of(talk.messages[-1]) if "url" in button]

    assert [button["text"] for button in buttons] == ["On the web"]
    token = buttons[0]["url"].removeprefix("https://forewarn.example.org/subscriptions/")
    assert links_of(talk.context).read_choices(token) == talk.subscriber.id


async def test_the_language_changes_at_once(talk: Talk) -> None:
    assert await talk.says("/language 中文") == "好的，以后说中文。"
    assert "您还没有关注" in await talk.says("/subscriptions")


async def test_settings_by_button(talk: Talk) -> None:
    await talk.says("/settings")
    await talk.taps("Act now only")
    await talk.taps("Quiet 22:00–08:00")
    await talk.taps("Digest weekly")
    await talk.taps("Send it even")
    for label in (
        "✅ Act now only",
        "✅ Quiet 22:00–08:00",
        "✅ Digest weekly",
        "✅ Send it even if nothing changed",
    ):
        assert label in talk.labels
    assert "🌙 22:00–08:00 (UTC)" in talk.shown
    assert "设置" in await talk.taps("中文")
    await talk.sends("set:quiet:never")
    await talk.sends("set:language:xx")
    await talk.sends("set:nothing")

    assert talk.subscriber.language == Language.ZH


async def test_severity_quiet_hours_and_digest_by_typing(talk: Talk) -> None:
    assert "affect your business or" in await talk.says("/severity major")
    assert (
        "from 22:00 to 07:30 (UTC). Alerts that affect your business still come"
        in await talk.says("/quiet 22-7:30 major")
    )
    assert "weekly on Monday, at 9:00" in await talk.says("/digest weekly 9")
    assert "even if nothing changed" in await talk.says("/digest empty on")
    assert "Your time zone is Beijing time" in await talk.says("/timezone asia/shanghai")
    reply = await talk.says("/status")

    assert "22:00–07:30, alerts that affect your business still come (Beijing time)" in reply
    assert "You follow: 0" in reply
    assert await talk.says("/quiet off") == "Quiet hours are off."


@pytest.mark.parametrize(
    ("word", "severity"),
    [("minor", Severity.MINOR), ("information", Severity.MINOR), ("major", Severity.MAJOR),
     ("affects", Severity.MAJOR), ("Act", Severity.URGENT)],
)  # fmt: skip
async def test_the_least_level_is_chosen_by_an_old_or_a_new_word(
    talk: Talk, word: str, severity: Severity
) -> None:
    await talk.says(f"/severity {word}")
    assert talk.subscriber.min_severity is severity
    await talk.says("/settings")
    assert [label for label in talk.labels[:3] if label.startswith("✅")] == [
        f"✅ {texts('bot', Language.EN)[f'button_{severity.level}']}"
    ]
    assert "Write" in await talk.says("/severity silent")


async def test_latest_change_history_and_search_show_what_happened(talk: Talk) -> None:
    change_rings(talk, "Rings may be listed.")
    assert "Nothing has changed yet" in await talk.says("/latest")
    change_rings(talk, "Rings must not be listed.")

    for typed in (
        "/latest",
        "/latest platform-policy",
        '/latest "rings"',
        "/latest Harbour Market",
    ):
        assert "/change_1" in await talk.says(typed), typed
    assert "Nothing has changed yet" in await talk.says("/latest customs-border")
    await talk.says("/change_1")
    assert "<b>must not</b>" in talk.messages[-1]["text"]
    history = await talk.says("/history ring-rules")
    assert "Version 2" in history
    assert "/change_1" in history
    assert "Follow" in talk.labels
    assert "Following Harbour Market: Ring rules" in await talk.taps("Follow")
    assert "/change_1" in await talk.says("/search RINGS listed")
    assert "ring-rules" in await talk.says("/search 戒指")
    assert "Nothing found for “100%_”" in await talk.says("/search 100%_")


async def test_a_long_change_is_turned_page_by_page(talk: Talk) -> None:
    many = [f"Rule {n}: " + "rings and chains must be marked " * 20 for n in range(30)]
    change_rings(talk, "Rings may be listed.", "</p><p>".join(["Rings may be listed.", *many]))
    await talk.says("/change 1")
    first = talk.shown
    assert any(label.startswith("1/") for label in talk.labels)
    await talk.taps("▶")
    second = talk.shown
    await talk.taps("▶")
    await talk.taps("◀")

    assert first != second == talk.shown
    await talk.sends("change:1:9999")
    await talk.sends("change:x:y:z")
    await talk.sends("change:999:0")
    assert len(talk.messages) == 1


async def test_an_address_is_confirmed_by_its_code(talk: Talk) -> None:
    assert "on its way to li@example.org" in await talk.says("/email li@example.org")
    pending = talk.context.stores.confirmations.unconfirmed(talk.subscriber.id, ChannelName.EMAIL)
    assert pending is not None
    wrong = "000000" if pending.code != "000000" else "111111"

    assert "not right" in await talk.says(f"/email {wrong}")
    assert "goes to li@example.org" in await talk.says(f"/email {pending.code}")
    assert "li@example.org" in await talk.says("/subscriptions")
    assert "no more mail" in await talk.says("/email off")


async def test_a_stranger_s_mailbox_cannot_be_flooded(talk: Talk) -> None:
    for _ in range(4):
        await talk.says("/email li@example.org")

    assert "this hour" in await talk.says("/email li@example.org")


async def test_a_relay_is_confirmed_by_its_code(talk: Talk) -> None:
    assert "hooks.example.org" in await talk.says("/relay https://hooks.example.org/secret-key")
    assert "secret-key" not in talk.shown
    pending = talk.context.stores.confirmations.unconfirmed(talk.subscriber.id, ChannelName.RELAY)
    assert pending is not None

    reply = await talk.says(f"/relay {pending.code}")
    assert "alerts go to hooks.example.org" in reply
    assert "whsec_" in reply
    assert "➡️ hooks.example.org" in await talk.says("/subscriptions")
    assert "Nothing more" in await talk.says("/relay off")


async def test_a_mute_ends_by_time_or_by_word(talk: Talk) -> None:
    assert "Harbour Market: Ring rules is muted until" in await talk.says("/mute ring-rules 2w")
    assert "🔕 Harbour Market: Ring rules" in await talk.says("/mute")
    assert "Harbour Market: Ring rules is no longer muted" in await talk.says(
        "/mute ring-rules off"
    )
    assert "Nothing is muted" in await talk.says("/mute")


async def test_the_next_digest_is_shown_before_it_comes(talk: Talk) -> None:
    await talk.says("/subscribe platform-policy daily")
    change_rings(talk, "Rings may be listed.", "Rings must not be listed.")
    reply = await talk.says("/digest")

    assert "Daily digest, " in reply
    assert "/change_1" in reply


async def test_a_seller_who_left_is_welcome_again(talk: Talk) -> None:
    talk.context.stores.subscribers.welcome(
        SELLER, Language.ZH, datetime.now(UTC) - timedelta(days=1)
    )
    talk.context.stores.subscribers.deactivate(talk.subscriber.id)

    assert "替您盯着" in await talk.says("/start", "en")
    assert talk.subscriber.active


async def test_export_shows_everything_and_forget_erases_it(talk: Talk) -> None:
    await talk.says("/subscribe batteries")
    await talk.says("/email li@example.org")
    await talk.says("/mute ring-rules 7d")
    await talk.writes("/export")
    (document,) = talk.api.documents
    content = next(v for v in document.values() if isinstance(v, bytes))
    stored = json.loads(content)

    assert [row["target"] for row in stored["subscriptions"]] == ["batteries"]
    assert [row["address"] for row in stored["confirmations"]] == ["li@example.org"]
    assert "is deleted" in await talk.says("/forget yes")
    assert talk.subscriber is None
    assert talk.context.stores.outbox.counts() == {}


@pytest.mark.parametrize(
    ("command", "yes", "button", "no"),
    [
        ("/forget", "/forget yes", "delete everything", "leave it"),
        ("/unsubscribe all", "/unsubscribe ALL Yes", "unfollow everything", "leave it"),
        ("/unsubscribe 全部", "/unsubscribe 全部 确认", "unfollow everything", "leave it"),
    ],
)
async def test_what_cannot_be_undone_is_asked_once(
    talk: Talk, command: str, yes: str, button: str, no: str
) -> None:
    def is_kept() -> bool:
        speaker = talk.subscriber
        return bool(speaker and talk.context.stores.subscribers.subscriptions(speaker.id))

    await talk.says("/subscribe batteries")
    for word in ("", " maybe", " yes no", " no"):
        await talk.says(command + word)
        assert is_kept(), word
    assert "?" in await talk.says(command)
    assert "stays as it is" in await talk.taps(no)
    assert is_kept()
    await talk.says(command)
    await talk.taps(button)
    assert not is_kept()

    await talk.says("/subscribe batteries")
    await talk.says(yes)
    assert not is_kept()


async def test_where_there_is_nothing_to_lose_nothing_is_asked(talk: Talk) -> None:
    assert "do not follow anything" in await talk.says("/unsubscribe all")


async def test_who_blocks_the_bot_hears_nothing_more(talk: Talk) -> None:
    await talk.says("/start")
    me = {"id": 1, "is_bot": True, "first_name": "Forewarn"}
    person = {"id": SELLER, "is_bot": False, "first_name": "Li"}
    await talk.process(
        my_chat_member={
            "chat": {"id": SELLER, "type": "private"}, "from": person, "date": 1,
            "old_chat_member": {"status": "member", "user": me},
            "new_chat_member": {"status": "kicked", "user": me, "until_date": 0},
        }
    )  # fmt: skip

    assert not talk.subscriber.active


async def test_a_button_of_an_old_program_does_nothing(talk: Talk) -> None:
    await talk.says("/start")
    for data in (
        "nothing:1",
        "do:forget",
        "accept:abc",
        "x" * 64,
        "mute:999",
        "not_useful:-1",
        "history:",
        "digest:1:0",
    ):
        await talk.sends(data)

    assert len(talk.messages) == 1
    assert talk.subscriber is not None


async def test_a_handler_that_fails_is_excused_in_the_reader_s_language(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await talk.says("/language zh")
    monkeypatch.setattr(type(talk.context.stores.history), "changes", lambda *_, **__: 1 / 0)

    assert "暂时无法处理" in await talk.says("/latest")
