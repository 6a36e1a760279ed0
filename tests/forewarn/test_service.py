"""`forewarn run`, talked to as a seller would."""

import asyncio
import re
import socket
import threading

from forewarn.demo.site import Answer, SiteRequest
from launcher.parent import Crawls
from runtime.clock import now
from storage.jobs.crawl_jobs import Origin
from tests.doubles.bot_api import TOKEN, BotApi, message_of
from tests.doubles.smtp import MailServer, body_of, free_port
from tests.lab import PATIENCE, Lab, page, until

SELLER = 4711
OLD = page("Rings may be listed freely.", "The listing fee is $5 a month. " * 10)
NEW = page(
    "Rings must not be listed without a material appraisal certificate from 1 March 2027.",
    "The listing fee is $5 a month. " * 10,
)


def test_a_seller_subscribes_checks_and_is_alerted(chatting: Lab, bot_api: BotApi) -> None:
    chatting.watch("ring-rules", title_zh="戒指规则")
    chatting.site.put("/ring-rules", OLD)
    with chatting.running() as process:
        bot_api.says(SELLER, "/start", "zh-hans")
        until(lambda: bot_api.to(SELLER), "a greeting")
        bot_api.says(SELLER, "/subscribe platform-policy")
        until(lambda: len(bot_api.to(SELLER)) == 2, "a confirmation")
        until(lambda: "outcome=first" in chatting.log, "the first crawl")
        chatting.site.put("/ring-rules", NEW)
        bot_api.says(SELLER, "/check ring-rules")
        until(lambda: any("<b>⏰" in text for text in bot_api.to(SELLER)), "the alert")
        process.terminate()
        assert process.wait(PATIENCE) == 0

    greeting, confirmation, *rest = bot_api.to(SELLER)
    alert = next(text for text in rest if "<b>⏰" in text)
    assert "关税" in greeting
    assert "平台规则" in confirmation
    assert "影响经营" in alert
    assert "戒指规则" in alert
    assert re.search("3 月 1 日起已?生效", alert)
    assert "您关注：平台规则" in alert
    assert "<blockquote expandable>" in alert
    assert "<b>must not</b>" in alert
    buttons = next(m for m in bot_api.sent if m["text"] == alert)["reply_markup"]["inline_keyboard"]
    page = {"text": "原网页", "url": f"{chatting.site.url}/ring-rules"}
    assert page in [button for row in buttons for button in row]
    assert len([text for text in rest if "<b>⏰" in text]) == 1
    assert TOKEN not in chatting.log


def test_a_day_s_changes_come_by_mail_once(
    chatting: Lab, mailing: Lab, bot_api: BotApi, mail_server: MailServer
) -> None:
    chatting.watch("ring-rules")
    chatting.site.put("/ring-rules", OLD)
    chatting.crawl()
    chatting.forewarn(
        "subscribers",
        "add",
        "li@example.org",
        "--to",
        "platform-policy",
        "--hour",
        "0",
        "--language",
        "en",
    )
    chatting.site.put("/ring-rules", NEW)
    chatting.crawl()
    with chatting.running():
        until(lambda: mail_server.mails, "a digest")
    with chatting.running():
        until(lambda: "Press Ctrl-C" in chatting.log, "a second start")
        bot_api.says(SELLER, "/help")
        until(lambda: bot_api.to(SELLER), "an answer")

    assert len(mail_server.mails) == 1
    mail = mail_server.mails[0]
    assert mail["To"] == "li@example.org"
    assert re.match(r"1 (affects your business|to act on): Harbour Market – ", mail["Subject"])
    assert "Harbour Market: Ring rules" in body_of(mail)
    assert "must not" in body_of(mail)
    assert "<ins" in body_of(mail, "html")


def test_a_stop_finishes_what_is_in_flight_and_the_rest_waits(lab: Lab) -> None:
    """SIGTERM while one page is being sent and others queue behind it."""
    requested, answer = threading.Event(), threading.Event()

    def slowly(request: SiteRequest) -> Answer:
        requested.set()
        answer.wait(PATIENCE)
        return Answer(OLD.encode())

    lab.watch("a-slow-rule")
    lab.site.pages["/a-slow-rule"] = slowly
    for number in range(5):
        lab.watch(f"rule-{number}")
        lab.site.put(f"/rule-{number}", OLD)
    with lab.running() as process:
        assert requested.wait(PATIENCE)
        process.terminate()
        until(lambda: "stopping" in lab.log)
        answer.set()
        assert process.wait(PATIENCE) == 0
    with lab.running():
        until(lambda: lab.forewarn("crawl", "--due", "--json").stdout == "", "nothing is due")

    with lab.context() as context:
        assert {len(context.stores.history.versions(source_id)) for source_id in lab.sources} == {1}


