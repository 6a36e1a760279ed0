"""Lawsuits in the bot: in an alert, by their number, as a list."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.alerts import alert
from monitor.audience import AlertContext
from monitor.cases import Case, Stage
from monitor.language import Language
from monitor.model import Change
from monitor.source import Kind
from relay import messages as relay
from storage.queries.cases import CaseFilter
from tests.lab import publish, rss
from tests.talk import Talk

OLD = ("Old notice", "Nothing to see.")
CAPTION = "Lantern &amp; Sons Ltd. v. The Partnerships Identified on Schedule A"
COURT = "court-list"


@pytest.fixture
def sued(talk: Talk) -> Talk:
    """Two cases with one number in two courts; one of them was dismissed."""
    talk.lab.watch(COURT, kind=Kind.FEED.value, category="court-domain-seizure")
    with talk.lab.context() as context:
        source = context.sources[COURT]
        notices = [
            (f"1:26-cv-04211 {CAPTION} (N.D. Ill.)", "SEALED TEMPORARY RESTRAINING ORDER signed."),
            ("0:26-cv-04211 Gold Rings v. Does 1-50 (S.D. Fla.)", "Civil case terminated."),
        ]
        for count in range(3):
            at = datetime.now(UTC) - timedelta(hours=3 - count)
            publish(context, source, rss(*notices[:count], OLD).body.decode(), at)
    return talk


def change_and_case(talk: Talk) -> tuple[Change, Case]:
    stores = talk.context.stores
    case = stores.cases.listed(CaseFilter(court="ilnd")).cases[0]
    change = stores.history.change(stores.cases.entries(case.id)[0].change_id)
    assert change is not None
    return change, case


async def test_a_case_is_shown_by_its_number_and_by_its_docket(sued: Talk) -> None:
    shown = await sued.says("/case 1")

    assert "Lantern & Sons Ltd. v. The Partnerships Identified on Schedule A" in shown
    assert "Stage: Restraining order issued" in shown
    assert "/change_1" in shown
    assert await sued.says("/case_1") == shown
    both = await sued.says("/case 26-cv-4211")
    assert "N.D. Ill." in both
    assert "S.D. Fla." in both


@pytest.mark.parametrize(
    ("typed", "reply"),
    [
        ("/case", "Write the number of a case"),
        ("/case 99", "There is no case 99"),
        ("/case <b>&", "There is no case <b>&"),
        ("/case 9999999999999999999999", "There is no case"),
    ],
)
async def test_a_case_that_is_none_is_one_clear_answer(talk: Talk, typed: str, reply: str) -> None:
    assert reply in await talk.says(typed)


async def test_the_list_has_what_goes_on_and_with_words_what_they_name(sued: Talk) -> None:
    going_on = await sued.says("/cases")
    named = await sued.says("/cases gold")

    assert "Plaintiff: Lantern & Sons" in going_on
    assert "Gold Rings" not in going_on
    assert "Stage: Dismissed" in named
    assert "No such lawsuit" in await sued.says("/cases nothing-of-the-kind")


async def test_an_alert_names_the_case(sued: Talk) -> None:
    change, case = change_and_case(sued)
    context = AlertContext(case=case)
    line = "案件 1:26-cv-04211 · 伊利诺伊北区 · 阶段：法院已签发 TRO · 原告：Lantern & Sons Ltd."
    subscriber = sued.context.stores.subscribers.welcome(1, Language.ZH, datetime.now(UTC))

    assert f"⚖ {line} /case_{case.id}" in alert(change, None, Language.ZH, context).text
    sent = relay.alerts([change], {}, subscriber, context)
    assert line in sent.text.splitlines()
    assert '"stage": "tro"' in sent.payload
    assert case.stage is Stage.TRO
