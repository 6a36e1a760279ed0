"""A seller hears of a lawsuit against his shop: from the complaint to the loss of his domain."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
import time_machine

from bot.application import build, make_bot
from bot.pacer import Pacer
from delivery.digests import make_due
from forewarn.bot_context import bot_context_of
from monitor.audience import Frequency, Quiet
from monitor.cases import Stage
from monitor.language import Language
from monitor.watchlist import TermKind, WatchTerm
from storage.queries.cases import CaseFilter
from tests.bot.test_checks import requested
from tests.bot.test_groups import GROUP, KEEPER
from tests.delivery.test_delivery import deliver
from tests.doubles.bot_api import TOKEN, BotApi
from tests.doubles.smtp import MailServer, body_of
from tests.doubles.telegram_rules import check
from tests.lab import Lab, publish_entries
from tests.relay.test_relay import Receiver, receiver
from tests.storage.test_cases import docketed, search
from tests.talk import SELLER, Talk, buttons_of, visible

__all__ = ["receiver"]

COMPANY = WatchTerm(TermKind.COMPANY, "Shenzhen Moonveil Trading Co., Ltd")
CAPTION = (
    "1:26-cv-04211 Lantern Watches Ltd. v. The Partnerships and Unincorporated Associations"
    " Identified on Schedule A"
)
FOLLOWER = 5
COURT, PRESS = "pacer-ilnd", "seller-news"
COMPLAINT = (
    CAPTION,
    "[Complaint] ( 1 ) COMPLAINT filed by Lantern Watches Ltd.; Filing fee $ 405.",
)
ORDER = (
    CAPTION,
    "[Order] ( 12 ) SEALED TEMPORARY RESTRAINING ORDER Signed by the Honorable Jane Roe on 11/3/2026.",
)
ARTICLE = (
    "灯笼手表 Lantern Watches 发案：TRO 已签发",
    "案号 26-cv-04211，法院：伊利诺伊北区。法院已签发 TRO，请卖家自查店铺。",
)
_FROZEN = (
    "[Order] ( 15 ) ORDER: The Court grants the motion. PayPal, Alipay and Payoneer shall, within five"
    " business days, restrain the accounts of the defendants identified on Schedule A: 1. Sunny Glow"
    " Store; 2. SHENZHEN MOONVEIL TRADING CO., LTD.; 3. Ring House Official."
)
FREEZE = (CAPTION, _FROZEN)
INJUNCTION = (
    CAPTION,
    "[Order] ( 31 ) PRELIMINARY INJUNCTION ORDER Signed by the Honorable Jane Roe.",
)
JUDGMENT = (
    CAPTION,
    "[Judgment] ( 58 ) FINAL DEFAULT JUDGMENT ORDER is entered against all defendants.",
)
TRANSFER = (
    CAPTION,
    "[Order] ( 60 ) ORDER: The registry shall transfer the domain name moonveil-dress.shop to Plaintiff.",
)
STAGES = {
    Language.EN: (
        "New step in the case: Restraining order issued",
        "New step in the case: Accounts frozen",
        "New step in the case: Preliminary injunction issued",
        "New step in the case: Default judgment entered",
        "New step in the case: Domain names transferred",
    ),
    Language.ZH: (
        "案件进展：法院已签发 TRO",
        "案件进展：账户已冻结",
        "案件进展：初步禁令已签发",
        "案件进展：已缺席判决",
        "案件进展：域名已移交",
    ),
}
YOURS = {Language.EN: "🟣 A name of yours is mentioned: “", Language.ZH: "🟣 提到了您登记的名称："}


@pytest.fixture
async def talk(mailing: Lab, bot_api: BotApi) -> AsyncIterator[Talk]:
    mailing.environ |= {"FOREWARN_TELEGRAM_TOKEN": TOKEN, "FOREWARN_TELEGRAM_API_URL": bot_api.url}
    common = {"kind": "feed", "category": "court-domain-seizure"}
    url = "https://ecf.ilnd.uscourts.gov/cgi-bin/rss_outside.pl"
    mailing.watch("ring-rules", title_zh="戒指规则")
    mailing.watch(COURT, **common, url=url, title_zh="伊利诺伊北区法院")
    mailing.watch(PRESS, **common, language="zh", title_zh="卖家新闻")
    with mailing.context(FOREWARN_PUBLIC_URL="https://forewarn.example.org") as context:
        application = build(
            make_bot(TOKEN, bot_api.url, Pacer(chat_seconds=0.001)), bot_context_of(context)
        )
        async with application:
            await application.start()
            yield Talk(application, bot_api, mailing, context)
            await application.stop()


class World:
    """A court and a paper that report, and what each reader is sent of it."""

    def __init__(self, talk: Talk) -> None:
        self.talk, self.listed = (
            talk,
            {COURT: [("Old entry", "Nothing.")], PRESS: [("旧闻", "无。")]},
        )
        for source_id in self.listed:
            self._publish(source_id)

    async def reports(self, entry: tuple[str, str], source_id: str = COURT) -> list[dict[str, Any]]:
        """Publish an entry; return the messages of the chats that it brings."""
        before = len(self.talk.api.sent)
        self.lists(entry, source_id)
        await deliver(self.talk.context)
        return self.talk.api.sent[before:]

    def lists(self, entry: tuple[str, str], source_id: str = COURT) -> None:
        """Publish an entry."""
        self.listed[source_id].insert(0, entry)
        self._publish(source_id)

    def _publish(self, source_id: str) -> None:
        source = self.talk.context.sources[source_id]
        publish_entries(self.talk.context, source, *self.listed[source_id])


async def enter(talk: Talk, language: Language) -> None:
    """Make a profile in three taps, and enter the own names."""
    typed = "zh-hans" if language == Language.ZH else "en"
    await talk.says("/start", typed)
    await talk.taps("Harbour Market")
    await talk.taps("电池" if language == Language.ZH else "Batteries")
    await talk.taps("完成" if language == Language.ZH else "Done")
    for name in (
        "shop Moonveil Official",
        "深圳市月纱贸易有限公司",
        "Shenzhen Moonveil Trading Co., Ltd",
        "moonveil-dress.shop",
    ):
        await talk.says(f"/me {name}", typed)
    assert len(talk.context.stores.watchlists.of(talk.subscriber.id)) == 4


@pytest.mark.parametrize("language", [Language.EN, Language.ZH])
async def test_from_the_complaint_to_the_judgment(
    talk: Talk, mail_server: MailServer, language: Language
) -> None:
    await enter(talk, language)
    await talk.says("/subscribe court-domain-seizure")
    subscribers, owner, at = talk.context.stores.subscribers, talk.subscriber, datetime.now(UTC)
    assert owner.language == language
    for one in (
        subscribers.welcome(FOLLOWER, language, at),
        subscribers.add_email("li@example.org", language, "UTC", 8, at),
    ):
        subscribers.subscribe(one.id, "court-domain-seizure", Frequency.INSTANT)
    world = World(talk)
    complaint = of(await world.reports(COMPLAINT))
    assert set(complaint) == {SELLER, FOLLOWER}
    assert complaint[SELLER]["reply_to"] == 0
    assert "/case_1" in complaint[SELLER]["text"]
    assert YOURS[language] not in complaint[SELLER]["text"]

    # The owner sleeps: only what names them rings.
    subscribers.set_quiet(owner.id, Quiet(start=time(0), end=time(23, 59)), at)
    order = of(await world.reports(ORDER))
    assert set(order) == {FOLLOWER}
    assert STAGES[language][0] in order[FOLLOWER]["text"]
    assert order[FOLLOWER]["text"].count("/case_1") == 1
    article = of(await world.reports(ARTICLE, PRESS))
    assert set(article) == ({FOLLOWER} if language == Language.ZH else set())
    assert all("案件进展" not in message["text"] for message in article.values())
    is_told_that_money_is_frozen(of(await world.reports(FREEZE)), complaint[SELLER], language)
    await goes_on_to_the_transfer(world, language)
    subscribers.set_quiet(owner.id, None, at)
    assert mail_server.mails == []
    make_due(talk.context, (at + timedelta(days=1)).replace(hour=12))
    await deliver(talk.context)
    (mail,) = mail_server.mails
    for line in STAGES[language]:
        name = line.partition(": ")[2] or line.partition("：")[2]
        assert f"{name} · 1:26-cv-04211" in body_of(mail)


def of(messages: list[dict[str, Any]]) -> dict[int, dict[str, Any]]:
    """The message of each chat; none has two."""
    assert len({message["chat_id"] for message in messages}) == len(messages)
    return {message["chat_id"]: message for message in messages}


def is_told_that_money_is_frozen(
    frozen: dict[int, dict[str, Any]], first: dict[str, Any], language: Language
) -> None:
    """The owner reads the name first, then the stage, what to do, the case and the address."""
    own = frozen[SELLER]
    shown = visible(own["text"])
    assert own["text"].startswith(f"<b>{YOURS[language]}")
    assert "SHENZHEN MOONVEIL TRADING CO., LTD." in shown.split("\n")[1]
    assert STAGES[language][1] in shown
    assert own["reply_to"] == first["message_id"]
    assert own["text"].count("/case_1") == 1
    assert "https://forewarn.example.org/changes/" in shown
    assert ("怎么办" if language == Language.ZH else "What to do") in shown
    assert any(button.get("callback_data", "").startswith("steps:") for button in buttons_of(own))
    assert check({"text": own["text"], "parse_mode": "HTML"}) is None
    assert YOURS[language] not in frozen[FOLLOWER]["text"]


async def goes_on_to_the_transfer(world: World, language: Language) -> None:
    """The injunction and the judgment name nobody; the transfer names the owner's domain."""
    for entry, stage in ((INJUNCTION, 2), (JUDGMENT, 3)):
        told = of(await world.reports(entry))
        assert set(told) == {FOLLOWER}
        assert STAGES[language][stage] in told[FOLLOWER]["text"]
    text = of(await world.reports(TRANSFER))[SELLER]["text"]
    assert "moonveil-dress.shop" in visible(text).split("\n")[0]
    assert STAGES[language][4] in text
    stores = world.talk.context.stores
    (case,) = stores.cases.listed(CaseFilter()).cases
    assert case.stage is Stage.DOMAIN_TRANSFER
    assert len(stores.cases.entries(case.id)) == 7
    (event,) = stores.events.latest(9)
    assert len(event.members) == 7