def test_a_wrong_token_is_told_and_the_rest_goes_on(chatting: Lab) -> None:
    chatting.watch("ring-rules")
    chatting.site.put("/ring-rules", OLD)
    with chatting.running(FOREWARN_TELEGRAM_TOKEN="110201543:wrong") as process:
        until(lambda: "outcome=first" in chatting.log, "a crawl")
        until(lambda: "telegram_token_refused" in chatting.log, "the reason")
        process.terminate()
        assert process.wait(PATIENCE) == 0

    assert "Traceback" not in chatting.log
    assert "110201543:wrong" not in chatting.log


def test_no_telegram_and_no_mail_is_said_at_the_start(lab: Lab) -> None:
    lab.watch("ring-rules")
    with lab.running():
        until(lambda: "Press Ctrl-C" in lab.log)

    for output in (
        "Watching 1 source",
        "Due now: 1",
        "Not configured yet: FOREWARN_TELEGRAM_TOKEN",
        "FOREWARN_SMTP_URL",
    ):
        assert output in lab.log


def test_a_browser_that_is_missing_is_said_at_the_start(lab: Lab) -> None:
    lab.watch("ring-rules", render="browser")
    with lab.running(PATH="/nonexistent"):
        until(lambda: "Press Ctrl-C" in lab.log)

    assert "Not installed yet: a browser – 1 source. This page needs a browser: install" in lab.log


async def test_no_crawl_begins_once_we_stop(lab: Lab) -> None:
    """A stop while queued checks are being taken leaves them queued, and no child behind."""
    lab.watch("ring-rules")
    with lab.context() as context:
        crawls = Crawls(context)
        (job,) = context.stores.jobs.enqueue(["ring-rules"], Origin.DUE, now())
        starting = asyncio.create_task(crawls.start_queued())
        await asyncio.sleep(0)
        await crawls.stop()
        await starting

        assert crawls._tasks == set()
        assert context.stores.jobs.get([job])[0].state == "queued"


def test_telegram_calls_us_when_a_webhook_is_set(chatting: Lab, bot_api: BotApi) -> None:
    """Only with the secret that was agreed on; nothing is polled meanwhile."""
    place = f"127.0.0.1:{free_port()}"
    chatting.watch("ring-rules")
    environ = {
        "FOREWARN_WEB_BIND": place,
        "FOREWARN_PUBLIC_URL": f"https://{place}",
        "FOREWARN_TELEGRAM_WEBHOOK": "true",
    }
    with chatting.running(**environ):
        until(lambda: bot_api.webhook, "the webhook")
        bot_api.webhook["url"] = bot_api.webhook["url"].replace("https://", "http://")
        update = {"update_id": 1, "message": message_of(SELLER, "/start")}
        assert bot_api.calls_webhook(update, secret="wrong") == 403
        assert bot_api.calls_webhook({"update_id": 2, "message": {"text": "x" * 1_100_000}}) == 413
        for body in (b"", b"null", b"[]", b"{}", b"\xff", b"[" * 100_000, b'{"update_id": "1"}'):
            assert bot_api.calls_webhook(body) == 400
        assert bot_api.calls_webhook({"update_id": 3, "message": {"text": 5}}) == 400
        assert bot_api.to(SELLER) == []
        assert [bot_api.calls_webhook(update) for _ in range(3)] == [200] * 3
        until(lambda: bot_api.to(SELLER), "a greeting")
        assert len(bot_api.to(SELLER)) == 1

    assert bot_api.webhook["url"] == f"http://{place}/telegram"
    assert "channel_post" in bot_api.webhook["allowed_updates"]
    assert "getUpdates" not in {method for method, _ in bot_api.calls}
    assert bot_api.webhook["secret_token"] not in chatting.log


def test_a_place_that_is_taken_leaves_the_rest_running(chatting: Lab, bot_api: BotApi) -> None:
    chatting.watch("ring-rules")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with chatting.running(FOREWARN_WEB_BIND=f"127.0.0.1:{taken.getsockname()[1]}"):
            until(lambda: "web_not_started" in chatting.log, "the word on the place")
            bot_api.says(SELLER, "/help")
            until(lambda: bot_api.to(SELLER), "an answer")

    assert "Traceback" not in chatting.log


def test_a_second_service_on_one_database_says_so_and_stops(chatting: Lab, bot_api: BotApi) -> None:
    chatting.watch("ring-rules")
    with chatting.running():
        until(lambda: "Press Ctrl-C" in chatting.log, "the first start")
        output = chatting.forewarn("run", code=2).stderr
        bot_api.says(SELLER, "/help")
        until(lambda: bot_api.to(SELLER), "an answer of the first")

    assert (
        output
        == "forewarn: another `forewarn run`, `schedule` or `bot` works on this database; stop it first\n"
    )
