"""The first page: each number leads to its list; what a reader chose comes first; nothing leaks."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest

from delivery.links import links_of
from forewarn.wiring import AppContext
from monitor.audience import Frequency, Subscriber
from monitor.chosen_targets import MOST
from monitor.language import Language
from monitor.watchlist import TermKind, WatchTerm
from runtime.clock import now
from storage.tables.changes import ChangeRow
from tests.lab import Lab, page, publish
from tests.web.conftest import CHANGED, RULES, Visitor, serving

MINE = "mine=batteries.jurisdiction:us"


@pytest.fixture
def busy(world: AppContext) -> AppContext:
    """The small world, an old change, and one of each level today."""
    ring = world.sources["ring-rules"]
    publish(world, ring, page(*CHANGED, "Batteries must be tested."), now())
    publish(
        world,
        ring,
        page(*CHANGED, "Batteries must be tested.", "Write to Moonveil of batteries by post."),
        now(),
    )
    with world.stores.database.write() as session:
        first = session.get_one(ChangeRow, 1)
        columns = {
            name: getattr(first, name)
            for name in ChangeRow.__table__.columns.keys()  # noqa: SIM118 - a collection of columns
            if name != "id"
        }
        old = {"detected_at": now() - timedelta(days=20), "severity": 3, "topics": ["batteries"]}
        session.add(ChangeRow(**columns | old))
    return world


async def listed(visitor: Visitor, path: str, **headers: str) -> set[str]:
    """The numbers of all changes of a list, page by page."""
    found: set[str] = set()
    while path:
        content = (await visitor.get(path, **headers)).text
        found |= set(re.findall(r'class="what"><a href="/changes/(\d+)"', content))
        following = re.search(r'rel="next" href="([^"]+)"', content)
        path = unescape(following[1]) if following else ""
    return found


def numbers(content: str) -> list[tuple[str, int]]:
    """Each address that a number stands at, with the number."""
    tiles = re.findall(r'<a href="(/changes\?[^"]+)"><b>(\d+)</b>', content)
    counts = re.findall(r'<a href="(/changes\?[^"]+)">[^<]+</a> <b>(\d+)</b>', content)
    whole = re.findall(r'<a href="(/changes\?[^"]+)">\D*(\d+) (?:new )?changes? ', content)
    return [(unescape(path), int(count)) for path, count in (*tiles, *counts, *whole)]


@pytest.mark.usefixtures("busy")
@pytest.mark.parametrize("cookie", ["", f"{MINE}; seen=1.1.1", "mine=toys", "mine=drones"])
async def test_every_number_leads_to_the_list_that_it_counts(visitor: Visitor, cookie: str) -> None:
    content = (await visitor.get("/", Cookie=cookie)).text
    found = numbers(content)

    assert len(found) >= 5
    for path, count in found:
        assert len(await listed(visitor, path)) == count, path
    if cookie:
        assert any("after=" in path or "drones" in path or "toys" in path for path, _ in found)


@pytest.mark.usefixtures("busy")
async def test_without_choices_the_page_is_general_and_invites(visitor: Visitor) -> None:
    content = (await visitor.get("/")).text

    assert '<a class="go" href="/mine">Choose</a>' in content
    assert "since your last visit" not in content.partition("Which of this")[0]


@pytest.mark.usefixtures("busy")
async def test_what_was_chosen_comes_first_and_the_rest_by_day(visitor: Visitor) -> None:
    content = (await visitor.get("/", Cookie="mine=batteries")).text
    mine = content.index("Your marketplaces and goods")
    rest = content.index("Everything else, by day")

    assert mine < content.index("Harbour Market: Ring rules", mine) < rest
    assert "Hostile" in content[rest:]
    assert "Hostile" not in content[mine:rest]
    assert "Choose</a>" not in content


async def post(visitor: Visitor, path: str, *fields: tuple[str, str]) -> tuple[int, str, str]:
    answer = await visitor.ask("POST", path, data=[*fields])
    return answer.status, answer.headers["location"], answer.headers.get("set-cookie", "")


@pytest.mark.usefixtures("busy")
async def test_choices_are_kept_on_the_device_alone(visitor: Visitor) -> None:
    chosen = [("target", name) for name in ("batteries", "jurisdiction:us", "<script>", "word:x")]
    status, location, cookie = await post(visitor, "/mine", *chosen)
    kept = cookie.partition(";")[0]

    assert (status, location) == (303, "/")
    assert kept == MINE
    assert "HttpOnly" in cookie
    assert "samesite=lax" in cookie.lower()
    form = (await visitor.get("/mine", Cookie=kept)).text
    assert form.count(" checked") == 2
    assert "Clear my choices" in form
    _, _, cleared = await post(visitor, "/mine", ("clear", "1"), *chosen)
    assert 'mine=""' in cleared
    assert "Max-Age=0" in cleared


async def test_as_many_choices_as_a_cookie_holds(visitor: Visitor) -> None:
    form = (await visitor.get("/mine")).text
    every = [("target", name) for name in re.findall(r'name="target" value="([^"]+)"', form)]
    _, _, cookie = await post(visitor, "/mine", *every * 3)

    assert len(cookie.partition(";")[0].partition("=")[2].split(".")) <= MOST
    assert len(cookie) < 2_000


@pytest.mark.usefixtures("busy")
@pytest.mark.parametrize("cookie", ["mine=%FF%00", "mine=" + "x." * 900, "seen=1.2", "mine=a b;;="])
async def test_a_forged_cookie_makes_the_general_page(visitor: Visitor, cookie: str) -> None:
    answer = await visitor.get("/", Cookie=cookie)

    assert answer.status == 200
    assert "Which of this concerns you?" in answer.text


@pytest.mark.usefixtures("busy")
async def test_what_is_new_since_the_last_visit_is_marked(visitor: Visitor) -> None:
    first = await visitor.get("/", Cookie="mine=batteries")
    assert "Nothing new since your last visit." in first.text
    later = (await visitor.get("/", Cookie="mine=batteries; seen=1.1.1")).text
    count = len(await listed(visitor, "/changes?after=1&targets=batteries"))
    assert f"{count} new change" in later
    assert later.count('class="new"') >= 2
    [newest] = re.findall(r'name="to" value="(\d+)"', later)
    status, location, cookie = await post(visitor, "/mine/read", ("to", newest))
    assert (status, location) == (303, "/")
    kept = cookie.partition(";")[0]
    again = (await visitor.get("/", Cookie=f"mine=batteries; {kept}")).text

    assert "Nothing new since your last visit." in again
    assert 'class="new"' not in again


@pytest.mark.usefixtures("busy")
@pytest.mark.parametrize(
    ("typed", "read"), [("2", "2"), ("0", "0"), ("", "5"), ("99", "5"), ("x", "5")]
)
async def test_what_came_after_the_page_was_made_stays_new(
    visitor: Visitor, typed: str, read: str
) -> None:
    _, _, cookie = await post(visitor, "/mine/read", ("to", typed))

    assert cookie.startswith(f"seen={read}.5.")


@pytest.mark.usefixtures("busy")
async def test_the_lists_of_what_was_chosen_are_public_addresses(visitor: Visitor) -> None:
    for path in ("/changes", "/calendar"):
        answer = await visitor.get(f"/mine{path}?category=tax-tariff", Cookie=MINE)
        assert (
            answer.headers["location"]
            == f"{path}?category=tax-tariff&targets=batteries.jurisdiction%3Aus"
        )
        assert (await visitor.get(f"/mine{path}")).headers["location"] == "/mine"
    assert "Your choice: Batteries" in (await visitor.get("/changes?targets=batteries")).text


@pytest.fixture
async def cached(lab: Lab) -> AsyncIterator[Visitor]:
    """A visitor of a site that keeps its public pages for an hour."""
    async with serving(lab, 3_600) as opened:
        publish(opened, opened.sources["ring-rules"], page(*RULES), now() - timedelta(days=2))
        publish(opened, opened.sources["ring-rules"], page(*CHANGED), now())
        yield Visitor(opened.settings.public_url)


async def test_a_personal_page_is_never_that_of_another_reader(cached: Visitor) -> None:
    general = await cached.get("/")
    mine = await cached.get("/", Cookie="mine=jurisdiction:us; seen=0.0.1")
    toys = await cached.get("/", Cookie="mine=toys")
    again = await cached.get("/", **{"If-None-Match": general.headers["etag"]})

    assert general.headers["cache-control"] == "no-cache"
    assert "Cookie" in general.headers["vary"]
    assert "set-cookie" not in general.headers
    for own in (mine, toys):
        assert own.headers["cache-control"] == "no-store"
        assert "etag" not in own.headers
    assert "United States</span>" in mine.text
    assert "United States</span>" not in toys.text
    assert (await cached.get("/")).body == general.body
    assert again.status == 304
    conditional = {"If-None-Match": general.headers["etag"], "Cookie": "mine=toys"}
    assert (await cached.get("/", **conditional)).status == 200


async def test_a_personal_page_remembers_the_language(visitor: Visitor) -> None:
    answer = await visitor.ask("GET", "/?lang=zh", headers={"Cookie": "mine=toys"})

    assert 'lang="zh-CN"' in answer.text
    assert "与您有关的排在前面" in answer.text


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_a_new_installation_explains_itself(
    context: AppContext, visitor: Visitor, language: str
) -> None:
    words = {
        "en": ("The first reading is about to begin", "The first reading is under way", "Everything is read"),
        "zh": ("即将开始首次读取", "正在首次读取", "首次读取完成"),
    }[language]  # fmt: skip
    for step, name in enumerate(("ring-rules", "hostile-rules", "")):
        content = (await visitor.get(f"/?lang={language}")).text
        assert words[step] in content
        assert "/start" in content
        assert "forewarn doctor" in content
        assert "Which of this" not in content
        if name:
            publish(context, context.sources[name], page(*RULES), now() - timedelta(days=1))
    publish(context, context.sources["ring-rules"], page(*CHANGED))
    assert words[2] not in (await visitor.get(f"/?lang={language}")).text


async def test_a_source_that_was_never_tried_is_not_unreadable(visitor: Visitor) -> None:
    content = (await visitor.get("/")).text

    assert "could not be read" not in content
    assert "2 not read yet" in content


@pytest.fixture
def subscriber(busy: AppContext) -> Subscriber:
    found = busy.stores.subscribers.welcome(1, Language.EN, datetime.now(UTC))
    busy.stores.subscribers.subscribe(found.id, "ring-rules", Frequency.DAILY, None)
    name = busy.stores.watchlists.add(found.id, WatchTerm(TermKind.BRAND, "Moonveil"), now())
    assert name is not None
    busy.stores.sightings.search(found.id, name, now() - timedelta(days=30), 5)
    return found


async def test_a_subscriber_sees_what_they_follow_and_their_names(
    busy: AppContext, visitor: Visitor, subscriber: Subscriber
) -> None:
    link = links_of(busy).today(subscriber.id)
    answer = await visitor.get(link, Cookie="seen=1.1.1")
    mine = answer.text.partition('id="changed"')[2].partition("Everything else, by day")[0]

    assert answer.headers["cache-control"] == "no-store"
    assert '<meta name="robots" content="noindex">' in answer.text
    assert "“Moonveil”: Write to Moonveil of batteries by post." in answer.text
    assert mine.count("Harbour Market: Ring rules") == 3
    assert "Hostile" not in mine
    assert "2 new changes since your last visit" in answer.text
    choices = (await visitor.get(links_of(busy).choices(subscriber.id))).text
    assert "/mine/today/" in choices
    read = await visitor.ask("POST", link)
    assert read.status == 303
    again = (await visitor.get(link, Cookie=read.headers["set-cookie"].partition(";")[0])).text
    assert "Nothing new since your last visit." in again


@pytest.mark.usefixtures("busy")
async def test_a_forged_link_shows_nothing(visitor: Visitor) -> None:
    for method in ("GET", "POST"):
        answer = await visitor.ask(method, "/mine/today/WzFd.forged")

        assert answer.status == 410
        assert "Ring rules" not in answer.text


async def test_words_are_looked_for_in_the_texts(
    busy: AppContext, visitor: Visitor, subscriber: Subscriber
) -> None:
    busy.stores.subscribers.unsubscribe(subscriber.id, "ring-rules")
    busy.stores.subscribers.subscribe(subscriber.id, "word:un 38.3", Frequency.DAILY, None)
    content = (await visitor.get(links_of(busy).today(subscriber.id))).text
    mine = content.partition('id="changed"')[2].partition("Everything else, by day")[0]

    assert mine.count("Harbour Market: Ring rules") == 1


@pytest.mark.usefixtures("busy")
async def test_the_invitation_stands_before_the_changes_and_the_menu_names_the_choices(
    visitor: Visitor,
) -> None:
    content = (await visitor.get("/")).text
    menu = re.findall(r'<a href="(/[a-z]*)" data-key', content)

    assert menu[:2] == ["/", "/mine"]
    assert content.index('href="/mine">Choose') < content.index('id="changed"')


async def test_the_newest_day_comes_first_and_on_a_day_the_gravest(
    busy: AppContext, visitor: Visitor
) -> None:
    with busy.stores.database.write() as session:
        row = session.get_one(ChangeRow, 1)
        columns = {
            name: getattr(row, name)
            for name in ChangeRow.__table__.columns.keys()  # noqa: SIM118 - a collection of columns
            if name != "id"
        }
        for ago, severity in ((3, 3), (3, 1), (2, 1), (2, 3), (2, 2)):
            at = now() - timedelta(days=ago)
            session.add(ChangeRow(**columns | {"detected_at": at, "severity": severity}))
    content = (await visitor.get("/")).text
    top, _, days = content.partition("Most important</h3>")[2].partition('<section class="day"')
    shown = re.findall(
        r'<time datetime="([\d-]{10})">|class="mark (\w+)"', days.partition("<aside")[0]
    )
    dates = [day for day, _ in shown if day]
    rank = {"act": 3, "affects": 2, "information": 1}

    assert top.count('<li class="line') == 3
    assert dates == sorted(dates, reverse=True)
    assert len(dates) >= 3
    levels: list[int] = []
    for day, level in shown:
        levels = [] if day else [*levels, rank[level]]
        assert levels == sorted(levels, reverse=True)
