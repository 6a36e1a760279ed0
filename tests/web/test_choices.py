"""A reader's choices by a signed link: the same ones as in Telegram, stored by the button alone."""

from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine

from forewarn.links import choices_link
from forewarn.wiring import Parts
from monitor.audience import Quiet, Rhythm, Subscriber
from monitor.language import Language
from monitor.model import Severity
from tests.web.conftest import Visitor
from web.links import Links

NOW = datetime.now(UTC)
SETTINGS = {
    "severity": "minor",
    "quiet": "",
    "digest": "daily",
    "digest_hour": "8",
    "language": "zh",
}


@pytest.fixture
def reader(parts: Parts) -> Subscriber:
    reader = parts.subscribers.welcome(1, Language.ZH, NOW)
    parts.subscribers.subscribe(reader.id, "jewellery", Rhythm.WEEKLY, Severity.MAJOR)
    parts.subscribers.subscribe(reader.id, "word:lithium", Rhythm.INSTANT)
    return reader


def wanted(parts: Parts, reader: Subscriber) -> dict[str, tuple[Rhythm, Severity | None]]:
    return {s.target: (s.rhythm, s.least) for s in parts.subscribers.subscriptions(reader.id)}


async def test_it_shows_what_was_chosen_and_a_look_changes_nothing(
    parts: Parts, visitor: Visitor, reader: Subscriber
):
    before = wanted(parts, reader)
    told = (await visitor.get(choices_link(parts, reader))).text

    assert "我的订阅" in told
    assert '<option value="weekly:major" selected>' in told
    assert '<option value="instant" selected>' in told
    assert "lithium" in told
    assert wanted(parts, reader) == before


async def test_the_button_stores_rhythms_settings_and_what_was_added(
    parts: Parts, visitor: Visitor, reader: Subscriber
):
    data = {
        "want:jewellery": "instant:major", "want:word:lithium": "off", "want:customs-border": "daily", "unmute:ring-rules": "on",
        "want:no-such-thing": "daily", "add": "“hoverboard”", "severity": "major",
        "quiet": "22:00-08:00", "quiet_passes": "on", "digest": "weekly", "digest_hour": "9",
        "timezone": "Europe/Berlin", "language": "en",
    }  # fmt: skip
    parts.mutes.mute(reader.id, "ring-rules", NOW + timedelta(days=3))
    link = choices_link(parts, reader)
    assert "Ring rules · 至" in (await visitor.get(link)).text
    answer = await visitor.ask("POST", link, data=data)
    assert answer.status == 303
    assert parts.mutes.of(reader.id, NOW) == []
    assert "Saved." in (await visitor.get(answer.headers["location"])).text
    kept = parts.subscribers.get(reader.id)

    assert wanted(parts, reader) == {
        "jewellery": (Rhythm.INSTANT, Severity.MAJOR),
        "customs-border": (Rhythm.WEEKLY, None),
        "word:hoverboard": (Rhythm.INSTANT, None),
    }
    assert kept is not None
    assert kept.least is Severity.MAJOR
    assert kept.quiet == Quiet(start=time(22), end=time(8), major_passes=True)
    assert (kept.digest_rhythm, kept.digest_hour) == (Rhythm.WEEKLY, 9)
    assert (kept.timezone, kept.language) == ("Europe/Berlin", Language.EN)


async def test_what_is_not_understood_stays_as_it_was(
    parts: Parts, visitor: Visitor, reader: Subscriber
):
    before = parts.subscribers.get(reader.id)
    data = SETTINGS | {
        "add": "<b>nothing</b>", "quiet": "late", "timezone": "Mars/Base", "digest_hour": "99",
        "severity": "x", "language": "xx",
    }  # fmt: skip
    answer = await visitor.ask("POST", choices_link(parts, reader), data=data)
    told = (await visitor.get(answer.headers["location"])).text

    assert parts.subscribers.get(reader.id) == before
    assert "没有叫“&lt;b&gt;nothing&lt;/b&gt;”的来源或分类。" in told


async def test_a_reader_by_mail_alone_is_offered_no_instant(parts: Parts, visitor: Visitor):
    reader = parts.subscribers.add_email("li@example.org", Language.EN, "UTC", 8, NOW)
    told = (await visitor.get(choices_link(parts, reader))).text

    assert 'value="instant' not in told
    assert 'value="weekly"' in told


async def test_a_forged_or_stale_link_opens_nothing(
    parts: Parts, visitor: Visitor, reader: Subscriber
):
    link = choices_link(parts, reader)
    forged = Links("another key", parts.settings.public_url).choices(reader.id)
    gone = parts.subscribers.welcome(2, Language.EN, NOW)
    left = choices_link(parts, gone)
    parts.subscribers.remove(gone.id)
    for wrong in (forged, link[:-2] + "xx", left):
        assert (await visitor.get(wrong)).status == 410
        assert (await visitor.ask("POST", wrong, data={"want:fees": "daily"})).status == 410
    with time_machine.travel(NOW + timedelta(days=61), tick=True):
        assert (await visitor.get(link)).status == 410


async def test_a_page_of_another_site_changes_nothing(
    parts: Parts, visitor: Visitor, reader: Subscriber
):
    before = wanted(parts, reader)
    answer = await visitor.ask(
        "POST",
        choices_link(parts, reader),
        data={"want:jewellery": "off"},
        headers={"Sec-Fetch-Site": "cross-site"},
    )

    assert answer.status == 403
    assert wanted(parts, reader) == before
