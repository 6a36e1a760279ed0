"""A page that changed several times is one item of a digest, from its first text to its last."""

from dataclasses import replace
from datetime import timedelta

from bot.messages import digest_pages
from delivery.digests import next_digest
from forewarn.wiring import AppContext
from mailer import messages as mail
from monitor.audience import Digest, Frequency
from monitor.fact_lines import fact_line, facts_of
from monitor.language import Language
from monitor.model import Severity
from relay import messages as relay
from runtime.clock import now
from tests.bot.test_messages import SUBSCRIBER
from tests.delivery.test_delivery import SOURCE, publish
from tests.delivery.test_one_day import FEES, reader_of

ZH = replace(SUBSCRIBER, language=Language.ZH)
SITE = "https://f.example"
PERIOD = "You may appeal within {} days of the notice."


def appeals(context: AppContext, *texts: str) -> Digest:
    """The digest of a reader for whom the page said these texts, an hour apart."""
    subscriber = reader_of(context, 1, platform_policy=Frequency.DAILY)
    at = now() - timedelta(hours=len(texts) + 1)
    for number, text in enumerate(texts):
        publish(context, text, at + timedelta(hours=number))
    return next_digest(context, subscriber)


def test_a_page_that_changed_twice_is_one_item_from_first_to_last(context: AppContext) -> None:
    made = appeals(context, *(PERIOD.format(days) for days in (30, 14, 7)))
    (change,) = made.changes
    first, *_ = facts_of(change.assessment)

    assert fact_line(first, Language.EN).endswith("30 → 7 days")
    assert [edit.before for edit in change.edits] == [PERIOD.format(30)]
    assert made.ids_of(change) == (1, 2)
    assert (made.count, change.id) == (2, 2)


def test_a_page_that_says_again_what_it_said_is_undone(context: AppContext) -> None:
    """The return is silent, so the digest would tell a rule that holds no longer."""
    once = appeals(context, *(PERIOD.format(days) for days in (30, 14, 30)))
    (change,) = once.changes

    assert once.merged[change.id].is_undone
    assert (change.assessment.severity, change.edits, once.count) == (Severity.MINOR, (), 1)


def test_a_page_that_went_half_the_way_back_is_told_as_it_is_now(context: AppContext) -> None:
    made = appeals(context, *(PERIOD.format(days) for days in (30, 14, 7, 14)))
    (change,) = made.changes

    assert [(edit.before, edit.after) for edit in change.edits] == [
        (PERIOD.format(30), PERIOD.format(14))
    ]
    assert made.ids_of(change) == (1, 2)


def test_changes_of_two_pages_stay_two_items(context: AppContext) -> None:
    made = appeals(context, PERIOD.format(30), PERIOD.format(14))
    subscriber = reader_of(context, 1, payment_risk=Frequency.DAILY)
    for days in (30, 14):
        publish(context, PERIOD.format(days), source=FEES)
    both = next_digest(context, subscriber)

    assert len(made.changes) == 1
    assert sorted(c.source_id for c in both.changes) == sorted([SOURCE.id, FEES.id])
    assert not both.merged


def test_a_merged_item_is_worded_in_chat_mail_and_relay(context: AppContext) -> None:
    made = appeals(context, *(PERIOD.format(days) for days in (30, 14, 7)))
    chat = digest_pages(made, context.sources, ZH)
    mailed = mail.digest(made, context.sources, ZH, "news@example.org", site=SITE)
    relayed = relay.digest(made, context.sources, ZH, SITE)

    assert "改了 2 次，合为一条：最初 → 最新" in chat[0]
    assert "此前：/change_1" in chat[0]
    assert "1 条变化（分 2 次）" in chat[0]
    for text in (mailed.text, relayed.text):
        assert "改了 2 次" in text
        assert "https://f.example/changes/2" in text
        assert "此前：https://f.example/changes/1" in text
    assert 'href="https://f.example/changes/1"' in mailed.html
    for subject in (mailed.subject, relayed.subject):
        assert "】Harbour Market｜" in subject
        assert "30→7 天" in subject


def test_an_undone_change_is_worded(context: AppContext) -> None:
    made = appeals(context, *(PERIOD.format(days) for days in (30, 14, 30)))
    (page,) = digest_pages(made, context.sources, ZH)

    assert "改过 1 次，现已改回原样" in page


def test_a_date_that_no_longer_stands_is_not_coming(context: AppContext) -> None:
    ahead = [(now() + timedelta(days=days)).date() for days in (9, 20)]
    first, second = (f"Rings must not be listed from {day:%d %B %Y}." for day in ahead)
    moved = appeals(context, "Rings may be listed.", first, second)
    undone = appeals(context, "Rings may be listed.")

    assert [one.day for one in moved.coming] == [ahead[1]]
    assert undone.coming == ()


def test_changes_around_a_new_way_to_read_the_page_stay_apart(context: AppContext) -> None:
    """The texts of two ways differ by more than the rule."""
    subscriber = reader_of(context, 1, platform_policy=Frequency.DAILY)
    anew = replace(SOURCE, remove=(".intro",))
    intro = "</p><p class=intro>Welcome to the rules of this market."
    at = now() - timedelta(hours=5)
    for hour, (days, source) in enumerate([(30, SOURCE), (14, SOURCE), (14, anew), (7, anew)]):
        publish(context, PERIOD.format(days) + intro, at + timedelta(hours=hour), source)
    made = next_digest(context, subscriber)

    assert [one.id for one in made.changes] == [1, 2]
    assert not made.merged
