"""A link of a hostile source leaves by no door: pages, texts, feeds, the API, exports, mail, chats, relays."""

import json
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import update

from bot import alerts
from bot.alert_buttons import full_buttons
from forewarn.wiring import AppContext
from mailer import messages as mail
from monitor.audience import Coverage, Digest, Subscriber
from monitor.export import as_csv, as_json_lines
from monitor.extract.feed import read_feed
from monitor.language import Language
from monitor.model import Change
from relay import messages as team
from storage.tables.changes import ChangeRow, VersionRow
from tests.web.conftest import Visitor

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
SUBSCRIBER = Subscriber(
    id=1, language=Language.EN, timezone="UTC", digest_hour=8, chat_id=1, email="li@example.org", active=True, created_at=NOW
)  # fmt: skip
HOSTILE = (
    "javascript:alert(1)", "JAVASCRIPT:alert(1)", "data:text/html,alert(1)", "vbscript:alert(1)", "https://a@evil.example/alert(1)",
)  # fmt: skip
DOORS = (
    "/", "/changes", "/changes/{}", "/changes/{}?view=inline", "/changes/{}.txt", "/feeds/all.atom", "/feeds/sources/ring-rules.atom",
    "/calendar", "/calendar.ics", "/search?q=brand", "/sources/ring-rules", "/sources/ring-rules/versions/2", "/export/changes.csv",
    "/export/changes.jsonl", "/api/v1/changes", "/api/v1/changes/{}", "/api/v1/search?q=brand", "/api/v1/sources/ring-rules/versions/2",
)  # fmt: skip


@pytest.fixture(params=HOSTILE)
def planted(request: pytest.FixtureRequest, world: AppContext) -> str:
    """Every change and version leads there."""
    links = [["the rules", request.param]]
    with world.stores.database.write() as session:
        session.execute(update(ChangeRow).values(url=request.param))
        session.execute(update(VersionRow).values(url=request.param, links=links))
    return str(request.param)


def digest_of(changes: list[Change]) -> Digest:
    seen = Coverage(watched=1, checked=1, failing=())
    return Digest(
        id=1, subscriber_id=1, local_date=date(2026, 3, 1), since=NOW, until=NOW, groups=(("fees", tuple(changes)),), coverage=seen
    )  # fmt: skip


async def test_no_page_and_no_file_has_it(
    world: AppContext, visitor: Visitor, planted: str
) -> None:
    number = world.stores.history.changes()[0].id
    for door in DOORS:
        answer = await visitor.get(door.format(number))

        assert answer.status == 200, door
        assert planted not in answer.text, door


def test_no_message_has_it(world: AppContext, planted: str) -> None:
    changes = world.stores.history.changes()
    made = digest_of(changes)
    source = world.sources["ring-rules"]
    said = [
        *(repr(alerts.alert(change, source, Language.EN)) for change in changes),
        *(repr(alerts.change_pages(change, source, Language.EN)) for change in changes),
        repr(full_buttons(changes[0], None, Language.EN)),
        repr(mail.digest(made, world.sources, SUBSCRIBER, "Forewarn <news@example.org>")),
        *(repr(team.alerts([change], {}, SUBSCRIBER)) for change in changes),
        repr(team.digest(made, world.sources, SUBSCRIBER)),
        *as_json_lines(changes),
        *as_csv(changes),
    ]
    assert not [text for text in said if planted in text]
    assert (
        json.loads(team.alerts(changes, world.sources, SUBSCRIBER).payload)["changes"][0]["url"]
        == ""
    )


@pytest.mark.parametrize("url", HOSTILE)
def test_an_entry_without_a_title_is_not_called_by_it(url: str) -> None:
    item = f"<item><guid>1</guid><link>{url}</link><description>Fees rise.</description></item>"
    feed = f"<rss version='2.0'><channel><title>Notices</title>{item}</channel></rss>"
    [document] = read_feed(feed.encode(), "application/rss+xml", "https://example.org/feed")

    assert document.url == ""
    assert "alert" not in document.title + document.text
