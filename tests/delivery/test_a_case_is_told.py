"""A lawsuit from the complaint to the judgment, as sellers are told of it."""

from collections.abc import Callable, Iterator
from datetime import time, timedelta
from unittest.mock import patch

import pytest
import time_machine

from delivery.digests import make_due, next_digest
from forewarn.wiring import AppContext
from monitor.audience import Frequency, Quiet, Subscriber
from monitor.cases import Stage
from monitor.language import Language
from monitor.model import Change, Severity
from monitor.watchlist import NameMatch, TermKind, WatchTerm
from monitor.wording import digest_count
from runtime.clock import now
from tests.delivery.test_delivery import deliver
from tests.delivery.test_follow_ups import publish_feed
from tests.doubles.bot_api import BotApi
from tests.doubles.smtp import MailServer
from tests.storage.test_events import NOW, OLD
from tests.talk import buttons_of

CASE = "1:26-cv-04211 Lantern Watches v. The Partnerships"
COMPLAINT = (CASE, "Complaint filed against the partnerships on Schedule A.")
EXHIBIT = (f"{CASE}: exhibit", "Exhibit 4 to the complaint.")
ORDER = (
    f"{CASE}: sealed temporary restraining order",
    "The accounts of Moonveil Trading shall be restrained.",
)
ARTICLE = ("灯笼手表起诉多家店铺（26-cv-04211 Lantern Watches）", "原告已申请冻结账户。")
JUDGMENT = (f"{CASE}: default judgment", "Default judgment is entered.")
MATCH = NameMatch(
    term=WatchTerm(TermKind.COMPANY, "Moonveil Trading"), quote="accounts of Moonveil Trading"
)


@pytest.fixture(autouse=True)
def soon_after() -> Iterator[None]:
    """The courts and papers publish a moment before."""
    with time_machine.travel(NOW + timedelta(hours=2)):
        yield


@pytest.fixture
def names() -> Iterator[Callable[[Subscriber], None]]:
    """Makes a reader watch for the name that the order states."""
    watching: list[int] = []

    def match(_: object, change: Change) -> dict[int, tuple[NameMatch, ...]]:
        text = "".join(edit.after for edit in change.edits)
        return dict.fromkeys(watching, (MATCH,)) if MATCH.term.text in text else {}

    with patch("storage.delivery.routing.match_names", match):
        yield lambda subscriber: watching.append(subscriber.id)


def invite(context: AppContext, chat_id: int, language: Language) -> Subscriber:
    subscriber = context.stores.subscribers.welcome(chat_id, language, now())
    context.stores.subscribers.subscribe(subscriber.id, "court-domain-seizure", Frequency.INSTANT)
    return subscriber


async def told(context: AppContext, bot_api: BotApi) -> list[dict[str, object]]:
    before = len(bot_api.sent)
    await deliver(context)
    return bot_api.sent[before:]


def start(context: AppContext) -> None:
    for name in ("court", "paper"):
        publish_feed(context, name, OLD)


@pytest.mark.parametrize(
    ("language", "stages"),
    [
        (
            Language.EN,
            (
                "New step in the case: Restraining order issued",
                "New step in the case: Default judgment entered",
            ),
        ),
        (Language.ZH, ("案件进展：法院已签发 TRO", "案件进展：已缺席判决")),
    ],
)
async def test_from_the_complaint_to_the_judgment(
    context: AppContext, bot_api: BotApi, language: Language, stages: tuple[str, str]
) -> None:
    subscriber = invite(context, 1, language)
    start(context)
    publish_feed(context, "court", COMPLAINT, OLD, stage=Stage.COMPLAINT)
    (first,) = await told(context, bot_api)
    publish_feed(context, "court", EXHIBIT, COMPLAINT, OLD, stage=Stage.COMPLAINT)
    assert await told(context, bot_api) == []
    assert [c.title for c in next_digest(context, subscriber).changes] == [CASE, EXHIBIT[0]]

    publish_feed(context, "court", ORDER, EXHIBIT, COMPLAINT, OLD, stage=Stage.TRO)
    (order,) = await told(context, bot_api)
    assert str(order["text"]).startswith(f"⚖ <b>{stages[0]}</b>")
    assert order["reply_to"] == first["message_id"]
    assert "Moonveil Trading shall be restrained" in str(order["text"])

    publish_feed(context, "paper", ARTICLE, OLD, language="zh")
    article = await told(context, bot_api)
    assert len(article) == (language == Language.ZH)
    assert all(one["reply_to"] == first["message_id"] for one in article)
    assert all("案件进展" not in str(one["text"]) for one in article)

    publish_feed(
        context, "court", JUDGMENT, ORDER, EXHIBIT, COMPLAINT, OLD, stage=Stage.DEFAULT_JUDGMENT
    )
    (judgment,) = await told(context, bot_api)
    assert stages[1] in str(judgment["text"])
    assert judgment["reply_to"] == first["message_id"]

    make_due(context, (now() + timedelta(days=1)).replace(hour=12))
    (digest,) = await told(context, bot_api)
    assert "exhibit" in str(digest["text"])


