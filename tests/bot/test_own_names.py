"""A seller enters own names in the chat; where they stand is told first, to nobody else."""

import json
from dataclasses import replace
from datetime import date

import pytest
import structlog

from bot import alerts, messages, own_names
from bot.markup import units
from mailer import messages as mail
from monitor.audience import AlertContext, Coverage, Digest
from monitor.language import Language
from monitor.watchlist import NameMatch, TermKind, WatchTerm
from relay import messages as relay
from storage.delivery.watchlists import match_names
from tests.bot.test_conversation import change_rings
from tests.bot.test_groups import GROUP, KEEPER, MEMBER
from tests.bot.test_messages import NOW, SOURCE, SUBSCRIBER, change
from tests.doubles.telegram_rules import check
from tests.talk import Talk, buttons_of

NAME = "SHENZHEN MOONVEIL TRADING"
MATCH = NameMatch(
    term=WatchTerm(TermKind.COMPANY, f"{NAME} Co., Ltd"),
    quote=f"12. <b>{NAME}</b> & others",
    place="Schedule A › Defendants",
)
LISTED = "Rings of Moonveil Official must not be listed."


def stored_names(talk: Talk) -> list[str]:
    return [name.term.text for name in talk.context.stores.watchlists.of(talk.subscriber.id)]


async def test_names_are_entered_typed_or_by_button_and_removed(talk: Talk) -> None:
    assert "You have no names here yet" in await talk.says("/me")
    assert "+ shop" in [label.replace("＋", "+") for label in talk.labels]
    assert "/me shop Moonveil Official" in await talk.taps("＋ shop")
    assert "Watching for the shop Moonveil Official" in await talk.says(
        "/me shop Moonveil Official"
    )
    assert "Nothing of the last 12 months names it." in talk.shown
    assert "the domain moonveil.com" in await talk.says("/me https://www.moonveil.com/")
    assert "the company Shenzhen Moonveil Trading Co., Ltd" in await talk.says(
        "/me Shenzhen Moonveil Trading Co., Ltd"
    )
    assert "What is “Moonveil”" in await talk.says("/me Moonveil")
    assert "Watching for the brand Moonveil" in await talk.taps("brand")
    assert "Noted: marketplace Amazon" in await talk.says("/me marketplace Amazon")
    assert "• company: Shenzhen Moonveil Trading Co., Ltd" in await talk.says("/me")
    await talk.taps("✕ Moonveil Official")
    assert "Moonveil Official" not in talk.shown.partition("Tap")[0]
    assert "No longer watching for Moonveil" in await talk.says("/me remove brand moonveil")
    assert "not one of your names" in await talk.says("/me remove Sunny")

    assert stored_names(talk) == ["Shenzhen Moonveil Trading Co., Ltd", "moonveil.com", "Amazon"]


async def test_names_are_entered_in_chinese(talk: Talk) -> None:
    assert "您还没有登记名字" in await talk.says("/me", "zh-hans")
    assert "已开始监测公司深圳市月纱贸易有限公司" in await talk.says("/me 深圳市月纱贸易有限公司")
    assert "已开始监测店铺月纱" in await talk.says("/me 店铺 月纱")
    assert "常用词" in talk.shown
    assert "“月纱家居”是什么" in await talk.says("/me 月纱家居")
    assert "已开始监测商标月纱家居" in await talk.taps("商标")
    assert "不是 ASIN" in await talk.says("/me ASIN 123")
    assert "已不再监测月纱" in await talk.says("/me 删除 店铺 月纱")
    assert "免打扰时段结束后" in await talk.says("/me 免打扰 关")

    assert not talk.subscriber.names_pass_quiet


async def test_what_cannot_be_watched_for_is_refused_kindly(talk: Talk) -> None:
    assert "does not say who it is" in await talk.says("/me shop Online Store")
    assert "not your own" in await talk.says("/me amazon.com")
    assert "at most 120 characters" in await talk.says(f"/me shop {'x' * 130}")
    assert "at most 120 characters" in await talk.says(f"/me {'x' * 130}") or await talk.taps(
        "shop"
    )
    assert "as in shop Moonveil" in await talk.says("/me shop")
    assert "/me quiet on" in await talk.says("/me quiet maybe")
    assert "everyday words" in await talk.says("/me shop Happy Home")
    assert "<b>x</b>y" in await talk.says("/me shop <b>x</b>y")
    await talk.sends("me_kind:forged")
    await talk.sends("me_kind:shop")
    await talk.sends("me_remove:99999999999999999999")

    assert stored_names(talk) == ["Happy Home", "<b>x</b>y"]


async def test_the_last_months_are_searched_at_once(talk: Talk) -> None:
    await talk.says("/start")
    change_id = change_rings(talk, "Rings may be listed.", LISTED).change
    shown = await talk.says("/me shop moonveil-official")

    assert "The last 12 months name it in 1 place:" in shown
    assert "“Rings of Moonveil Official must not be listed.”" in shown
    assert f"/change_{change_id}" in shown


