"""Team chats, webhooks signed; no address inside ours is ever called."""

import hashlib
import hmac
import json
import re
from base64 import b64decode, b64encode
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web

from monitor.audience import AlertContext, Coverage, Digest, Subscriber
from monitor.errors import SendError
from monitor.language import Language
from monitor.relay import RelayKind, relay_kind, shown
from relay import messages
from relay.channel import RelayChannel
from relay.chats import CHATS, notify
from tests.bot.test_messages import NOW, SOURCE, SUBSCRIBER, change

SECRET = f"whsec_{b64encode(b'k' * 24).decode()}"
SOURCES = {"ring-rules": SOURCE}


class Receiver:
    """A person's own server that keeps what it gets."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.status = 204
        self.answer = '{"errcode": 0}'
        self.url = ""

    async def take(self, request: web.Request) -> web.Response:
        self.got.append((dict(request.headers), await request.read()))
        return web.Response(text=self.answer, status=200 if self.status == 204 else self.status)


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    kept = Receiver()
    server = web.Application()
    server.router.add_route("*", "/{path:.*}", kept.take)
    runner = web.AppRunner(server)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    kept.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook?key=1"
    yield kept
    await runner.cleanup()


def subscriber(address: str, language: Language = Language.EN) -> Subscriber:
    return replace(SUBSCRIBER, relay=address, relay_secret=SECRET, language=language)


def channel(*, allow_private: bool = True) -> RelayChannel:
    return RelayChannel(lambda: datetime.now(UTC), allow_private=allow_private)


async def test_a_webhook_gets_signed_data(receiver: Receiver) -> None:
    """As Standard Webhooks says; the check is written out here once more."""
    rendered = messages.alerts([change()], SOURCES, subscriber(receiver.url))
    begun = int(datetime.now(UTC).timestamp())
    assert await channel().send(subscriber(receiver.url), rendered) == "200"
    ((headers, body),) = receiver.got
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = b64decode(SECRET.removeprefix("whsec_"))
    expected = b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    news = json.loads(body)

    assert headers["webhook-signature"] == f"v1,{expected}"
    assert begun <= int(headers["webhook-timestamp"]) <= datetime.now(UTC).timestamp()
    assert news["type"] == "alert"
    assert news["changes"][0]["severity"] == "major"
    assert news["changes"][0]["level"] == "affects"
    assert news["changes"][0]["headline"] == "Fee: USD 5 → USD 7"
    assert news["changes"][0]["effective_date"] == "2027-03-01"


async def test_the_same_news_has_the_same_id(receiver: Receiver) -> None:
    for _ in range(2):
        rendered = messages.alerts([change()], SOURCES, subscriber(receiver.url))
        await channel().send(subscriber(receiver.url), rendered)

    assert len({headers["webhook-id"] for headers, _ in receiver.got}) == 1


@pytest.mark.parametrize(("status", "permanent"), [(500, False), (404, False), (410, True)])
async def test_a_refusal_is_for_now_or_for_ever(
    receiver: Receiver, status: int, permanent: bool
) -> None:
    receiver.status = status
    with pytest.raises(SendError) as caught:
        await channel().send(subscriber(receiver.url), messages.confirmation("1", SUBSCRIBER))

    assert (caught.value.permanent, caught.value.recipient_gone) == (permanent, permanent)


async def test_an_address_inside_is_never_called(receiver: Receiver) -> None:
    port = receiver.url.split(":")[2].partition("/")[0]
    inside = [
        f"https://localhost.localdomain:{port}/x",
        f"https://127.0.0.1.:{port}/x",
        f"https://0177.0.0.1:{port}/x",
    ]
    for address in (
        *inside,
        receiver.url,
        "https://[::ffff:127.0.0.1]/x",
        "https://169.254.169.254/latest",
    ):
        with pytest.raises(SendError):
            await channel(allow_private=False).send(
                subscriber(address), messages.confirmation("1", SUBSCRIBER)
            )

    assert receiver.got == []


async def test_a_server_that_is_away_is_for_now() -> None:
    with pytest.raises(SendError, match="cannot be reached") as caught:
        await channel().send(
            subscriber("http://127.0.0.1:9/x"), messages.confirmation("1", SUBSCRIBER)
        )

    assert not caught.value.permanent


async def test_wecom_and_dingtalk_get_text(receiver: Receiver) -> None:
    rendered = messages.alerts([change()], SOURCES, subscriber(receiver.url, Language.ZH))
    wecom = CHATS[RelayKind.WECOM]
    assert await notify(wecom, receiver.url, rendered, allow_private=True) == "127.0.0.1/…"
    ((_, body),) = receiver.got
    text = json.loads(body)["text"]["content"]

    assert text.startswith("Forewarn · 影响经营 · 费用：USD 5 → USD 7\nHarbour & Sons · 戒指规则\n")
    assert "2027 年 3 月 1 日起生效（还有 365 天）" in text


@pytest.mark.parametrize(
    ("kind", "status", "answer", "permanent", "pause"),
    [
        (RelayKind.WECOM, 200, '{"errcode": 45009}', False, timedelta(minutes=1)),
        (RelayKind.DINGTALK, 200, '{"errcode": 130101}', False, timedelta(minutes=1)),
        (RelayKind.WECOM, 200, '{"errcode": 93000}', True, None),
        (RelayKind.DINGTALK, 200, '{"errcode": 310000}', False, None),
        (RelayKind.WECOM, 200, "<html>", False, None),
        (RelayKind.DINGTALK, 200, "[]", False, None),
        (RelayKind.FEISHU, 200, '{"code": 19001, "msg": "token invalid"}', True, None),
        (RelayKind.FEISHU, 200, '{"code": 11232}', False, timedelta(minutes=1)),
        (RelayKind.FEISHU, 200, "{}", False, None),
        (RelayKind.SLACK, 404, "no_service", True, None),
        (RelayKind.SLACK, 429, "rate_limited", False, timedelta(minutes=1)),
        (RelayKind.SLACK, 200, "invalid_payload", False, None),
        (RelayKind.SLACK, 500, "ok", False, None),
    ],
)
async def test_a_refusal_is_seen_even_when_it_comes_as_a_success(
    receiver: Receiver,
    kind: RelayKind,
    status: int,
    answer: str,
    permanent: bool,
    pause: timedelta | None,
) -> None:
    receiver.status, receiver.answer = status, answer
    chat = replace(CHATS[kind], path="/hook")
    with pytest.raises(SendError) as caught:
        await notify(chat, receiver.url, messages.confirmation("1", SUBSCRIBER), allow_private=True)

    assert (caught.value.permanent, caught.value.retry_after) == (permanent, pause)
    assert caught.value.recipient_gone == permanent
    assert "key=1" not in str(caught.value)


@pytest.mark.parametrize(
    ("kind", "path", "answer", "key"),
    [
        (RelayKind.FEISHU, "/open-apis/bot/v2/hook/abc-123", '{"code": 0}', "content"),
        (RelayKind.SLACK, "/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXr", "ok", "text"),
    ],
)
async def test_feishu_and_slack_get_text(
    receiver: Receiver, kind: RelayKind, path: str, answer: str, key: str
) -> None:
    receiver.answer = answer
    rendered = messages.alerts([change()], SOURCES, subscriber(receiver.url, Language.ZH))
    address = receiver.url.partition("/hook")[0] + path
    assert await notify(CHATS[kind], address, rendered, allow_private=True) == "127.0.0.1/…"
    ((_, body),) = receiver.got
    text = json.loads(body)[key]

    assert "影响经营" in (text if isinstance(text, str) else text["text"])


async def test_slack_reads_no_markup_in_a_text(receiver: Receiver) -> None:
    receiver.answer = "ok"
    rendered = replace(messages.confirmation("1", SUBSCRIBER), text="<!channel> A & B")
    slack = replace(CHATS[RelayKind.SLACK], path="/hook")
    await notify(slack, receiver.url, rendered, allow_private=True)

    assert json.loads(receiver.got[0][1])["text"].endswith("&lt;!channel&gt; A &amp; B")


@pytest.mark.parametrize(
    "address",
    ["https://open.feishu.cn/open-apis/bot/v2/hook/a b", "https://hooks.slack.com/services/x"],
)
async def test_an_address_without_a_key_is_refused(address: str) -> None:
    with pytest.raises(SendError) as caught:
        await channel(allow_private=False).send(
            subscriber(address), messages.confirmation("1", SUBSCRIBER)
        )

    assert caught.value.permanent


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=a", RelayKind.WECOM),
        ("https://oapi.dingtalk.com/robot/send?access_token=a", RelayKind.DINGTALK),
        ("https://open.feishu.cn/open-apis/bot/v2/hook/a", RelayKind.FEISHU),
        ("https://hooks.slack.com/services/A/B/C", RelayKind.SLACK),
        ("https://ops.example.org:8443/forewarn", RelayKind.WEBHOOK),
        ("http://ops.example.org/x", None),
        ("https://localhost/x", None),
        ("https://user:pass@example.org/", None),
        ("json://127.0.0.1/x", None),
        ("file:///etc/passwd", None),
        ("https://hooks.slack.com:8443/services/A/B/C", None),
        ("https://example.org/" + "a" * 600, None),
        ("https://exa mple.org/", None),
        ("https://[bad/", None),
    ],
)
def test_only_these_addresses_are_taken(address: str, kind: RelayKind | None) -> None:
    assert relay_kind(address) is kind


def test_the_key_of_an_address_is_never_shown() -> None:
    assert shown("https://hooks.slack.com/services/A/B/C") == "hooks.slack.com/…"


def test_a_message_fits_the_smallest_chat_and_says_what_it_left_out() -> None:
    many = [change(id=n, summary="戒指不得上架" * 40) for n in range(60)]
    rendered = messages.alerts(many, SOURCES, subscriber("https://a.example.org", Language.ZH))

    assert len(rendered.text.encode()) < 2_048
    assert rendered.text.splitlines()[-1].startswith("… (+")
    assert "60 条变化" in rendered.subject
    assert len(json.loads(rendered.payload)["changes"]) == 60


def test_a_digest_has_categories_and_coverage() -> None:
    made = Digest(
        id=7, subscriber_id=1, local_date=NOW.date(), since=NOW, until=NOW,
        groups=(("platform-policy", (change(),)),),
        coverage=Coverage(watched=5, checked=5, failing=()),
    )  # fmt: skip
    site = "https://f.example"
    rendered = messages.digest(made, SOURCES, subscriber("https://a.example.org"), site)

    assert rendered.text.startswith("Daily digest, Sun 1 Mar 2026\n")
    assert "[Marketplace rules]" in rendered.text
    assert "https://f.example/changes/12" in rendered.text
    assert "All 5 pages checked in the last 24 h." in rendered.text
    assert (
        rendered.subject == "Forewarn · 1 affects your business: Harbour & Sons – Fee: USD 5→USD 7"
    )


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (Language.EN, ("What to do: Fees rise", "1. Note", "2. Calculate", "not legal advice", "Details: https://f.example/changes/12")),
        (Language.ZH, ("怎么办：费用上涨", "1. 写清", "2. 用新费率", "不是法律意见", "详情：https://f.example/changes/12")),
    ],
)  # fmt: skip
def test_an_alert_says_what_to_do_first_and_where_it_stands(
    language: Language, words: tuple[str, ...]
) -> None:
    context = AlertContext(link="https://f.example/changes/12")
    made = messages.alerts(
        [change()], {SOURCE.id: SOURCE}, replace(SUBSCRIBER, language=language), context
    )

    for word in words:
        assert word in made.text
    assert re.search("\n- (Before: |修改前：)The fee is USD 5 for", made.text)
    assert re.search("\n\\+ (After: |修改后：)The fee is USD 7 for", made.text)
    assert "3. " not in made.text
    assert made.text.endswith(SOURCE.url)
    assert len(made.text.encode()) <= 1_800


def test_the_addresses_stay_however_long_the_text_is() -> None:
    long = [
        replace(change().edits[0], after=f"The fee is USD 7. {'word ' * 200}") for _ in range(5)
    ]
    context = AlertContext(link="https://f.example/changes/12")
    made = messages.alerts([change(*long)], {SOURCE.id: SOURCE}, SUBSCRIBER, context)

    assert "https://f.example/changes/12" in made.text
    assert made.text.endswith(SOURCE.url)
    assert len(made.text.encode()) <= 1_800
