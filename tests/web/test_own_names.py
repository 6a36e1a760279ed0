"""Own names on the web: behind a signed link, of its owner alone."""

import re

import pytest

from delivery.links import choices_link
from forewarn.wiring import AppContext
from monitor.audience import Subscriber
from monitor.language import Language
from monitor.watchlist import TermKind, WatchTerm
from runtime.clock import now
from tests.web.conftest import Visitor
from web.links import Links

SHOP = WatchTerm(TermKind.SHOP, "Moonveil <b>Official</b>")


@pytest.fixture
def owner(context: AppContext) -> Subscriber:
    subscriber = context.stores.subscribers.welcome(1, Language.ZH, now())
    context.stores.watchlists.add(subscriber.id, SHOP, now())
    return subscriber


def names_of(context: AppContext, subscriber: Subscriber) -> list[str]:
    return [name.term.text for name in context.stores.watchlists.of(subscriber.id)]


async def test_names_are_shown_added_refused_and_removed(
    context: AppContext, visitor: Visitor, owner: Subscriber
) -> None:
    link = f"{choices_link(context, owner)}/names"
    shown = await visitor.get(link)
    assert shown.headers["cache-control"] == "no-store"
    assert shown.headers["referrer-policy"] == "no-referrer"
    assert shown.text.count("您的名字</h") == 1
    assert "Moonveil &lt;b&gt;Official&lt;/b&gt;" in shown.text
    added = await visitor.ask(
        "POST", link, data={"kind": "company", "name": "深圳市月纱贸易有限公司"}
    )
    assert added.status == 200
    assert "月纱" not in added.headers.get("location", "")
    for kind, name, told in (
        ("asin", "B0", "ASIN"),
        ("shop", "x" * 200, "120"),
        ("", " ", "请填写名字或编号"),
    ):
        refused = await visitor.ask("POST", link, data={"kind": kind, "name": name})
        assert refused.status == 422
        assert told in refused.text
    (first, second) = context.stores.watchlists.of(owner.id)
    await visitor.ask("POST", link, data={"remove": str(first.id)})
    for forged in ("x", "-1", "9" * 30, str(second.id + 1)):
        assert (await visitor.ask("POST", link, data={"remove": forged})).status in {200, 303}

    assert names_of(context, owner) == ["深圳市月纱贸易有限公司"]


async def test_a_link_opens_the_names_of_its_owner_alone(
    context: AppContext, visitor: Visitor, owner: Subscriber
) -> None:
    other = context.stores.subscribers.welcome(2, Language.EN, now())
    (name,) = context.stores.watchlists.of(owner.id)
    link = f"{choices_link(context, other)}/names"
    assert "Moonveil" not in (await visitor.get(link)).text
    await visitor.ask("POST", link, data={"remove": str(name.id)})
    forged = Links("another key", "").choices(owner.id)
    for address in (f"{forged}/names", "/subscriptions/x/names", "/subscriptions/1/names"):
        for answer in (
            await visitor.get(address),
            await visitor.ask("POST", address, data={"name": "x"}),
        ):
            assert answer.status in {403, 410}
            assert not re.search("Moonveil", answer.text)

    assert names_of(context, owner) == [SHOP.text]