async def test_an_alert_begins_with_the_reader_s_name(talk: Talk) -> None:
    await talk.says("/subscribe platform-policy")
    await talk.says("/me shop Moonveil Official")
    change_id = change_rings(talk, "Rings may be listed.", LISTED).change
    stored = talk.context.stores.history.change(change_id or 0)
    assert stored is not None
    with talk.context.stores.database.write() as session:
        match_names(session, stored)
    matches = talk.context.stores.watchlists.matches(talk.subscriber.id, [stored.id])
    context = AlertContext(matches=matches[stored.id])
    made = alerts.alert(stored, talk.context.sources["ring-rules"], Language.EN, context)

    assert made.text.startswith("🟣 A name of yours is mentioned: “Moonveil Official”")
    assert "First: check whether this is you" in made.text


async def test_in_a_group_only_those_who_may_configure_it_see_and_set_names(talk: Talk) -> None:
    talk.api.administrators.add((GROUP, KEEPER))
    keeper, member = talk.other(GROUP, KEEPER), talk.other(GROUP, MEMBER)
    await keeper.says("/me shop Moonveil Official")
    assert "Only administrators" in await member.says("/me")
    await member.sends("me_remove:1")

    assert stored_names(keeper) == ["Moonveil Official"]


async def test_no_name_reaches_a_log_or_another_reader(
    talk: Talk, capsys: pytest.CaptureFixture[str]
) -> None:
    other = talk.other(4712)
    with structlog.testing.capture_logs() as logs:
        await talk.says("/me shop Moonveil Official")
        await talk.says("/me Moonveil")
        await talk.taps("brand")
        change_rings(talk, "Rings may be listed.", LISTED)
        await other.says("/me")
        await other.sends("me_remove:1")
        await other.writes("/export")
    (document,) = talk.api.documents
    stored = next(value for value in document.values() if isinstance(value, bytes))

    assert "moonveil" not in (json.dumps(logs, default=str) + "".join(capsys.readouterr())).lower()
    assert "You have no names here yet" in other.shown
    assert b"Moonveil" not in stored
    assert stored_names(talk) == ["Moonveil Official", "Moonveil"]


@pytest.mark.sqlite
async def test_no_file_of_the_database_holds_a_name(talk: Talk) -> None:
    """Not in a table, not in its journal, not in what was deleted."""
    await talk.says("/me shop Nimbusquartz Official")
    await talk.says("/me 深圳市雾凇贸易有限公司")
    await talk.says("/me remove shop Nimbusquartz Official")
    await talk.says("/me brand Nimbusquartz")
    files = [file for file in talk.lab.folder.iterdir() if file.name.startswith("forewarn.db")]
    held = b"".join(file.read_bytes() for file in files)

    assert stored_names(talk) == ["深圳市雾凇贸易有限公司", "Nimbusquartz"]
    assert held
    for name in ("imbusquartz", "雾凇"):
        assert name.encode() not in held
        assert name.encode("utf-16-le") not in held


async def test_the_switch_holds_names_in_quiet_hours(talk: Talk) -> None:
    assert "come even in quiet hours" in await talk.says("/me")
    assert "wait until" in await talk.taps("Hold them in quiet hours")
    assert "come even in quiet hours" in await talk.taps("Alert me in quiet hours, too")
    assert all(len(b.get("callback_data", "")) <= 64 for b in buttons_of(talk.messages[-1]))


@pytest.mark.parametrize("language", [Language.EN, Language.ZH])
def test_every_message_tells_the_name_first(language: Language) -> None:
    reader = replace(SUBSCRIBER, language=language, email="li@example.org")
    first = "提到了您登记的名称" if language == Language.ZH else "A name of yours is mentioned"
    one = change()
    context = AlertContext(matches=(MATCH, MATCH))
    made = alerts.alert(one, SOURCE, language, context)
    assert check({"text": made.html, "parse_mode": "HTML"}) is None
    told = relay.alerts([one], {SOURCE.id: SOURCE}, reader, context)
    listed = own_names.above(made, {12: (MATCH,)}, language)

    assert made.text.startswith("🟣 ")
    assert first in made.text.splitlines()[0]
    assert NAME in made.text.splitlines()[0]
    assert f"<b>{NAME}</b> &amp; others" not in made.html
    assert told.text.splitlines()[0].startswith("“12. ")
    assert told.subject.startswith("Forewarn · 🟣")
    assert json.loads(told.payload)["names"][0] == {
        "change": 12, "kind": "company", "name": MATCH.term.text, "place": MATCH.place, "quote": MATCH.quote,
    }  # fmt: skip
    assert listed.text.splitlines()[0].endswith("/change_12")
    assert units(listed.html) <= 4096


def test_a_digest_puts_the_name_into_the_subject() -> None:
    """Even beside a change that is more severe."""
    other = replace(change(), id=13)
    made = Digest(
        subscriber_id=1,
        local_date=date(2026, 3, 1),
        since=NOW,
        until=NOW,
        groups=(("platform-policy", (other, change())),),
        coverage=Coverage(watched=1, checked=1, failing=()),
        matches={12: (MATCH,)},
    )
    sources = {SOURCE.id: SOURCE}
    sent = mail.digest(made, sources, SUBSCRIBER, "news@example.org")
    (page,) = messages.digest_pages(made, sources, SUBSCRIBER)

    assert "Your name" in sent.subject
    assert f"🟣 A name of yours is mentioned: “{MATCH.term.text}” under" in sent.text
    assert "First: check whether this is you" in sent.html
    assert "&lt;b&gt;SHENZHEN" in sent.html
    assert page.count("🟣 A name of yours") == 1
    assert relay.digest(made, sources, SUBSCRIBER).text.count("🟣 A name of yours") == 1
