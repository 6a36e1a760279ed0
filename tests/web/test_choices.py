"""A reader's choices by a signed link: the same ones as in Telegram, stored by the button alone."""

import re
from datetime import time, timedelta

import pytest
import time_machine

from delivery.links import choices_link
from forewarn.wiring import AppContext
from monitor.audience import Frequency, Quiet, Subscriber
from monitor.language import Language
from monitor.model import Severity
from runtime.clock import now
from tests.web.conftest import Visitor
from web.links import Links

SETTINGS = {
    "severity": "information",
    "quiet": "",
    "digest": "daily",
    "digest_hour": "8",
    "language": "zh",
}


@pytest.fixture
def subscriber(context: AppContext) -> Subscriber:
    subscriber = context.stores.subscribers.welcome(1, Language.ZH, now())
    context.stores.subscribers.subscribe(
        subscriber.id, "jewellery", Frequency.WEEKLY, Severity.MAJOR
    )
    context.stores.subscribers.subscribe(subscriber.id, "word:lithium", Frequency.INSTANT)
    return subscriber


def wanted(
    context: AppContext, subscriber: Subscriber
) -> dict[str, tuple[Frequency, Severity | None]]:
    return {
        s.target: (s.frequency, s.min_severity)
        for s in context.stores.subscribers.subscriptions(subscriber.id)
    }


async def test_it_shows_what_was_chosen_and_a_look_changes_nothing(
    context: AppContext, visitor: Visitor, subscriber: Subscriber
) -> None:
    before = wanted(context, subscriber)
    shown = (await visitor.get(choices_link(context, subscriber))).text

    assert "我的关注" in shown
    assert '<option value="weekly:affects" selected>' in shown
    assert '<option value="instant" selected>' in shown
    assert "lithium" in shown
    assert wanted(context, subscriber) == before


async def test_the_button_stores_rhythms_settings_and_what_was_added(
    context: AppContext, visitor: Visitor, subscriber: Subscriber
) -> None:
    data = {
        "want:jewellery": "instant:major", "want:word:lithium": "off", "want:customs-border": "daily", "unmute:ring-rules": "on",
        "add": "“hoverboard”", "severity": "act",
        "quiet": "22:00-08:00", "quiet_passes": "on", "digest": "weekly", "digest_hour": "9",
        "timezone": "Europe/Berlin", "language": "en",
    }  # fmt: skip
    context.stores.mutes.mute(subscriber.id, "ring-rules", now() + timedelta(days=3))
    link = choices_link(context, subscriber)
    assert "Ring rules · 至" in (await visitor.get(link)).text
    answer = await visitor.ask("POST", link, data=data)
    assert answer.status == 303
    assert context.stores.mutes.of(subscriber.id, now()) == []
    assert "Saved." in (await visitor.get(answer.headers["location"])).text
    kept = context.stores.subscribers.get(subscriber.id)

    assert wanted(context, subscriber) == {
        "jewellery": (Frequency.INSTANT, Severity.MAJOR),
        "customs-border": (Frequency.WEEKLY, None),
        "word:hoverboard": (Frequency.INSTANT, None),
    }
    assert kept is not None
    assert kept.min_severity is Severity.URGENT
    assert kept.quiet == Quiet(start=time(22), end=time(8), major_passes=True)
    assert (kept.digest_frequency, kept.digest_hour) == (Frequency.WEEKLY, 9)
    assert (kept.timezone, kept.language) == ("Europe/Berlin", Language.EN)


