"""What the dates of a text mean: in force, due, a stamp, or of another rule."""

from datetime import date

import pytest

from monitor.assess.dates import (
    has_force,
    is_only_stamp,
    leading,
    new_dates,
    ordered,
    stated_dates,
)
from monitor.model import DateKind, Edit, Op, StatedDate

MARCH, JULY = date(2027, 3, 5), date(2027, 7, 1)


def effective(day: date) -> StatedDate:
    return StatedDate(DateKind.EFFECTIVE, day)


@pytest.mark.parametrize(
    ("day", "text"),
    [
        ("2027-05-31", "The certificate is valid until 31 May 2027."),
        ("2027-06-30", "Upload the certificate by 30 June 2027."),
        ("2027-03-12", "Reply within five business days of 5 March 2027."),
        ("2027-03-31", "Register within 30 days of 1 March 2027."),
        ("2027-03-16", "2027年3月1日后15日内提交资料。"),
        ("2027-03-31", "自2027年3月1日起30日内完成备案。"),
        ("2027-03-31", "Innerhalb von 30 Tagen nach dem 1. März 2027 registrieren."),
        ("2027-03-31", "Dans les trente jours suivant le 1er mars 2027, déclarez."),
        ("2027-03-31", "En los 30 días siguientes al 1 de marzo de 2027, declare."),
        ("2027-03-31", "Registrarsi entro 30 giorni dal 1° marzo 2027."),
        ("2027-06-30", "Spätestens am 30. Juni 2027"),
        ("2027-06-30", "Au plus tard le 30 juin 2027"),
        ("2027-06-30", "A más tardar el 30 de junio de 2027"),
        ("2027-06-30", "Entro e non oltre il 30 giugno 2027"),
        ("2027-06-30", "截止时间：2027年6月30日"),
        ("2027-06-30", "请于2027年6月30日前提交资质证书。"),
        ("2027-06-30", "No later than June 30, 2027"),
        ("2027-06-30", "Deadline: 30 June 2027"),
        ("2027-03-31", "Valid until 31 March 2027"),
        ("2027-03-31", "Gültig bis 31. März 2027"),
        ("2027-03-31", "Valable jusqu'au 31 mars 2027"),
        ("2027-03-31", "Válido hasta el 31 de marzo de 2027"),
        ("2027-03-31", "Valido fino al 31 marzo 2027"),
        ("2027-03-31", "有效期至2027年3月31日"),
        ("2027-03-08", "Please answer within one business day of 5 March 2027."),
        ("2027-03-12", "Binnen fünf Werktagen nach dem 5. März 2027"),
        ("2027-03-12", "2027年3月5日起5个工作日内完成整改"),
        ("2027-05-01", "within two months of 1 March 2027"),
        ("2027-01-30", "at least 30 days before 1 March 2027"),
        ("2027-06-30", "The deadline has been extended to 30 June 2027."),
        ("2027-06-30", "Products must be registered before 30 June 2027."),
        ("2027-03-05", "Die Frist endet am 5. März 2027."),
        ("2027-03-05", "The last day to register is 5 March 2027."),
        ("2027-03-05", "La date limite est fixée au 5 mars 2027."),
    ],
)
def test_a_deadline_is_read_or_counted(day: str, text: str) -> None:
    assert stated_dates(text) == (StatedDate(DateKind.DEADLINE, date.fromisoformat(day)),)


_KINDS = {"E": DateKind.EFFECTIVE, "D": DateKind.DEADLINE, "R": DateKind.REVISED}


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        ("E2027-03-01 D2027-05-31", "From 1 March 2027 to 31 May 2027 no fee is due."),
        ("E2027-03-01 D2027-05-31", "The discount applies from 1 March to 31 May 2027."),
        ("R2026-12-01 E2027-01-05", "Published 1 December 2026, effective 5 January 2027"),
        ("R2026-11-20 D2027-01-05", "Updated 20 November 2026: the deadline is 5 January 2027"),
        ("R2026-11-20 E2027-01-25", "Last revised 11/20/2026 – takes effect 01/25/2027"),
        (
            "E2027-03-05 D2027-06-30",
            "From 5 March, sellers must register, and by 30 June 2027 they must report.",
        ),
        ("R2026-12-01 E2027-01-05", "发布日期：2026-12-01 生效日期：2027-01-05"),
        ("R2026-11-01 E2027-01-05", "本规则2026年11月1日发布，2027年1月5日生效。"),
        ("R2026-11-01 E2027-01-05", "发布于2026-11-01，2027-01-05生效"),
        ("E2027-03-01 D2027-05-31", "自2027年3月1日至5月31日，免收仓储费。"),
        ("E2027-03-01 D2027-05-31", "Vom 1. März bis 31. Mai 2027 entfällt die Gebühr."),
        ("E2027-03-01 D2027-05-31", "Du 1er mars 2027 au 31 mai 2027, les frais sont offerts."),
        ("E2027-03-01 D2027-05-31", "Del 1 de marzo al 31 de mayo de 2027 no hay tarifa."),
        ("E2027-03-01 D2027-05-31", "Dal 1° marzo al 31 maggio 2027 la tariffa è sospesa."),
        ("E2027-03-05 D2027-05-31", "From March 5, 2027 through May 31, 2027, fees are waived."),
        ("R2026-12-01 E2027-03-05", "Last updated 1 December 2026. Effective 5 March 2027."),
        ("R2026-12-01 E2027-03-05", "Veröffentlicht am 1. Dezember 2026, gültig ab 5. März 2027"),
        ("R2026-12-01 E2027-03-05", "Publié le 1er décembre 2026, en vigueur le 5 mars 2027"),
        (
            "R2026-12-01 E2027-03-05",
            "Publicado el 1 de diciembre de 2026; entrará en vigor el 5 de marzo de 2027",
        ),
        ("R2026-12-01 E2027-03-05", "Pubblicato il 1° dicembre 2026, in vigore dal 5 marzo 2027"),
    ],
)
def test_each_of_two_dates_has_its_own_meaning(expected: str, text: str) -> None:
    dates = tuple(
        StatedDate(_KINDS[one[0]], date.fromisoformat(one[1:])) for one in expected.split()
    )

    assert stated_dates(text) == dates