async def test_who_has_only_mail_or_a_relay_reads_the_name_the_stage_and_the_case(
    talk: Talk, mail_server: MailServer, receiver: Receiver
) -> None:
    stores, at = talk.context.stores, datetime.now(UTC)
    owners = [
        stores.subscribers.add_email("li@example.org", Language.ZH, "UTC", 8, at),
        stores.subscribers.add_relay(receiver.url, "", Language.EN, "UTC", at),
    ]
    for owner in owners:
        stores.watchlists.add(owner.id, COMPANY, at)
    world = World(talk)
    await world.reports(COMPLAINT)
    assert (mail_server.mails, receiver.got) == ([], [])
    await world.reports(FREEZE)
    (mail,), ((_, body),) = mail_server.mails, receiver.got
    sent = json.loads(body)

    assert str(mail["Subject"]).startswith("【提到您】账户已冻结 · 1:26-cv-04211")
    for kind in ("plain", "html"):
        text = body_of(mail, kind)
        assert "2. SHENZHEN MOONVEIL TRADING CO., LTD.;" in text
        assert "案件 1:26-cv-04211 · 伊利诺伊北区 · 阶段：账户已冻结" in text
        assert "https://forewarn.example.org/changes/2" in text
    assert sent["names"][0]["name"] == COMPANY.text
    assert "SHENZHEN MOONVEIL" in sent["names"][0]["quote"]
    assert sent["case"]["docket"] == "1:26-cv-04211"
    assert sent["changes"][0]["headline"].startswith("Accounts frozen · 1:26-cv-04211")