async def test_an_own_name_is_told_at_once_in_quiet_hours_whatever_is_followed(
    context: AppContext, bot_api: BotApi, names: Callable[[Subscriber], None]
) -> None:
    named, other = invite(context, 1, Language.EN), invite(context, 2, Language.EN)
    names(named)
    stores = context.stores
    start(context)
    for one in (named, other):
        publish_feed(context, "court", COMPLAINT, OLD, stage=Stage.TRO)
        stores.subscribers.set_quiet(one.id, Quiet(start=time(0), end=time(23, 59)), now())
    stores.subscribers.set_min_severity(named.id, Severity.URGENT)
    stores.mutes.mute(named.id, "court", now().replace(year=now().year + 1))
    stores.subscribers.unsubscribe(named.id, None)
    publish_feed(context, "court", ORDER, COMPLAINT, OLD, stage=Stage.TRO)

    assert [one["chat_id"] for one in await told(context, bot_api)] == [1]
    stores.mutes.mute(named.id, "court", now().replace(year=now().year + 1))
    assert stores.outbox.counts()["sent"] == 1


async def test_an_own_name_comes_by_mail_at_once_where_there_is_nothing_else(
    context: AppContext, mail_server: MailServer, names: Callable[[Subscriber], None]
) -> None:
    for address, language in (("li@example.org", Language.ZH), ("al@example.org", Language.EN)):
        names(context.stores.subscribers.add_email(address, language, "UTC", 8, now()))
    start(context)
    publish_feed(context, "court", ORDER, OLD, stage=Stage.TRO)
    await deliver(context)
    chinese, english = sorted(mail_server.mails, key=lambda mail: str(mail["To"]), reverse=True)

    assert str(chinese["Subject"]).startswith("【提到您】法院已签发 TRO · 1:26-cv-04211")
    assert str(english["Subject"]).startswith("Your name: Restraining order issued · 1:26-cv-04211")
    plain, html = english.iter_parts()
    for part in (plain, html):
        assert "Moonveil Trading shall be restrained" in part.get_content()
        assert "because it contains one of your own names" in part.get_content()


async def test_what_was_told_at_once_is_no_digest_and_the_answer_says_so(
    context: AppContext, bot_api: BotApi
) -> None:
    subscriber = invite(context, 1, Language.ZH)
    start(context)
    publish_feed(context, "court", COMPLAINT, OLD, stage=Stage.COMPLAINT)
    await deliver(context)
    made = next_digest(context, subscriber)

    assert digest_count(made, Language.ZH) == "今天 1 条都已即时通知，没有新的。"
    make_due(context, now() + timedelta(days=1))
    assert await told(context, bot_api) == []


async def test_the_end_of_a_case_is_no_escalation(context: AppContext, bot_api: BotApi) -> None:
    subscriber = invite(context, 1, Language.EN)
    start(context)
    publish_feed(context, "court", COMPLAINT, OLD, stage=Stage.TRO)
    await deliver(context)
    publish_feed(context, "court", JUDGMENT, COMPLAINT, OLD, stage=Stage.DISMISSAL)
    (ended,) = await told(context, bot_api)

    assert "Case ends: Dismissed" in str(ended["text"])
    assert str(ended["text"]).startswith("🟢")
    assert buttons_of(ended)
    assert context.stores.digests.waiting(subscriber.id) == {}
