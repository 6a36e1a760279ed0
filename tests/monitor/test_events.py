"""Notices on one event join; strangers never do."""

from datetime import UTC, datetime, timedelta

import pytest

from monitor.events import Event, Mark, MarkKind, Notice, event_of, is_same_event, marks_of

NOW = datetime(2026, 11, 2, tzinfo=UTC)
DOCKET = "Lantern Watches Ltd. v. The Partnerships Identified on Schedule A"


def notice(
    title: str, text: str = "", *, source: str = "court", days: int = 0, url: str = ""
) -> Notice:
    return Notice(
        source_id=source,
        title=title,
        at=NOW + timedelta(days=days),
        marks=marks_of(title, text, url, f"https://{source}.example.org/list"),
    )


@pytest.mark.parametrize(
    ("title", "text", "mark"),
    [
        ("1:26-cv-04211 A v. B", "", Mark(MarkKind.DOCKET, "26-cv-4211")),
        ("Case 26cv4211", "", Mark(MarkKind.DOCKET, "26-cv-4211")),
        ("Investigation 337-TA-1500", "", Mark(MarkKind.DOCKET, "337-1500")),
        (
            "Seized",
            "The names are ring-sale.shop and www.gold4u.com.",
            Mark(MarkKind.DOMAIN, "gold4u.com"),
        ),
        (DOCKET, "", Mark(MarkKind.PARTY, "lantern watches")),
    ],
)
def test_a_notice_is_known_by_its_marks(title: str, text: str, mark: Mark) -> None:
    assert mark in marks_of(title, text, "", "")


def test_marketplaces_addresses_of_mail_and_the_source_itself_are_no_marks() -> None:
    text = "Sold on www.amazon.com and store.ebay.com; write to press@gold4u.com; see court.example.org."

    assert (
        marks_of("News", text, "https://court.example.org/list", "https://court.example.org/list")
        == frozenset()
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (notice(f"1:26-cv-04211 {DOCKET}"), notice("Lantern Watches sues 212 shops", "Case 26-cv-04211.", source="press", days=20)),
        (notice(DOCKET, "26-cv-04211"), notice("Court order for Lantern Watches: shops closed", source="press", days=3)),
        (
            notice("58 domains seized", "ring-sale.shop, gold4u.com, watch-88.top"),
            notice("Police close web shops", "Among them gold4u.com and watch-88.top.", source="police", days=9),
        ),
        (
            notice("Rule on ring lights", url="https://www.register.example.org/doc/2026-20001", source="tariff"),
            notice("Rule on ring lights", url="https://register.example.org/doc/2026-20001/?x=1", source="section-301"),
        ),
    ],
)  # fmt: skip
def test_notices_on_one_event_join(one: Notice, other: Notice) -> None:
    assert is_same_event(one, other)
    assert is_same_event(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # One plaintiff, two cases.
        (notice(DOCKET, "26-cv-04211"), notice(DOCKET, "26-cv-04212", source="other", days=1)),
        # One number, two courts.
        (notice("1:26-cv-04211 Gold Rings v. Doe"), notice("1:26-cv-04211 Smith v. County Hospital", source="other")),
        # One domain that both name in passing.
        (notice("News", "Copied from gold4u.com"), notice("Other news", "As gold4u.com said", source="press")),
        # The same name, a season apart.
        (notice(DOCKET), notice("Lantern Watches opens a shop", source="press", days=60)),
        # Much the same words, and nothing that names the event.
        (notice("Counterfeit watches seized at the port"), notice("Counterfeit watches seized at the airport", source="press")),
        (notice("Weekly report", url="https://court.example.org/list"), notice("Weekly report", url="https://court.example.org/list", days=7)),
    ],
)  # fmt: skip
def test_strangers_never_join(one: Notice, other: Notice) -> None:
    assert not is_same_event(one, other)
    assert not is_same_event(other, one)


def test_a_notice_that_fits_two_events_joins_neither() -> None:
    press = notice("Lantern Watches wins in court", source="press", days=2)
    cases = [Event(1, (notice(DOCKET, "26-cv-04211"),)), Event(2, (notice(DOCKET, "26-cv-04212"),))]

    assert event_of(press, cases[:1]) == 1
    assert event_of(press, cases) is None


def test_a_notice_that_contradicts_a_member_stays_out() -> None:
    known = (notice(DOCKET, "26-cv-04211"), notice("Lantern Watches wins in court", source="press"))

    assert event_of(notice(DOCKET, "26-cv-04299", source="other"), [Event(1, known)]) is None