async def test_a_name_waits_if_its_owner_wants_quiet_and_is_told_first_then(talk: Talk) -> None:
    await talk.says("/me Shenzhen Moonveil Trading Co., Ltd")
    await talk.says("/me quiet off")
    stores, at = talk.context.stores, datetime.now(UTC)
    stores.subscribers.set_quiet(talk.subscriber.id, Quiet(start=time(0), end=time(23, 59)), at)
    world = World(talk)
    assert await world.reports(FREEZE) == []
    stores.subscribers.set_quiet(talk.subscriber.id, None, at)
    with time_machine.travel(at + timedelta(days=1)):
        await deliver(talk.context)

    assert talk.shown.startswith(YOURS[Language.EN])


async def test_a_name_in_a_group_and_in_the_answer_to_a_check(talk: Talk) -> None:
    talk.api.administrators.add((GROUP, KEEPER))
    group = talk.other(GROUP, KEEPER)
    await group.says("/me Shenzhen Moonveil Trading Co., Ltd")
    await group.says("/subscribe court-domain-seizure")
    world = World(talk)
    await world.reports(COMPLAINT)
    await group.writes(f"/check {COURT}")
    await group.reads("Checking")
    await requested(group)
    world.lists(FREEZE)
    await group.reads(YOURS[Language.EN])
    shown = group.shown

    assert shown.startswith(YOURS[Language.EN])
    assert "New step in the case: Accounts frozen" in shown
    assert "https://forewarn.example.org/changes/2" in shown
    assert "I'll take it" in " ".join(group.labels)


async def test_a_docket_that_names_the_owner_only_later_is_told(talk: Talk) -> None:
    """CourtListener lists a docket once; its parties and entries grow."""
    await talk.says("/me Shenzhen Moonveil Trading Co., Ltd")
    await talk.says("/subscribe court-domain-seizure")
    database = talk.context.stores.database
    first, known = "COMPLAINT filed by Lantern Watches Ltd.", docketed("COMPLAINT", number=4000)
    listed = docketed(first)
    search(database, known, hours=0)
    search(database, listed, known, hours=1)
    await deliver(talk.context)
    opened = talk.messages[-1]
    grown = docketed(first, "SEALED TEMPORARY RESTRAINING ORDER signed by the judge.")
    grown["party"] = [*listed["party"], "SHENZHEN MOONVEIL TRADING CO., LTD."]  # type: ignore[misc]
    search(database, grown, known, hours=2)
    await deliver(talk.context)
    told = talk.messages[-1]

    assert told["text"].startswith(f"<b>{YOURS[Language.EN]}")
    assert "New step in the case: Restraining order issued" in told["text"]
    assert told["reply_to"] == opened["message_id"]
