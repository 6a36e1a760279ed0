"""The words of an edit that made it matter, and the level of one edit."""

from datetime import date

import pytest

from monitor.assess.levels import edit_level, urgent_days
from monitor.assess.triggers import Trigger, Triggers, triggers
from monitor.model import Assessment, DateKind, Edit, Op, Severity, StatedDate


def edit(before: str, after: str, **more: object) -> Edit:
    op = Op.MODIFIED if before and after else Op.ADDED if after else Op.REMOVED
    values: dict[str, object] = {"op": op, "path": (), "similarity": 0.9, **more}
    return Edit(before=before, after=after, **values)  # type: ignore[arg-type]


def marked(text: str, found: tuple[Trigger, ...]) -> list[tuple[str, str]]:
    return [(text[one.start : one.end], one.rule) for one in found]


def test_changed_values_are_found_on_both_sides() -> None:
    one = edit("Deposits are kept for 90 days.", "Deposits are kept for 180 days.")
    found = triggers(one)

    assert ("90 days", "period") in marked(one.before, found.before)
    assert ("180 days", "period") in marked(one.after, found.after)


def test_words_of_rules_are_found_as_whole_words_without_case() -> None:
    one = edit("", "Sellers MUST keep invoices; mustard may  not be sold.")
    words = [word for word, _ in marked(one.after, triggers(one).after)]

    assert "MUST" in words
    assert "may  not" in words
    assert "mustard" not in words


def test_chinese_words_are_found_anywhere() -> None:
    one = edit("卖家可以修改标题。", "卖家须在3天内修改标题。")
    words = [word for word, _ in marked(one.after, triggers(one).after)]

    assert "须" in words


def test_nothing_is_marked_in_an_edit_that_says_nothing_new() -> None:
    found = triggers(edit("Keep it for 9 days.", "Keep it for 10 days.", proof="typography"))

    assert found == Triggers()


@pytest.mark.parametrize(
    ("one", "level"),
    [
        (edit("a", "b", proof="typography"), Severity.COSMETIC),
        (edit("", "Yo-yo balls", weight=100), Severity.URGENT),
        (edit("Within 9 days.", "Within 7 days.", weight=78), Severity.MAJOR),
        (edit("", "Sellers must register.", weight=30), Severity.MAJOR),
        (edit("", "Our office has moved.", weight=30), Severity.MINOR),
        (edit("Our office is big.", "Our office is huge.", weight=10), Severity.MINOR),
        # An edit of an older release has no weight: the rules tell.
        (edit("Sellers may register.", "Sellers must register."), Severity.MAJOR),
    ],
)
def test_an_edit_has_a_level_of_its_own(one: Edit, level: Severity) -> None:
    assert edit_level(one) is level


def test_a_day_that_is_near_makes_the_edit_urgent_and_is_marked() -> None:
    one = edit("", "The fee applies from 1 March 2027.", weight=30)
    stated = (StatedDate(DateKind.EFFECTIVE, date(2027, 3, 1)),)
    assessment = Assessment(severity=Severity.URGENT, dates=stated)
    near = urgent_days(assessment, date(2027, 2, 1))
    far = urgent_days(assessment, date(2026, 2, 1))

    assert edit_level(one, near) is Severity.URGENT
    assert edit_level(one, far) is not Severity.URGENT
    assert ("1 March 2027", "date") in marked(one.after, triggers(one, near).after)
