"""Dates in the languages of the catalogue; never one that the text does not give."""

from datetime import date

import pytest

from monitor.dates import dates_in, moment
from monitor.text import fold


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


def test_the_first_of_the_month_in_french() -> None:
    assert [d.day for d in dates_in("le 1er août 2026")] == [date(2026, 8, 1)]


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
