"""Writes docs/messages.md: every kind of message, in both languages, as its reader sees it.

python -m docs.messages           (with `picture`: docs/messages.png, too, as a phone shows it; needs Chromium)
"""

import html
import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from bot import alerts, messages
from bot.alert_buttons import AlertState
from bot.group_messages import Group, group
from bot.messages import say
from bot.subscriber_messages import nothing_found
from mailer import messages as mail
from monitor.audience import (
    AlertContext,
    ChannelName,
    Coverage,
    Digest,
    Message,
    NotifiedNotice,
    UpcomingDate,
)
from monitor.cases import Case, Stage
from monitor.check_reason import CheckReason
from monitor.language import Language
from monitor.model import Outcome
from monitor.ports import CheckResult
from monitor.tasks import ChangeTask
from monitor.watchlist import NameMatch, TermKind, WatchTerm
from relay import messages as relay
from tests.bot.test_golden_alerts import CHANGES, NOW
from tests.bot.test_messages import SOURCE, SUBSCRIBER

HERE = Path(__file__).parent
LINK = "https://forewarn.example.org/changes/12"
SENDER = "Forewarn <news@example.org>"
MARKET = replace(
    SOURCE, organisation="Harbour Market", title="Seller rules", title_zh="卖家规则", language="en"
)
SOURCES = {MARKET.id: MARKET}
MARKET_ONLY = {"en": ("Harbour Market",), "zh": ("Harbour Market",)}
WITH_GOODS = {"en": ("Harbour Market", "Batteries"), "zh": ("Harbour Market", "电池")}
TITLES = {
    "period": ("Alert: a period", "提醒：期限"),
    "amount": ("Alert: an amount, with a date", "提醒：金额与日期"),
    "percentage": ("Alert: a percentage", "提醒：比例"),
    "answer": ("Alert: an answer in a table", "提醒：表格里的是与否"),
    "ban": ("Alert: newly banned goods", "提醒：新增禁售"),
    "document": ("Alert: a new document", "提醒：新增材料"),
    "cell": ("Alert: a cell of a table", "提醒：表格单元"),
    "condition": ("Alert: a condition", "提醒：条件或例外"),
    "recall": ("Alert: a recall", "提醒：召回公告"),
    "stage": ("Alert: a stage of a lawsuit", "提醒：案件阶段"),
    "many": ("Alert: many edits", "提醒：多处修改"),
}
EARLIER = NotifiedNotice(
    event_id=1, change_id=9, title="Moonveil v. The Defendants", channel=ChannelName.TELEGRAM, receipt="7"
)  # fmt: skip
CASE = Case(
    id=3, event_id=1, docket="1:26-cv-04211", plaintiff="Moonveil LLC", stage=Stage.TRO, opened_at=NOW, updated_at=NOW
)  # fmt: skip
MATCH = NameMatch(
    term=WatchTerm(TermKind.COMPANY, "Shenzhen VoltGo Technology"), quote="made by Shenzhen VoltGo Technology Co., Ltd., of China"
)  # fmt: skip


def main() -> None:
    """Write the page, and the picture if asked for."""
    lines = [
        "# Messages\n\nEvery kind of message as its reader sees it; written by `docs/messages.py`.\n"
    ]
    for english, shown in every_message(Language.EN):
        chinese = dict(every_message(Language.ZH, english=True))[english]
        lines += [
            f"## {english}\n",
            _quoted(shown.html or shown.text),
            _quoted(chinese.html or chinese.text),
        ]
    (HERE / "messages.md").write_text("\n".join(lines), "utf-8")
    if "picture" in sys.argv:
        _draw()


def every_message(language: Language, *, english: bool = False) -> Iterator[tuple[str, Message]]:
    """Yield each message with its title, the title in English or in the language."""
    at = 0 if english or language == Language.EN else 1
    for name, change in CHANGES.items():
        yield TITLES[name][at], alerts.alert(change, MARKET, language, _context(language, name))
    how = _context(language)
    stage, recall, period = CHANGES["stage"], CHANGES["recall"], CHANGES["period"]
    named = replace(how, matches=(MATCH,))
    moved = replace(how, stage=Stage.TRO, case=CASE, earlier=EARLIER)
    state = AlertState(task=ChangeTask(change_id=12), link=LINK)
    reader = replace(SUBSCRIBER, language=language)
    yield "Alert: an own name", alerts.alert(recall, MARKET, language, named)
    yield "A case moves on", alerts.alert(stage, MARKET, language, moved)
    yield "A follow-up", alerts.alert(recall, MARKET, language, replace(how, earlier=EARLIER))
    yield (
        "Several changes at once",
        group(
            Group(
                changes=[period, CHANGES["ban"]],
                sources=SOURCES,
                language=language,
                today=NOW.date(),
            )
        ),
    )
    yield "A reminder", alerts.reminder(CHANGES["amount"], MARKET, language, state, "7", how)
    yield "A digest", _html(messages.digest_pages(_digest(), SOURCES, reader)[0])
    yield "An alert by relay", _relay(relay.alerts([CHANGES["document"]], SOURCES, reader, how))
    yield "An alert by mail", _mail(mail.alert(recall, MARKET, reader, named, SENDER))
    yield from _checks(language)
    for title, key, values in ANSWERS:
        yield title, _html(say(language, key, **values))
    yield "Answer: nothing found", _html(nothing_found("hoverbord", language))


