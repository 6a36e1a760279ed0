"""A subscriber's own feed: what they follow and nothing else, for nobody else."""

from datetime import UTC, datetime

import feedparser

from delivery.links import links_of
from forewarn.wiring import AppContext
from monitor.audience import Frequency, Subscriber
from monitor.language import Language
from tests.web.conftest import Visitor


def subscriber_of(context: AppContext, chat_id: int, *targets: str) -> Subscriber:
    found = context.stores.subscribers.welcome(chat_id, Language.ZH, datetime.now(UTC))
    for target in targets:
        context.stores.subscribers.subscribe(found.id, target, Frequency.DAILY)
    return found


async def test_it_has_what_the_subscriber_follows(world: AppContext, visitor: Visitor) -> None:
    reader = subscriber_of(world, 5, "product-safety")
    other = subscriber_of(world, 6, "word:un 38.3")
    address = links_of(world).feed(reader.id)
    answer = await visitor.get(address)
    parsed = feedparser.parse(answer.body)

    assert [entry.link.rpartition("?")[2] for entry in parsed.entries] == ["lang=zh"]
    assert "&lt;b&gt;Hostile" in answer.text
    assert parsed.feed.title == "Forewarn · 我的关注"
    assert answer.headers["cache-control"] == "private, no-cache"
    assert "set-cookie" not in answer.headers
    again = await visitor.get(address, **{"If-None-Match": answer.headers["etag"]})
    assert (again.status, again.body) == (304, b"")
    of_words = feedparser.parse((await visitor.get(links_of(world).feed(other.id))).body)
    assert [entry.title.endswith("Ring rules") for entry in of_words.entries] == [True]
    english = feedparser.parse((await visitor.get(f"{address}?lang=en")).body)
    assert english.feed.language == "en"
    as_json = await visitor.get(address.replace(".atom", ".json"))
    assert as_json.headers["content-type"].startswith("application/feed+json")


async def test_a_forged_link_or_a_reader_who_left_gets_nothing(
    world: AppContext, visitor: Visitor
) -> None:
    reader = subscriber_of(world, 5, "product-safety")
    address = links_of(world).feed(reader.id)
    token = address.rpartition("/")[2].removesuffix(".atom")
    choices = links_of(world).choices(reader.id).rpartition("/")[2]

    assert (await visitor.get(f"/mine/feed/{token[:-3]}abc.atom")).status == 410
    assert (await visitor.get(f"/mine/feed/{choices}.atom")).status == 410
    # The address of a feed is easily passed on: it changes no choices.
    assert (await visitor.get(f"/subscriptions/{token}")).status == 410
    assert (await visitor.get(f"/mine/open/{token}")).status == 410
    world.stores.subscribers.remove(reader.id)
    assert (await visitor.get(address)).status == 410


async def test_the_page_of_choices_shows_its_address(world: AppContext, visitor: Visitor) -> None:
    reader = subscriber_of(world, 5, "product-safety")
    html = (await visitor.get(links_of(world).choices(reader.id))).text

    assert f"{visitor.base}/mine/feed/" in html
    assert "我的关注（RSS）" in html
