"""Dates in the languages of the catalogue; never one that the text does not give."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.dates import Unit, dates_in, moment, moved
from monitor.text import fold

_WRITTEN = (
    "on {d} {name} {y}.", "{name} {d}, {y}", "{d}-{name}-{y}", "{y}年{m}月{d}日", "{y}/{m}/{d}", "{y}-{m:02}-{d:02}",
    "{d:02}.{m:02}.{y}",
)  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "2026年3月11日起施行",
        "effective March 11, 2026",
        "on 11 March 2026",
        "11th of March 2026",
        "Mar. 11, 2026",
        "2026-03-11",
        "2026/3/11",
        "ab dem 11. März 2026",
        "gültig ab 11.03.2026",
        "à compter du 11 mars 2026",
        "dall'11 marzo 2026",
        "a partir del 11 de marzo de 2026",
        "с 11 марта 2026 года",
        "od 11 marca 2026 r.",
        "二〇二六年三月十一日",
        "令和8年3月11日",
        "2026년 3월 11일",
        "11-Mar-2026",
        "Mar-11-2026",
        "March 11 (Wednesday), 2026",
    ],
)
def test_a_date_is_read_in_its_language(text: str) -> None:
    assert [dated.day for dated in dates_in(fold(text).casefold())] == [date(2026, 3, 11)]


@pytest.mark.parametrize(
    "text",
    [
        "03/11/2026",
        "you may 30 days after",
        "section 11.3.2026.1",
        "version 2026.45.99",
        "31 February 2026",
        "in March 2026",
        "call 11 2026",
    ],
)
def test_what_is_no_certain_date_is_not_read(text: str) -> None:
    assert dates_in(text.casefold()) == ()


@pytest.mark.parametrize(
    "text",
    ["le 1er août 2026", "1º de agosto de 2026", "1° agosto 2026", "the first of August 2026"],
)
def test_the_first_of_the_month_has_its_own_spellings(text: str) -> None:
    assert [d.day for d in dates_in(fold(text).casefold())] == [date(2026, 8, 1)]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("02/23/2027", date(2027, 2, 23)),
        ("23/02/2027", date(2027, 2, 23)),
        ("23-02-2027", date(2027, 2, 23)),
        ("03.02.2027", date(2027, 2, 3)),
        ("03/03/2027", date(2027, 3, 3)),
    ],
)
def test_numbers_that_mean_one_day_only_are_read(text: str, day: date) -> None:
    assert [dated.day for dated in dates_in(text)] == [day]


@pytest.mark.parametrize(
    ("count", "unit", "day"),
    [
        (5, Unit.BUSINESS_DAY, date(2027, 3, 12)),
        (-1, Unit.BUSINESS_DAY, date(2027, 3, 4)),
        (30, Unit.DAY, date(2027, 4, 4)),
        (2, Unit.WEEK, date(2027, 3, 19)),
        (11, Unit.MONTH, date(2028, 2, 5)),
        (1000, Unit.DAY, None),
    ],
)
def test_a_day_is_counted_from_another(count: int, unit: Unit, day: date | None) -> None:
    assert moved(date(2027, 3, 5), count, unit) == day


def test_a_month_after_its_last_day_ends_with_the_next() -> None:
    assert moved(date(2027, 1, 31), 1, Unit.MONTH) == date(2027, 2, 28)


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.sampled_from(_WRITTEN))
def test_every_day_is_read_as_written(day: date, form: str) -> None:
    text = form.format(y=day.year, m=day.month, d=day.day, name=f"{day:%B}".casefold())

    assert [dated.day for dated in dates_in(text)] == [day]


@given(st.text(alphabet="0123456789/-.年月日 mayst2027五", max_size=40))
def test_no_text_breaks_the_reading_of_dates(text: str) -> None:
    for dated in dates_in(text):
        assert 0 <= dated.start < dated.end <= len(text)


@pytest.mark.parametrize(
    ("value", "order", "day"),
    [
        ("2026-11-02", "", "2026-11-02"),
        ("2026-09-24T13:57:06.082+00:00", "", "2026-09-24"),
        ("2026-11-24T02:00:00+08:00", "", "2026-11-23"),
        ("1795564800", "", "2026-11-25"),
        (1795564800, "", "2026-11-25"),
        ("13/11/2026", "dmy", "2026-11-13"),
        ("11-10-2026", "mdy", "2026-11-10"),
        ("13/11/2026", "", "2026-11-13"),
        ("11/13/2026", "", "2026-11-13"),
        ("Fri, 13 Nov 2026 08:00:00 GMT", "", "2026-11-13"),
    ],
)
def test_a_field_s_time_is_read(value: object, order: str, day: str) -> None:
    found = moment(value, order)

    assert found is not None
    assert f"{found:%Y-%m-%d}" == day


@pytest.mark.parametrize(
    "value", ["", None, "soon", "12/11/2026", "99999999999999999", "2026-13-40"]
)
def test_a_field_without_a_certain_time_has_none(value: object) -> None:
    assert moment(value) is None
