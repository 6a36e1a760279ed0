"""The dates of an alert: the soonest first, with the days that are left; past ones never as coming."""

from datetime import date

import pytest

from monitor.date_lines import date_lines
from monitor.language import Language
from monitor.model import Assessment, DateKind, Severity, StatedDate
from monitor.wording import deadlines
from tests.bot.test_messages import change

TODAY = date(2026, 11, 27)
FORCE, DUE, REVISED = DateKind.EFFECTIVE, DateKind.DEADLINE, DateKind.REVISED


def lines(language: Language, *stated: tuple[DateKind, date]) -> tuple[str, ...]:
    dates = tuple(StatedDate(kind, day) for kind, day in stated)
    return date_lines(
        change(assessment=Assessment(severity=Severity.MAJOR, dates=dates)), language, TODAY
    )


def test_the_soonest_comes_first_with_the_days_that_are_left() -> None:
    stated = ((DUE, date(2027, 1, 31)), (FORCE, date(2026, 12, 10)), (REVISED, date(2026, 12, 1)))

    assert lines(Language.ZH, *stated) == (
        "⏰ 12 月 10 日起生效（还有 13 天）",
        "⏳ 2027 年 1 月 31 日前完成（还有 65 天）",
    )
    assert lines(Language.EN, *stated) == (
        "⏰ In force 10 Dec (in 13 days)",
        "⏳ Do by 31 Jan 2027 (in 65 days)",
    )


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        (Language.EN, "⏰ In force since 28 May 2024"),
        (Language.ZH, "⏰ 2024 年 5 月 28 日起已生效"),
    ],
)
def test_a_past_date_is_told_as_past_and_only_where_none_is_ahead(
    language: Language, shown: str
) -> None:
    past = (FORCE, date(2024, 5, 28))

    assert lines(language, past) == (shown,)
    assert len(lines(language, past, (DUE, date(2026, 12, 1)))) == 1
    assert "2024" not in lines(language, past, (DUE, date(2026, 12, 1)))[0]


def test_today_and_tomorrow_are_named_as_people_do() -> None:
    assert lines(Language.EN, (DUE, TODAY)) == ("⏳ Do by 27 Nov (today)",)
    assert lines(Language.ZH, (DUE, TODAY)) == ("⏳ 11 月 27 日前完成（就是今天）",)
    assert lines(Language.EN, (DUE, date(2026, 11, 28))) == ("⏳ Do by 28 Nov (in 1 day)",)


def test_no_date_makes_no_line() -> None:
    assert lines(Language.EN) == ()


def test_a_list_names_no_deadline_that_was_over_when_the_change_was_found() -> None:
    stated = tuple(StatedDate(DUE, day) for day in (date(2020, 1, 31), date(2027, 1, 31)))
    found = change(assessment=Assessment(severity=Severity.MAJOR, dates=stated))

    assert deadlines(found, Language.EN) == ["Do by 31 Jan 2027"]
    assert deadlines(found, Language.EN, date(2027, 2, 1)) == []
