"""A site with something on every page, listening, at a fixed moment: long names, both scripts, faults."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import time_machine

from delivery.dispatcher import Dispatcher
from forewarn.demo.console import ConsoleChannel
from forewarn.demo.site import Site
from forewarn.web_server import WebServer
from forewarn.wiring import AppContext
from monitor.audience import ChannelName, Frequency
from monitor.check_reason import CheckReason
from monitor.language import Language
from monitor.model import FetchFailure
from monitor.ports import FetchFailed
from monitor.vocabulary import categories
from storage.tables.sources import SourceDayRow
from storage.tracker import Tracker
from tests.doubles.migrated import fill
from tests.doubles.smtp import free_port
from tests.lab import Lab, page, publish, rss
from tests.web.conftest import OPERATOR

NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
RULES = (
    "Every brand must be registered. Who has none may list none.",
    "Appeals are made within 30 days of the decision, in writing, with the documents that support them.",
    "The referral fee for jewellery is 20 percent.",
    "Parcels are sent in 3 days.",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft must be named.",
)
CHANGED = (
    "Every brand must be registered from 15 December 2026, or the shop is suspended. Who has none may list none.",
    "Appeals are made within 14 days of the decision, in writing, with the documents that support them.",
    "The referral fee for jewellery is 18 percent.",
    "Parcels are sent in 3 days.",
    "锂电池必须通过 UN 38.3 测试，否则商品将被下架。",
)
CHINESE = ("第一条 商家应当遵守本规则。", "第二条 违规商品可以下架。", "第三条 申诉期限为 7 天。")
CHINESE_CHANGED = (
    "第一条 商家应当遵守本规则。",
    "第二条 违规商品须在 3 天内下架，自 2026 年 12 月 20 日起施行。",
)
COURT = "court-feed"
CASE = "1:26-cv-04211 Lantern Holdings International Trading Company LLC v. The Partnerships and Unincorporated Associations Identified on Schedule A (N.D. Ill.)"
LONG_TITLE = "Requirements for lithium-ion batteries, chargers and battery-powered products sold by third-party sellers"


@asynccontextmanager
async def whole_site(folder: Path) -> AsyncIterator[AppContext]:
    """Listen, with everything published; the clock starts at `NOW`."""
    url = f"sqlite:///{folder / 'whole.db'}"
    fill(url)
    with time_machine.travel(NOW, tick=True), Site() as site:
        lab = Lab(folder, site, url)
        watch(lab)
        place = f"127.0.0.1:{free_port()}"
        with lab.context(
            FOREWARN_WEB_BIND=place,
            FOREWARN_PUBLIC_URL=f"http://{place}",
            FOREWARN_ADMIN_CHAT_IDS=str(OPERATOR),
        ) as context:
            await publish_all(context)
            server = WebServer(context, None, fresh_for=600)
            task = asyncio.create_task(server.serve())
            await server.listens()
            yield context
            server.stop()
            await task


def watch(lab: Lab) -> None:
    """The catalogue: a source of each category, two with many versions, some that were never read."""
    lab.watch(
        "ring-rules",
        topics=["jewellery"],
        jurisdiction="US",
        title=LONG_TITLE,
        title_zh="锂电池商品要求",
    )
    lab.watch(
        "shop-rules",
        language="zh",
        jurisdiction="CN",
        title="Shop rules",
        title_zh="商家违规处理规则",
    )
    lab.watch(
        COURT,
        kind="feed",
        category="court-domain-seizure",
        title="Northern District of Illinois, dockets",
    )
    for number, category in enumerate(categories()):
        lab.watch(f"other-{number}", category=category, title=f"Other rules {number} for sellers")


async def publish_all(context: AppContext) -> None:
    """Versions over weeks, a lawsuit, alerts that were sent, checks of many days, a failure."""
    subscriber = context.stores.subscribers.welcome(1, Language.ZH, NOW - timedelta(days=80))
    for category in categories():
        context.stores.subscribers.subscribe(subscriber.id, category, Frequency.INSTANT)
    ring, shop = context.sources["ring-rules"], context.sources["shop-rules"]
    for week in range(8, 1, -1):
        fee = RULES[2].replace("20", str(20 + week))
        publish(context, ring, page(*RULES[:2], fee, *RULES[3:]), NOW - timedelta(weeks=week))
    publish(context, ring, page(*RULES), NOW - timedelta(days=2))
    publish(context, ring, page(*CHANGED), NOW - timedelta(hours=3))
    publish(context, shop, page(*CHINESE, title="规则", heading="规则"), NOW - timedelta(days=9))
    publish(
        context,
        shop,
        page(*CHINESE_CHANGED, title="规则", heading="规则"),
        NOW - timedelta(hours=5),
    )
    notices = [
        (CASE, "Complaint."),
        (f"{CASE} order", "SEALED TEMPORARY RESTRAINING ORDER signed. Hearing set for 2026-12-09."),
    ]
    for count in range(len(notices) + 1):
        body = rss(*notices[:count], ("Old notice", "Nothing.")).body.decode()
        publish(context, context.sources[COURT], body, NOW - timedelta(hours=5 - count))
    await Dispatcher(context, {ChannelName.TELEGRAM: ConsoleChannel()}).deliver_due()
    count_days(context)
    fail(context, "other-3")


def count_days(context: AppContext) -> None:
    """Checks of the last 80 days: most succeeded, some failed, on some days none was made."""
    with context.stores.database.write() as session:
        for back in range(1, 80):
            if back % 17:
                bad = 2 if back % 11 == 0 else 0
                good = 0 if back % 29 == 0 else 4
                day = (NOW - timedelta(days=back)).date()
                session.add(
                    SourceDayRow(source_id="ring-rules", day=day, good=good, bad=bad or 4 - good)
                )


def fail(context: AppContext, source_id: str) -> None:
    """One check that brought nothing."""
    reason = CheckReason("timeout", "-")
    failure = FetchFailure(source_id=source_id, failed_at=NOW - timedelta(hours=1), reason=reason)
    failed = FetchFailed(context.sources[source_id], failure)
    Tracker(context.stores.archive).take(failed, NOW - timedelta(hours=1))
