"""A reader's choices by a signed link: the same ones as in Telegram, stored by the button alone."""

from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine

from delivery.links import choices_link
from forewarn.wiring import AppContext
from monitor.audience import Frequency, Quiet, Subscriber
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
def reader(context: AppContext) -> Subscriber:
    reader = context.stores.subscribers.welcome(1, Language.ZH, NOW)
    context.stores.subscribers.subscribe(reader.id, "jewellery", Frequency.WEEKLY, Severity.MAJOR)
    context.stores.subscribers.subscribe(reader.id, "word:lithium", Frequency.INSTANT)
    return reader


def wanted(context: AppContext, reader: Subscriber) -> dict[str, tuple[Frequency, Severity | None]]:
    return {
        s.target: (s.frequency, s.min_severity)
        for s in context.stores.subscribers.subscriptions(reader.id)
    }


async def test_it_shows_what_was_chosen_and_a_look_changes_nothing(
    context: AppContext, visitor: Visitor, reader: Subscriber
):
    before = wanted(context, reader)
    told = (await visitor.get(choices_link(context, reader))).text

    assert "我的订阅" in told
    assert '<option value="weekly:major" selected>' in told
    assert '<option value="instant" selected>' in told
    assert "lithium" in told
    assert wanted(context, reader) == before


async def test_the_button_stores_rhythms_settings_and_what_was_added(
    context: AppContext, visitor: Visitor, reader: Subscriber
):
    data = {
        "want:jewellery": "instant:major", "want:word:lithium": "off", "want:customs-border": "daily", "unmute:ring-rules": "on",
        "want:no-such-thing": "daily", "add": "“hoverboard”", "severity": "major",
        "quiet": "22:00-08:00", "quiet_passes": "on", "digest": "weekly", "digest_hour": "9",
        "timezone": "Europe/Berlin", "language": "en",
    }  # fmt: skip
    context.stores.mutes.mute(reader.id, "ring-rules", NOW + timedelta(days=3))
    link = choices_link(context, reader)
    assert "Ring rules · 至" in (await visitor.get(link)).text
    answer = await visitor.ask("POST", link, data=data)
    assert answer.status == 303
    assert context.stores.mutes.of(reader.id, NOW) == []
    assert "Saved." in (await visitor.get(answer.headers["location"])).text
    kept = context.stores.subscribers.get(reader.id)

    assert wanted(context, reader) == {
        "jewellery": (Frequency.INSTANT, Severity.MAJOR),
        "customs-border": (Frequency.WEEKLY, None),
        "word:hoverboard": (Frequency.INSTANT, None),
    }
    assert kept is not None
    assert kept.min_severity is Severity.MAJOR
    assert kept.quiet == Quiet(start=time(22), end=time(8), major_passes=True)
    assert (kept.digest_frequency, kept.digest_hour) == (Frequency.WEEKLY, 9)
    assert (kept.timezone, kept.language) == ("Europe/Berlin", Language.EN)


async def test_what_is_not_understood_stays_as_it_was(
    context: AppContext, visitor: Visitor, reader: Subscriber
):
    before = context.stores.subscribers.get(reader.id)
    data = SETTINGS | {
        "add": "<b>nothing</b>", "quiet": "late", "timezone": "Mars/Base", "digest_hour": "99",
        "severity": "x", "language": "xx",
    }  # fmt: skip
    answer = await visitor.ask("POST", choices_link(context, reader), data=data)
    told = (await visitor.get(answer.headers["location"])).text

    assert context.stores.subscribers.get(reader.id) == before
    assert "没有叫“&lt;b&gt;nothing&lt;/b&gt;”的来源或分类。" in told


async def test_a_reader_by_mail_alone_is_offered_no_instant(context: AppContext, visitor: Visitor):
    reader = context.stores.subscribers.add_email("li@example.org", Language.EN, "UTC", 8, NOW)
    told = (await visitor.get(choices_link(context, reader))).text

    assert 'value="instant' not in told
    assert 'value="weekly"' in told


async def test_a_forged_or_stale_link_opens_nothing(
    context: AppContext, visitor: Visitor, reader: Subscriber
):
    link = choices_link(context, reader)
    forged = Links("another key", context.settings.public_url).choices(reader.id)
    gone = context.stores.subscribers.welcome(2, Language.EN, NOW)
    left = choices_link(context, gone)
    context.stores.subscribers.remove(gone.id)
    for wrong in (forged, link[:-2] + "xx", left):
        assert (await visitor.get(wrong)).status == 410
        assert (await visitor.ask("POST", wrong, data={"want:fees": "daily"})).status == 410
    with time_machine.travel(NOW + timedelta(days=61), tick=True):
        assert (await visitor.get(link)).status == 410


async def test_a_page_of_another_site_changes_nothing(
    context: AppContext, visitor: Visitor, reader: Subscriber
):
    before = wanted(context, reader)
    answer = await visitor.ask(
        "POST",
        choices_link(context, reader),
        data={"want:jewellery": "off"},
        headers={"Sec-Fetch-Site": "cross-site"},
    )

    assert answer.status == 403
    assert wanted(context, reader) == before
