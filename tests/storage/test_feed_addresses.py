"""The address that a feed gives for itself: proposed once, never followed elsewhere."""

import pytest

from monitor.model import Outcome
from storage.archive.proposals import Proposals
from storage.database import Database
from tests.storage.test_entries import json_feed, note, rss, watch_of

ANNOUNCED = [
    "<itunes:new-feed-url>https://new.example.net/feed?a=1&amp;b=2</itunes:new-feed-url>",
    "<new-feed-url><![CDATA[https://new.example.net/feed?a=1&b=2]]></new-feed-url>",
    "<atom:link rel='self' href='https://new.example.net/feed?a=1&amp;b=2'/>",
    "<atom:link href = 'https://new.example.net/feed?a=1&amp;b=2'\n rel = 'self'></atom:link>",
    "<newLocation>https://new.example.net/feed?a=1&amp;b=2</newLocation>",
]


@pytest.mark.parametrize("announcement", ANNOUNCED)
def test_a_feed_s_new_address_is_proposed_once(announcement: str, database: Database) -> None:
    watch = watch_of("rss", database)
    for n in (1, 2):
        watch.sees(rss([note(n)]).replace("<title>Gazette", f"{announcement}<title>Gazette"))

    found = [one.proposal.url for one in Proposals(database).waiting()]
    assert found == ["https://new.example.net/feed?a=1&b=2"]
    assert watch.news() == ["Notice 2"]


@pytest.mark.parametrize(
    "announcement",
    [
        "<atom:link rel='self' href='https://gazette.example.org/all?format=rss'/>",
        "<atom:link rel='self' href='https://www.gazette.example.org/all'/>",
        "<atom:link rel='self' href='http://gazette.example.org/all'/>",
        "<atom:link rel='self' href='/all'/>",
        "<atom:link rel='self' href=''/>",
        "<atom:link rel='hub' href='https://hub.example.net/'/>",
        "<atom:link rel='self' href='http://[broken'/>",
        "<itunes:new-feed-url></itunes:new-feed-url>",
        "<!-- <itunes:new-feed-url>https://new.example.net/</itunes:new-feed-url> -->",
        "<item><guid>1</guid><title>a</title><atom:link rel='self' href='https://o.example.net/'/></item>",
        "<atom:link rel='self' href='javascript:alert(1)'/>",
    ],
)
def test_what_is_no_new_address_is_not_proposed(announcement: str, database: Database) -> None:
    watch = watch_of("rss", database)
    body = rss([note(1)]).replace("<title>Gazette</title>", f"<title>Gazette</title>{announcement}")
    watch.sees(body)

    assert Proposals(database).waiting() == []


def test_a_json_feed_s_other_address_is_proposed(database: Database) -> None:
    watch = watch_of("json-feed", database)
    watch.sees(
        json_feed([note(1)]).replace('"items"', '"feed_url": "https://o.example.net/f", "items"')
    )

    assert [one.proposal.url for one in Proposals(database).waiting()] == [
        "https://o.example.net/f"
    ]


@pytest.mark.parametrize(
    ("moved_to", "outcome"),
    [
        ("https://gazette.example.net/all", Outcome.REJECTED),
        ("https://other.example.org/all", Outcome.REJECTED),
        ("https://www.gazette.example.org/feed", Outcome.CHANGED),
        ("https://example.org/feed", Outcome.CHANGED),
        ("https://gazette.example.org/feed", Outcome.CHANGED),
    ],
)
def test_a_feed_that_moved_to_another_site_is_proposed_and_not_followed(
    moved_to: str, outcome: Outcome, database: Database
) -> None:
    watch = watch_of("rss", database)
    watch.sees(rss([note(1)]))
    result = watch.sees(rss([note(2)]), moved_to=moved_to)

    assert result.outcome is outcome
    assert [one.proposal.url for one in Proposals(database).waiting()] == [moved_to]
    assert watch.news() == (["Notice 2"] if outcome is Outcome.CHANGED else [])
