"""Every checklist fits one message, is taken by Telegram, and is inert whatever the change says."""

import pytest

from bot import alerts
from bot.alert_buttons import AlertState, alert_buttons
from bot.markup import units
from bot.next_steps import all_steps
from monitor.checklists.checklist import checklists
from monitor.language import Language, languages
from monitor.tasks import ChangeTask
from tests.bot.test_messages import SOURCE, change, is_taken


@pytest.mark.parametrize("language", languages())
def test_every_checklist_fits_one_message(language: Language) -> None:
    hostile = change(summary="<b>&" * 90, title="<script>" * 40)
    for found in checklists():
        html = all_steps(hostile, found, language)

        assert is_taken(html)
        assert units(html) <= 4_096
        assert "<script>" not in html
        assert all(step[:20] in html for step in found.steps(language))


@pytest.mark.parametrize("language", languages())
def test_the_buttons_say_what_became_of_an_alert(language: Language) -> None:
    done = ChangeTask(change_id=12, is_done=True, done_by="Li")
    rows = alert_buttons(change(), SOURCE, language, AlertState(task=done, in_group=True))

    assert "Li" in rows[0][0].label
    assert [button.data for button in rows[0]] == ["done:12", "undo:12"]
    assert not [b for row in rows for b in row if b.data == "take:12"]


def test_without_any_address_nothing_is_forwarded() -> None:
    state = AlertState(task=ChangeTask(change_id=12))
    rows = alert_buttons(change(url="javascript:x"), None, Language.EN, state)

    assert not [button for row in rows for button in row if button.url]


def test_a_reminder_shows_the_head_the_first_steps_and_the_address() -> None:
    state = AlertState(task=ChangeTask(change_id=12), link="https://f.example/changes/12")
    made = alerts.reminder(change(), SOURCE, Language.ZH, state, "77")

    assert made.reply_to == "77"
    assert is_taken(made.html)
    for words in (
        "提醒",
        "2027 年 3 月 1 日起生效（还有 365 天）",
        "怎么办：费用上涨",
        "详情 https://f.example/changes/12",
    ):
        assert words in made.html