def _checks(language: Language) -> Iterator[tuple[str, Message]]:
    """Yield the answer to a check of each outcome."""
    for outcome in (Outcome.CHANGED, Outcome.UNCHANGED, Outcome.REJECTED, Outcome.FAILED):
        reason = CheckReason("captcha" if outcome is Outcome.REJECTED else "timeout")
        found = CheckResult(
            source_id=MARKET.id,
            outcome=outcome,
            change=12 if outcome is Outcome.CHANGED else None,
            reason=reason,
        )
        named_one = CHANGES["period"] if outcome is Outcome.CHANGED else None
        told = messages.outcome(
            found, MARKET, language, change=named_one, link=LINK if named_one else ""
        )
        yield f"A check: {outcome}", _html(told)


ANSWERS: tuple[tuple[str, str, dict[str, object]], ...] = (
    ("Answer: no such change", "change_unknown", {"id": 99}),
    ("Answer: a command without its word", "check_usage", {}),
    ("Answer: too many checks", "check_often", {"count": 20}),
    ("Answer: only administrators", "only_admins", {}),
    ("Answer: a fault of ours", "unavailable", {}),
)


def _context(language: Language, name: str = "") -> AlertContext:
    concerns = WITH_GOODS if name == "recall" else MARKET_ONLY
    return AlertContext(
        timezone="Asia/Shanghai", now=NOW, link=LINK, concerns=concerns[str(language)]
    )


def _digest() -> Digest:
    change = CHANGES["amount"]
    return Digest(
        subscriber_id=1,
        local_date=date(2026, 11, 28),
        since=NOW - timedelta(days=1),
        until=datetime(2026, 11, 28, tzinfo=UTC),
        groups=(("platform-policy", (change, CHANGES["ban"])),),
        coverage=Coverage(watched=5, checked=5, failing=()),
        coming=(UpcomingDate(day=date(2027, 1, 1), by=False, change=change),),
        alerted=frozenset({change.id}),
    )


def _html(made: str) -> Message:
    return Message(text=made, html=made)


def _relay(made: Message) -> Message:
    return Message(text=html.escape(f"{made.subject}\n{made.text}"))


def _mail(made: Message) -> Message:
    return Message(text=html.escape(f"{made.subject}\n\n{made.text}"))


def _quoted(shown: str) -> str:
    """Telegram's HTML as Markdown; what a chat folds is indented once more."""
    text = re.sub(r"<blockquote expandable>(.*?)</blockquote>", _folded, shown, flags=re.DOTALL)
    text = text.replace("*", "\\*").replace("_", "\\_")
    for tag, mark in (("b", "**"), ("i", "*"), ("s", "~~"), ("code", "`")):
        text = re.sub(f"</?{tag}>", mark, text)
    text = re.sub(r'<a href="([^"]*)">([^<]*)</a>', r"[\2](\1)", text)
    return "\n".join(f"> {line}  " for line in html.unescape(text).splitlines()) + "\n"


def _folded(found: re.Match[str]) -> str:
    return "\n".join(f"│ {line}" for line in found[1].splitlines())


def _draw() -> None:
    """Draw four alerts as a phone of 360 pixels shows them, unfolded."""
    from docs.pictures import PHONES, draw, phone  # noqa: PLC0415 - only the picture needs a browser

    style = ".phone { width: 360px }</style>"
    shown = [
        phone(alerts.alert(CHANGES[name], MARKET, language, _context(language)))
        for name, language in (("document", Language.ZH), ("ban", Language.ZH), ("recall", Language.ZH), ("amount", Language.EN))
    ]  # fmt: skip
    page = PHONES.format(bubbles="".join(shown)).replace("</style>", style, 1)
    draw(page, HERE / "messages.png", 1_580, 760)


if __name__ == "__main__":
    main()