WRONG = {
    "add": "<b>nothing</b>", "quiet": "late", "timezone": "Mars/Base", "digest_hour": "99", "digest": "hourly",
    "severity": "x", "language": "xx", "want:jewellery": "sometimes", "want:no-such-goods": "daily",
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
async def test_each_field_that_cannot_be_taken_is_named_and_nothing_is_stored(
    context: AppContext, visitor: Visitor, subscriber: Subscriber, name: str
) -> None:
    before = context.stores.subscribers.get(subscriber.id), wanted(context, subscriber)
    data = SETTINGS | {"severity": "major", "want:batteries": "daily", name: WRONG[name]}
    answer = await visitor.ask("POST", choices_link(context, subscriber), data=data)
    named = re.findall(r'<li id="fault-([^"]+)">', answer.text)

    assert answer.status == 422
    assert named == [name]
    assert "尚未保存" in answer.text
    assert "已保存" not in answer.text
    assert (context.stores.subscribers.get(subscriber.id), wanted(context, subscriber)) == before


async def test_what_was_typed_is_kept_and_all_faults_are_named_at_once(
    context: AppContext, visitor: Visitor, subscriber: Subscriber
) -> None:
    data = SETTINGS | {"want:batteries": "daily:act", "quiet_passes": "on"} | WRONG
    shown = (await visitor.ask("POST", choices_link(context, subscriber), data=data)).text

    assert len(re.findall(r'<li id="fault-', shown)) == len(WRONG)
    assert "没有叫“&lt;b&gt;nothing&lt;/b&gt;”的来源或类别。" in shown
    assert re.search(
        r'name="add" [^>]*value="&lt;b&gt;nothing&lt;/b&gt;" aria-invalid="true"', shown
    )
    assert re.search(r'name="quiet" value="late" aria-invalid="true"', shown)
    assert re.search(r'name="timezone" value="Mars/Base"', shown)
    assert '<option value="daily:act" selected>' in shown
    assert re.search(r'name="quiet_passes" checked', shown)


async def test_what_is_written_as_people_write_it_is_taken(
    context: AppContext, visitor: Visitor, subscriber: Subscriber
) -> None:
    data = SETTINGS | {"timezone": " america/new york ", "quiet": " 22 - 8 ", "digest_hour": "08"}
    answer = await visitor.ask("POST", choices_link(context, subscriber), data=data)
    kept = context.stores.subscribers.get(subscriber.id)

    assert answer.status == 303
    assert kept is not None
    assert (kept.timezone, kept.digest_hour) == ("America/New_York", 8)
    assert kept.quiet == Quiet(start=time(22), end=time(8), major_passes=False)


async def test_a_field_that_is_not_sent_stays_as_it_was(
    context: AppContext, visitor: Visitor, subscriber: Subscriber
) -> None:
    quiet = Quiet(start=time(22), end=time(8), major_passes=True)
    context.stores.subscribers.set_quiet(subscriber.id, quiet, now())
    context.stores.subscribers.set_digest(subscriber.id, empty=True)
    before = context.stores.subscribers.get(subscriber.id)
    await visitor.ask("POST", choices_link(context, subscriber), data={"want:fees": "daily"})

    assert context.stores.subscribers.get(subscriber.id) == before
    assert "fees" in wanted(context, subscriber)


async def test_a_target_that_left_the_catalogue_can_be_ended_and_is_no_fault(
    context: AppContext, visitor: Visitor, subscriber: Subscriber
) -> None:
    context.stores.subscribers.subscribe(subscriber.id, "a-source-of-last-year", Frequency.DAILY)
    link = choices_link(context, subscriber)
    same = await visitor.ask("POST", link, data={"want:a-source-of-last-year": "daily"})
    await visitor.ask("POST", link, data={"want:a-source-of-last-year": "off"})

    assert same.status == 303
    assert "a-source-of-last-year" not in wanted(context, subscriber)


async def test_to_hear_of_nothing_more_is_asked_once(
    context: AppContext, visitor: Visitor, subscriber: Subscriber
) -> None:
    before = wanted(context, subscriber)
    data = {"want:jewellery": "off", "want:word:lithium": "off"}
    reply = await visitor.ask("POST", choices_link(context, subscriber), data=data)
    assert reply.status == 422
    assert "确定的话，请勾选后再次保存" in reply.text
    assert 'name="sure"' in reply.text
    assert wanted(context, subscriber) == before

    await visitor.ask("POST", choices_link(context, subscriber), data=data | {"sure": "on"})
    assert wanted(context, subscriber) == {}


async def test_more_than_can_be_is_said(
    context: AppContext, visitor: Visitor, subscriber: Subscriber
) -> None:
    for number in range(198):
        context.stores.subscribers.subscribe(
            subscriber.id, f"word:number {number}", Frequency.INSTANT
        )
    answer = await visitor.ask("POST", choices_link(context, subscriber), data={"add": "“drones”"})

    assert answer.status == 422
    assert "最多只能关注 200 项" in answer.text
    assert len(wanted(context, subscriber)) == 200


async def test_a_reader_by_mail_alone_who_asks_for_instant_is_told(
    context: AppContext, visitor: Visitor
) -> None:
    subscriber = context.stores.subscribers.add_email(
        "li@example.org", Language.EN, "UTC", 8, now()
    )
    link = choices_link(context, subscriber)
    answer = await visitor.ask("POST", link, data={"want:fees": "instant"})

    assert "“instant” is not a choice here" in answer.text
    assert wanted(context, subscriber) == {}


async def test_a_reader_by_mail_alone_is_offered_no_instant(
    context: AppContext, visitor: Visitor
) -> None:
    subscriber = context.stores.subscribers.add_email(
        "li@example.org", Language.EN, "UTC", 8, now()
    )
    shown = (await visitor.get(choices_link(context, subscriber))).text

    assert 'value="instant' not in shown
    assert 'value="weekly"' in shown


async def test_a_forged_or_stale_link_opens_nothing(
    context: AppContext, visitor: Visitor, subscriber: Subscriber
) -> None:
    link = choices_link(context, subscriber)
    forged = Links("another key", context.settings.public_url).choices(subscriber.id)
    gone = context.stores.subscribers.welcome(2, Language.EN, now())
    left = choices_link(context, gone)
    context.stores.subscribers.remove(gone.id)
    for wrong in (forged, link[:-2] + "xx", left):
        assert (await visitor.get(wrong)).status == 410
        assert (await visitor.ask("POST", wrong, data={"want:fees": "daily"})).status == 410
    with time_machine.travel(now() + timedelta(days=61), tick=True):
        assert (await visitor.get(link)).status == 410


async def test_a_page_of_another_site_changes_nothing(
    context: AppContext, visitor: Visitor, subscriber: Subscriber
) -> None:
    before = wanted(context, subscriber)
    answer = await visitor.ask(
        "POST",
        choices_link(context, subscriber),
        data={"want:jewellery": "off"},
        headers={"Sec-Fetch-Site": "cross-site"},
    )

    assert answer.status == 403
    assert wanted(context, subscriber) == before


async def test_a_pair_is_added_and_ended_by_its_name(
    context: AppContext, visitor: Visitor, subscriber: Subscriber
) -> None:
    link, pair = choices_link(context, subscriber), "pair:jewellery+platform-policy"
    await visitor.ask("POST", link, data={**SETTINGS, "add": "平台规则 + 珠宝首饰"})
    assert wanted(context, subscriber)[pair] == (Frequency.INSTANT, None)
    assert "珠宝首饰 × 平台规则" in (await visitor.get(link)).text
    await visitor.ask("POST", link, data={**SETTINGS, f"want:{pair}": "off"})

    assert pair not in wanted(context, subscriber)
