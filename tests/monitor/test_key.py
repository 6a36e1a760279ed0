"""Whatever changes how a source is read is in its key, and nothing else is."""

from dataclasses import fields, replace
from datetime import time, timedelta
from typing import Any

import pytest

from monitor.extract.key import extraction_key
from monitor.source import Api, Expectation, Hours, Kind, Listing, Quota, Render, Source

API = Api(entries="items", id="id", title="title", text=("body",))
SOURCE = Source(
    id="lamp-rules",
    organisation="Lamp office",
    title="Lamp rules",
    category="product-safety",
    kind=Kind.LISTING,
    url="https://lamps.example.org/rules",
    language="en",
    api=API,
)
# A setting, another value of it; each changes what is read.
READS: dict[str, Any] = {
    "kind": Kind.PAGE,
    "select": "article",
    "remove": (".share",),
    "language": "de",
    "render": Render.BROWSER,
    "listing": Listing(entry="li"),
    "api": replace(API, text=("summary",)),
    "only": ("lamp",),
    "skip": ("webinar",),
}
# A setting, why it is not in the key, another value of it.
READS_NOT: dict[str, tuple[str, Any]] = {
    "id": ("names it", "other"),
    "organisation": ("names its owner", "Other office"),
    "title": ("names it to readers", "Other rules"),
    "title_zh": ("names it to readers", "灯具规则"),
    "category": ("says who hears of it", "trade"),
    "jurisdiction": ("says who hears of it", "DE"),
    "topics": ("says who hears of it", ("toys",)),
    "url": ("the rule at a new address is compared with what it said", "https://b.example.org/"),
    "every": ("says when it is looked at", timedelta(hours=1)),
    "hours": ("says when it is looked at", Hours(start=time(1), end=time(5), timezone="UTC")),
    "quota": ("says how often it is looked at", Quota(day=1)),
    "expect": ("says what is believed, not what is read", Expectation(min_chars=9)),
    "discover": ("looks at links, which are not compared", True),
    "max_mb": ("says what is fetched", 20),
    "enabled": ("says whether it is looked at", False),
    "note": ("is for people", "moved in spring"),
}


def test_each_setting_of_a_source_is_in_the_key_or_says_why_not() -> None:
    assert {field.name for field in fields(Source)} == READS.keys() | READS_NOT.keys()
    assert not READS.keys() & READS_NOT.keys()


@pytest.mark.parametrize("name", READS)
def test_what_changes_the_reading_changes_the_key(name: str) -> None:
    assert extraction_key(replace(SOURCE, **{name: READS[name]})) != extraction_key(SOURCE)


@pytest.mark.parametrize("name", READS_NOT)
def test_what_does_not_leaves_it(name: str) -> None:
    assert extraction_key(replace(SOURCE, **{name: READS_NOT[name][1]})) == extraction_key(SOURCE)


@pytest.mark.parametrize("part", [field.name for field in fields(Listing)])
def test_each_setting_of_a_list_is_in_the_key(part: str) -> None:
    values: dict[str, Any] = {"pages": 9, "follow": False, "date_order": "dmy"}
    listing = replace(SOURCE.listing, **{part: values.get(part, "x")})

    assert extraction_key(replace(SOURCE, listing=listing)) != extraction_key(SOURCE)
