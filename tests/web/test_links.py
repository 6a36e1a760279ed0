"""Links of mails: one click stops or proves, a look changes nothing, a forgery does nothing."""

from dataclasses import replace
from datetime import timedelta

import aiohttp
import pytest
import time_machine

from delivery.links import confirm_link, unsubscribe_link
from forewarn.wiring import AppContext
from monitor.audience import ChannelName, Subscriber
from monitor.language import Language
from runtime.clock import now
from tests.lab import Lab
from web.links import Links


@pytest.fixture
def subscriber(context: AppContext) -> Subscriber:
    return context.stores.subscribers.add_email(
        "li@example.org", Language.ZH, "Asia/Shanghai", 8, now()
    )


async def ask(method: str, url: str, **more: object) -> tuple[int, str, dict[str, str]]:
    async with (
        aiohttp.ClientSession() as client,
        client.request(method, url, **more) as answer,  # type: ignore[arg-type]
    ):
        return answer.status, await answer.text(), {k.lower(): v for k, v in answer.headers.items()}


def address(context: AppContext, subscriber: Subscriber) -> str:
    found = context.stores.subscribers.get(subscriber.id)
    assert found is not None
    return found.email


async def test_a_look_at_the_link_changes_nothing(
    context: AppContext, subscriber: Subscriber
) -> None:
    """Programs that follow every link of a mail have unsubscribed whole offices elsewhere."""
    link = unsubscribe_link(context, subscriber)
    for method in ("GET", "HEAD", "OPTIONS"):
        await ask(method, link)
    status, content, headers = await ask("GET", link)

    assert (status, address(context, subscriber)) == (200, "li@example.org")
    assert "不再向 li@example.org 发送日报邮件？" in content
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["referrer-policy"] == "no-referrer"


async def test_one_click_stops_the_mail_and_twice_is_once(
    context: AppContext, subscriber: Subscriber
) -> None:
    link = unsubscribe_link(context, subscriber)
    body = {"List-Unsubscribe": "One-Click"}

    assert [(await ask("POST", link, data=body))[0] for _ in range(2)] == [200, 200]
    assert address(context, subscriber) == ""


async def test_a_link_of_an_old_address_leaves_the_new_one(
    context: AppContext, subscriber: Subscriber
) -> None:
    link = unsubscribe_link(context, subscriber)
    context.stores.subscribers.set_addresses(subscriber.id, "new@example.org", "", "")
    await ask("POST", link)

    assert address(context, subscriber) == "new@example.org"


async def test_a_forged_or_stale_link_does_nothing(
    context: AppContext, subscriber: Subscriber
) -> None:
    link = unsubscribe_link(context, subscriber)
    forged = Links("another key", context.settings.public_url).unsubscribe(
        subscriber.id, "li@example.org"
    )
    other = confirm_link(context, subscriber, "li@example.org", "123456").replace(
        "confirm", "unsubscribe"
    )
    for wrong in (forged, link[:-3] + "abc", other, f"{context.settings.public_url}/unsubscribe/x"):
        assert (await ask("POST", wrong))[0] == 410
        assert (await ask("GET", wrong))[0] == 410
    with time_machine.travel(now() + timedelta(days=181), tick=True):
        assert (await ask("POST", link))[0] == 410

    assert address(context, subscriber) == "li@example.org"


async def test_a_link_proves_an_address_as_its_code_does(context: AppContext) -> None:
    subscriber = context.stores.subscribers.welcome(1, Language.EN, now())
    context.stores.confirmations.request_code(
        subscriber.id, ChannelName.EMAIL, "li@example.org", now()
    )
    pending = context.stores.confirmations.unconfirmed(subscriber.id, ChannelName.EMAIL)
    assert pending is not None
    link = confirm_link(context, subscriber, pending.address, pending.code)
    status, content, _ = await ask("GET", link)
    assert (status, address(context, subscriber)) == (200, "")
    assert "Send your digest to li@example.org?" in content
    assert (await ask("POST", link))[0] == 200
    assert address(context, subscriber) == "li@example.org"

    # A second tap finds it done; a link whose code is used up proves nothing new.
    assert (await ask("POST", link))[0] == 200
    context.stores.confirmations.drop(subscriber.id, ChannelName.EMAIL)
    assert (await ask("POST", link))[0] == 410


async def test_an_unknown_visitor_is_answered_in_their_own_language(context: AppContext) -> None:
    wrong = f"{context.settings.public_url}/confirm/x"

    assert (
        "链接已失效" in (await ask("GET", wrong, headers={"Accept-Language": "zh-CN,zh;q=0.9"}))[1]
    )
    assert (
        "This link has expired." in (await ask("GET", wrong, headers={"Accept-Language": "fr"}))[1]
    )


def test_without_a_public_address_there_are_no_links(lab: Lab) -> None:
    lab.watch("ring-rules")
    with lab.context() as context:
        subscriber = context.stores.subscribers.add_email(
            "li@example.org", Language.EN, "UTC", 8, now()
        )

        assert unsubscribe_link(context, subscriber) == ""
        assert confirm_link(context, subscriber, "a@example.org", "1") == ""
        assert unsubscribe_link(context, replace(subscriber, email="")) == ""
