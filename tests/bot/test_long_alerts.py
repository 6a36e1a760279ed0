"""An alert that has everything fits into one message: its edits go first, its name and address never."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot import alerts
from bot.markup import MAX_UNITS, units
from monitor.audience import AlertContext, ChannelName, NotifiedNotice
from monitor.cases import Case, Stage
from monitor.language import Language, languages
from monitor.model import ChangeKind, DateKind, Edit, Op, StatedDate
from monitor.watchlist import NameMatch, TermKind, WatchTerm
from tests.bot.test_messages import SOURCE, change
from tests.doubles.telegram_rules import check

LINK = f"https://{'forewarn.' * 20}example.org/changes/12"
AT = datetime(2026, 11, 2, tzinfo=UTC)


def everything(sign: str) -> AlertContext:
    matches = tuple(
        NameMatch(
            term=WatchTerm(TermKind.COMPANY, sign * 120),
            quote=f"{n}{sign * 220}",
            place=sign * 120,
        )
        for n in range(9)
    )
    case = Case(
        id=1, event_id=1, court="ilnd", docket="1:26-cv-04211", plaintiff=sign * 160, brand=sign * 160,
        law_firm="gbc", goods=("watches",), defendants=sign * 160, defendant_count=999_999, stage=Stage.TRO,
        next_date=date(2026, 11, 17), opened_at=AT, updated_at=AT,
    )  # fmt: skip
    return AlertContext(matches=matches, case=case, stage=Stage.TRO, link=LINK)


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("sign", ["W", "😀", "&", "<"])
@pytest.mark.parametrize("follows", [False, True])
def test_an_alert_with_everything_fits(language: Language, sign: str, *, follows: bool) -> None:
    one = change()
    edits = tuple(
        Edit(op=Op.ADDED, path=(sign * 500,) * 3, before="", after=sign * 5_000, similarity=0.0)
        for _ in range(9)
    )
    dates = tuple(StatedDate(DateKind.DEADLINE, date(2026, 12, day)) for day in range(1, 29))
    long = replace(
        one, kind=ChangeKind.NOTICE, title=sign * 3_000, stage=Stage.TRO, edits=edits,
        assessment=replace(one.assessment, dates=dates),
    )  # fmt: skip
    context = everything(sign)
    if follows:
        earlier = NotifiedNotice(
            event_id=1, change_id=3, title=sign * 3_000, channel=ChannelName.TELEGRAM, receipt="7", stage=None,
        )  # fmt: skip
        context = replace(context, earlier=earlier)
    made = alerts.alert(long, SOURCE, language, context)

    assert units(made.html) <= MAX_UNITS
    assert check({"text": made.html, "parse_mode": "HTML"}) is None
    assert sign * 100 in made.text.splitlines()[0]
    assert LINK in made.text
