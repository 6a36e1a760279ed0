"""A real browser on pages full of long words, script, right-to-left text and titles of 500 characters."""

import shutil
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, async_playwright
from sqlalchemy import insert

from delivery.links import choices_link, open_link
from forewarn.model import briefer_of
from forewarn.wiring import AppContext
from monitor.audience import ChannelName, MessageKind
from monitor.briefs import BriefKind
from monitor.language import Language
from monitor.source import Kind
from monitor.watchlist import TermKind, WatchTerm
from runtime.clock import now
from storage.tables.delivery import OutboxRow
from tests.doubles.model_api import ModelApi, says
from tests.lab import Lab, page, publish, rss
from tests.web.conftest import listening

CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
    pytest.mark.sqlite,
]
SCRIPT = "&lt;script&gt;alert(1)&lt;/script&gt;"
LONG_WORD = "Donaudampfschifffahrtsgesellschaft" * 7
ARABIC = "\u202eشركة الفانوس للمجوهرات\u202c"
TITLE = f"{ARABIC} {LONG_WORD} {'Ring ' * 46}"
PLAINTIFF = f"{ARABIC} {SCRIPT} {LONG_WORD[:90]}"
MANY = "The Partnerships and Unincorporated Associations Identified on Schedule A"
COURT = "pacer-rss"
MISSING = "/cases/99"
WIDTHS = (360, 768, 1_280)
PAGES = (
    "/", "/changes", "/calendar", "/events", "/cases", "/cases?q=nothing", "/cases?stage=nonsense", "/cases/1", "/events/1",
    "/changes/1", "/changes/{change}", "/changes/{change}?view=inline", "/changes/{change}/translation", "/feeds", MISSING,
)  # fmt: skip


@pytest.fixture
async def served(lab: Lab, model_api: ModelApi) -> AsyncIterator[AppContext]:
    """The web part over a court's feed, with a language model."""
    lab.watch(COURT, kind=Kind.FEED.value, category="court-domain-seizure", title=TITLE[:190])
    async with listening(lab, **model_api.settings) as context:
        yield context


@pytest.fixture
def change(served: AppContext) -> int:
    """A change with a checklist and two dates, after two notices of one lawsuit."""
    days = [now() + timedelta(days=count) for count in (9, 60, 90)]
    caption = f"1:26-cv-04211 {PLAINTIFF} v. {MANY} (N.D. Ill.)"
    notices = [
        (caption, f"[Complaint]. {LONG_WORD} Hearing set for {days[0]:%Y-%m-%d}."),
        (
            f"{caption} order",
            f"SEALED TEMPORARY RESTRAINING ORDER signed. Law firm: {LONG_WORD[:150]}",
        ),
    ]
    for count in range(len(notices) + 1):
        body = rss(*notices[:count], ("Old notice", "Nothing to see.")).body.decode()
        publish(served, served.sources[COURT], body, now() - timedelta(hours=5 - count))
    source = served.sources["ring-rules"]
    demand = f"Sellers must submit a test report for each {LONG_WORD} by {days[1]:%d %B %Y}."
    start = (
        f"From {days[2]:%d %B %Y} every ring must be registered {SCRIPT} {TITLE}, or it is removed."
    )
    publish(served, source, page("The fee is 5 percent.", heading=TITLE))
    publish(served, source, page("The fee is 8 percent.", demand, start, heading=TITLE))
    return served.stores.history.changes(source_id="ring-rules")[0].id


@pytest.fixture
async def private(served: AppContext, change: int, model_api: ModelApi) -> tuple[str, ...]:
    """The signed pages of a seller who was alerted of all changes and watches names."""
    stores = served.stores
    subscriber = stores.subscribers.welcome(1, Language.ZH, now())
    rows = [
        {
            "subscriber_id": subscriber.id, "kind": MessageKind.ALERT, "channel": ChannelName.TELEGRAM,
            "change_id": number, "status": "sent", "created_at": now(), "due_at": now(),
        }
        for number in (1, change)
    ]  # fmt: skip
    with stores.database.write() as session:
        session.execute(insert(OutboxRow), rows)
    for text in (LONG_WORD[:119], f"{ARABIC} <script>alert(1)</script>"):
        stores.watchlists.add(subscriber.id, WatchTerm(TermKind.SHOP, text), now())
    stores.briefs.ask(change, Language.ZH, BriefKind.TRANSLATION, now())
    model_api.otherwise = says({"texts": ["请按新规定办理登记" * 20] * 3})
    briefer = briefer_of(served, {})
    assert briefer is not None
    await briefer.answer_due()
    choices = choices_link(served, subscriber)
    return (choices, f"{choices}/names", open_link(served, subscriber))


@pytest.fixture
async def shown(served: AppContext) -> AsyncIterator[Page]:
    """A page of one browser, of a Chinese reader; script of a stranger fails the test."""
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        place = await browser.new_context(locale="zh-CN", base_url=served.settings.public_url)
        opened = await place.new_page()
        opened.on("dialog", lambda dialog: pytest.fail(dialog.message))
        yield opened
        await browser.close()


async def faults_of(shown: Page) -> list[str]:
    """What is wider than its window, and what axe finds, light and dark."""
    faults = []
    for width in WIDTHS:
        await shown.set_viewport_size({"width": width, "height": 740})
        if (wide := await shown.evaluate("document.documentElement.scrollWidth")) > width:
            faults.append(f"{shown.url}: {wide} > {width}")
    for scheme in ("light", "dark"):
        await shown.emulate_media(color_scheme=scheme)
        found = (await Axe().run(shown)).response["violations"]
        faults += [f"{shown.url}: {one['id']} {one['nodes'][0]['html'][:160]}" for one in found]
    return faults


async def test_hostile_texts_neither_widen_nor_bar_a_page(
    shown: Page, change: int, private: tuple[str, ...]
) -> None:
    faults = []
    for path in (*(path.format(change=change) for path in PAGES), *private):
        answer = await shown.goto(path)
        assert answer is not None
        assert answer.status == (404 if path == MISSING else 200), path
        faults += await faults_of(shown)

    await shown.goto(f"/changes/{change}/translation")

    assert faults == []
    assert await shown.get_by_text("请按新规定办理登记").count() == 3


async def test_own_names_are_added_and_refused_on_a_phone(
    shown: Page, private: tuple[str, ...]
) -> None:
    await shown.goto(private[1])
    for kind, name, role, told in (
        ("company", LONG_WORD[:90], "status", "处出现"),
        ("asin", "B0<script>", "alert", "ASIN"),
    ):
        await shown.get_by_label("种类").select_option(kind)
        await shown.get_by_label("名字或编号").fill(name)
        async with shown.expect_navigation():
            await shown.keyboard.press("Enter")

        assert told in await shown.locator(f"[role={role}]").inner_text()
        assert await faults_of(shown) == []