def edit(before: str, after: str, *path: str) -> Edit:
    return Edit(op=Op.MODIFIED, path=path, before=before, after=after, similarity=0.5)


def test_a_cell_means_what_its_head_says() -> None:
    found = new_dates((edit("1 March 2027", "5 March 2027", "Fees", "Effective date"),))

    assert found == (effective(MARCH),)


def test_a_cell_of_a_row_means_what_the_head_of_its_column_says() -> None:
    found = new_dates(
        (edit("", "Toys | 5 March 2027 | 9 %", "Fees", "Goods | In force from | Fee"),)
    )

    assert found == (effective(MARCH),)


def test_a_bare_date_under_another_head_means_nothing() -> None:
    assert new_dates((edit("1 March 2027", "5 March 2027", "Fairs", "Date"),)) == ()


def test_new_dates_stand_in_the_order_of_the_text() -> None:
    text = "Effective 1 July 2027. Section 3 is effective 5 March 2027."

    assert new_dates((edit("", text),)) == (effective(JULY), effective(MARCH))


@pytest.mark.parametrize(
    ("today", "day"),
    [
        (date(2027, 1, 1), MARCH),
        (MARCH, MARCH),
        (date(2027, 4, 1), JULY),
        (date(2028, 1, 1), JULY),
    ],
)
def test_the_soonest_coming_date_leads_else_the_latest_past(today: date, day: date) -> None:
    due = StatedDate(DateKind.DEADLINE, date(2027, 4, 2))
    dates = (due, effective(JULY), effective(MARCH))

    assert leading(dates, today) == effective(day)
    assert ordered(dates, today)[0] == effective(day)
    assert sorted(ordered(dates, today), key=str) == sorted(dates, key=str)


def test_without_a_date_of_force_none_leads() -> None:
    due = (StatedDate(DateKind.DEADLINE, MARCH),)

    assert leading(due, MARCH) is None
    assert ordered(due, MARCH) == due


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Effective 5 March 2027", True),
        ("Upload it by 5 March 2027", True),
        ("Updated 5 March 2027", False),
        ("Sellers keep records.", False),
    ],
)
def test_force_is_a_date_of_force_or_a_deadline(text: str, expected: bool) -> None:
    assert has_force(text) is expected


@pytest.mark.parametrize(
    "text",
    [
        "Last updated: 5 March 2027",
        "Updated over 3 weeks ago",
        "3 weeks ago",
        "Published on 01/02/2027",
        "Version 3.2",
        "Version 3.2 of 5 March 2027",
        "Build 20270301",
        "Build 4711",
        "v2.1.0",
        "Rev. 7",
        "© 2027 Example GmbH",
        "Copyright © 2020-2027 Example Ltd. All rights reserved.",
        "Stand: 5. März 2027",
        "Zuletzt aktualisiert am 5. März 2027",
        "Dernière mise à jour : 5 mars 2027",
        "Mis à jour il y a 3 semaines",
        "Última actualización: 5 de marzo de 2027",
        "Actualizado hace 3 semanas",
        "Ultimo aggiornamento: 5 marzo 2027",
        "Aggiornato 3 settimane fa",
        "最后更新于2027年3月5日",
        "更新时间：2027-03-05 10:00",
        "本页面最后更新于2027年3月5日",
        "3周前更新",
        "发布日期：2027年3月5日",
        "版本号：V2.1",
        "This page was last updated on March 5, 2027 at 10:00 UTC",
        "Vor 3 Wochen aktualisiert",
        "Last modified Friday, 5 March 2027 10:00 PST",
        "(c) 2027 Example, Inc.",
        "Last updated March 2027",
        "版本：V3.0（2027年3月5日更新）",
        "Posted 5 March 2027",
    ],
)
def test_a_stamp_alone_is_one(text: str) -> None:
    assert is_only_stamp(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Effective date: 5 March 2027",
        "Published 1 December 2026, effective 5 January 2027",
        "Updated 20 November 2026: the deadline is 5 January 2027",
        "5 March 2027",
        "30 days",
        "Version",
        "发布日期：2026-12-01 生效日期：2027-01-05",
        "Updated fee: 3%",
        "Published price $5",
        "Last updated 5 March 2027: sellers must register",
        "© 2027 sellers must pay",
        "Version 3 applies",
        "Updated by Friday",
        "Updated limit 30",
        "Section 3.2",
        "Return within 30 days",
    ],
)
def test_a_text_that_says_more_is_no_stamp(text: str) -> None:
    assert not is_only_stamp(text)


@pytest.mark.parametrize(
    "lead", ["effective ", "from ", "by ", "within 30 days of ", "takes effect "]
)
@pytest.mark.parametrize("filler", ["a ", "de la ", "a.m. ", "12:00 ", "( ", "auf dem ", "not "])
def test_words_between_cost_no_more_than_their_number(lead: str, filler: str) -> None:
    """A pattern that tries each reading of every word would not end here."""
    stated_dates(f"{lead}{filler * 60}x 5 March 2027 {filler * 60}y")
