"""Commands as a seller types them, answered over the Bot API."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from telegram import Update

from bot.application import App, build, make_bot
from bot.desk import Desk
from monitor.catalogue import load
from monitor.model import Language, Outcome
from monitor.ports import Result
from storage.database import Database
from storage.events import Events
from storage.history import History
from storage.jobs import CrawlJobs
from storage.subscribers import Subscribers
from tests.doubles.bot_api import TOKEN, BotApi
from tests.lab import Lab, page

SELLER = 4711


class Conversation:
    """A seller's chat with the bot."""

    def __init__(self, application: App, api: BotApi, lab: Lab, database: Database) -> None:
        self.application = application
        self.api = api
        self.lab = lab
        self.database = database
        self.subscribers = Subscribers(database)
        self._count = 0

    async def says(self, text: str, language: str = "en") -> str:
        """The last answer to what the seller writes."""
        await self.writes(text, language)
        return self.api.to(SELLER)[-1]

    async def writes(self, text: str, language: str = "en") -> None:
        """What the seller writes; the answer may take its time."""
        await self.application.process_update(self._update(text, language))

    async def reads(self, words: str) -> None:
        """Wait until the last message holds the words."""
        async with asyncio.timeout(20):
            while words not in "".join(self.api.to(SELLER)[-1:]):
                await asyncio.sleep(0.01)

    async def taps(self, data: str) -> list[str]:
        """The buttons after a tap."""
        message = self.api.sent[-1]
        person = {"id": SELLER, "is_bot": False, "first_name": "Li", "language_code": "en"}
        shown = {
            "message_id": message["message_id"],
            "date": 1,
            "chat": {"id": SELLER, "type": "private"},
        }
        query = {"id": "1", "from": person, "chat_instance": "1", "message": shown, "data": data}
        await self._process({"callback_query": query})
        return [
            b["text"] for row in self.api.sent[-1]["reply_markup"]["inline_keyboard"] for b in row
        ]

    def _update(self, text: str, language: str) -> Update:
        person = {"id": SELLER, "is_bot": False, "first_name": "Li", "language_code": language}
        entity = {"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}
        message = {
            "message_id": 1,
            "date": int(datetime.now(UTC).timestamp()),
            "chat": {"id": SELLER, "type": "private"},
            "from": person,
            "text": text,
            "entities": [entity] if text.startswith("/") else [],
        }
        return self._read({"message": message})

    async def _process(self, values: dict[str, object]) -> None:
        await self.application.process_update(self._read(values))

    def _read(self, values: dict[str, object]) -> Update:
        self._count += 1
        return Update.de_json({"update_id": self._count, **values}, self.application.bot)


@pytest.fixture
async def chat(lab: Lab, bot_api: BotApi) -> AsyncIterator[Conversation]:
    lab.watch("ring-rules", title_zh="戒指规则")
    lab.watch("temu-rules", enabled=False, note="its terms forbid crawling")
    database = Database(lab.environ["FOREWARN_DATABASE_URL"])
    database.upgrade()
    desk = Desk(
        sources={source.id: source for source in load(lab.catalogue).sources},
        subscribers=Subscribers(database),
        events=Events(database),
        history=History(database),
        jobs=CrawlJobs(database),
        clock=lambda: datetime.now(UTC),
    )
    application = build(make_bot(TOKEN, bot_api.url), desk)
    async with application:
        await application.start()
        yield Conversation(application, bot_api, lab, database)
        await application.stop()
    database.close()


async def test_a_first_visit_is_greeted_in_the_reader_s_language(chat: Conversation):
    assert "替您盯着" in await chat.says("/start", "zh-hans")
    labels = [
        b["text"] for row in chat.api.sent[-1]["reply_markup"]["inline_keyboard"] for b in row
    ]

    assert labels[:2] == ["平台规则", "知识产权"]
    assert "电池" in labels


async def test_buttons_choose_and_choose_no_more(chat: Conversation):
    await chat.says("/start")

    assert "✅ Customs" in await chat.taps("toggle:customs-border")
    assert "Customs" in await chat.taps("toggle:customs-border")
    assert await chat.taps("toggle:forged'; DROP TABLE") != []
    assert "have not chosen" in await chat.says("/subscriptions")


@pytest.mark.parametrize("word", ["customs-border", "Customs", "海关执法"])
async def test_a_category_is_named_by_id_or_by_name(chat: Conversation, word: str):
    assert await chat.says(f"/subscribe {word}") == "You will hear of <b>Customs</b> at once."
    assert "Customs – at once" in await chat.says("/subscriptions")


async def test_a_source_and_goods_can_be_subscribed_daily(chat: Conversation):
    assert "once a day, at 8:00 (UTC)" in await chat.says("/subscribe batteries daily")
    assert "Harbour Market: Ring rules" in await chat.says("/subscribe ring-rules")


async def test_a_deep_link_subscribes(chat: Conversation):
    assert "Trademarks and patents" in await chat.says("/start ip-enforcement")


async def test_what_is_unknown_is_answered_kindly(chat: Conversation):
    assert "did you mean <code>batteries</code>" in await chat.says("/subscribe baterries")
    assert "&lt;b&gt;" in await chat.says("/subscribe <b>x</b>")
    assert "is no rhythm" in await chat.says("/subscribe batteries hourly")
    assert "What you can ask" in await chat.says("hello")
    assert "/change 12" in await chat.says("/change ²")
    assert "no change 999" in await chat.says("/change 999")
    assert "/language zh" in await chat.says("/language fr")
    assert "/timezone Asia/Shanghai" in await chat.says("/timezone Mars/Base")
    assert "/email you@example.com" in await chat.says("/email a@b")


async def test_unsubscribing_one_and_all(chat: Conversation):
    await chat.says("/subscribe batteries")
    await chat.says("/subscribe customs-border")

    assert "no more of <b>Batteries</b>" in await chat.says("/unsubscribe batteries")
    assert "did not subscribe" in await chat.says("/unsubscribe batteries")
    assert "nothing more" in await chat.says("/unsubscribe all")
    assert "have not chosen" in await chat.says("/unsubscribe")


async def test_the_language_changes_at_once(chat: Conversation):
    assert await chat.says("/language 中文") == "好的，以后说中文。"
    assert "我的关注" not in await chat.says("/subscriptions")
    assert "您还没有关注" in await chat.says("/subscriptions")


async def test_latest_and_change_show_what_happened(chat: Conversation):
    chat.lab.site.put("/ring-rules", page("Rings may be listed.", "The fee is USD 5."))
    await asyncio.to_thread(chat.lab.crawl)
    assert "Nothing has changed yet" in await chat.says("/latest")
    chat.lab.site.put("/ring-rules", page("Rings must not be listed.", "The fee is USD 5."))
    await asyncio.to_thread(chat.lab.crawl)

    assert "/change 1" in await chat.says("/latest")
    assert "/change 1" in await chat.says("/latest platform-policy")
    assert "Nothing has changed yet" in await chat.says("/latest customs-border")
    assert "<b>must not</b>" in await chat.says("/change 1")


async def test_an_address_is_confirmed_by_its_code(chat: Conversation):
    assert "on its way to <b>li@example.org</b>" in await chat.says("/email li@example.org")
    reader = chat.subscribers.of_chat(SELLER)
    assert reader is not None
    _, code = chat.subscribers.pending_email(reader.id)
    wrong = "000000" if code != "000000" else "111111"

    assert "not right" in await chat.says(f"/email {wrong}")
    assert "goes to <b>li@example.org</b>" in await chat.says(f"/email {code}")
    assert "no more mail" in await chat.says("/email off")


async def test_a_check_becomes_its_own_result(chat: Conversation):
    jobs = CrawlJobs(chat.database)
    await chat.writes("/check ring-rules")
    await chat.reads("Looking at")
    async with asyncio.timeout(20):
        while not jobs.queued():
            await asyncio.sleep(0.01)
    jobs.finish(Result(source_id="ring-rules", outcome=Outcome.UNCHANGED), datetime.now(UTC))
    await chat.reads("No change.")

    assert len(chat.api.to(SELLER)) == 1
    await chat.writes("/check ring-rules")
    await chat.reads("a moment ago")


async def test_a_source_that_is_off_is_told_with_its_reason(chat: Conversation):
    await chat.writes("/check temu-rules")
    await chat.reads("its terms forbid crawling")


async def test_a_seller_who_left_is_welcome_again(chat: Conversation):
    chat.subscribers.welcome(SELLER, Language.ZH, datetime.now(UTC) - timedelta(days=1))
    reader = chat.subscribers.of_chat(SELLER)
    assert reader is not None
    chat.subscribers.deactivate(reader.id)

    assert "替您盯着" in await chat.says("/start", "en")
    back = chat.subscribers.of_chat(SELLER)
    assert back is not None
    assert back.active
