"""Alerts of each kind, word for word, in both languages; relay and mail tell the same in the same order."""

from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pytest

from bot import alerts
from mailer import messages as mail
from monitor.alert_card import card_of
from monitor.assess import judge
from monitor.audience import AlertContext
from monitor.cases import Stage
from monitor.language import Language
from monitor.model import (
    Assessment,
    Block,
    BlockKind,
    Change,
    ChangeKind,
    Document,
    Edit,
    Op,
    Reason,
    Severity,
)
from monitor.summary import summarise
from relay import messages as relay
from tests.bot.test_messages import SOURCE, SUBSCRIBER, is_taken
from tests.bot.test_messages import change as a_change

NOW = datetime(2026, 11, 27, 20, 5, tzinfo=UTC)
HOW = AlertContext(timezone="Asia/Shanghai", now=NOW, link="https://f.example/changes/12")
TITLE = "Seller rules"
GOLDEN = Path(__file__).parent / "golden"


def document(texts: list[str], path: tuple[str, ...], kind: BlockKind) -> Document:
    return Document(title=TITLE, blocks=tuple(Block((TITLE, *path), text, kind) for text in texts))


def changed(
    before: list[str],
    after: list[str],
    path: tuple[str, ...] = (),
    kind: BlockKind = BlockKind.PARAGRAPH,
) -> Change:
    """Judge two pages as of NOW."""
    found = judge(document(before, path, kind), document(after, path, kind), NOW.date())
    return a_change(
        edits=found.edits, assessment=found.assessment, title=TITLE, summary=summarise(found.edits), detected_at=NOW,
    )  # fmt: skip


def notice(title: str, text: str, stage: Stage | None = None) -> Change:
    added = Edit(op=Op.ADDED, path=(title,), before="", after=text, similarity=0.0)
    judged = Assessment(
        severity=Severity.URGENT, rules=3, reasons=(Reason(rule="notice-recall", severity=Severity.URGENT, words=("recall",)),)
    )  # fmt: skip
    return a_change(
        added, kind=ChangeKind.NOTICE, title=title, assessment=judged, detected_at=NOW, stage=stage, from_version=None
    )  # fmt: skip


FEES = ("Fees", "Category | Referral fee percentage | Minimum")
BANNED = ("Prohibited products", "Toys")
CHANGES = {
    "period": changed(["Sellers may appeal within 30 days."], ["Sellers may appeal within 14 days."]),
    "amount": changed(["The monthly fee is $39.99."], ["The monthly fee is $44.99 from 1 January 2027."]),
    "percentage": changed(["The commission is 20%."], ["The commission is 18%."]),
    "answer": changed(["Watches | Yes"], ["Watches | No"], ("Product | Allowed",), BlockKind.ROW),
    "ban": changed(["Darts", "Knives"], ["Darts", "Knives", "Yo-yo balls", "Slime kits containing borax"], BANNED, BlockKind.ITEM),
    "document": changed(["You must submit a UL 2056 test report."], ["You must submit a UL 2054 or IEC 62133-2 test report issued within the last 12 months."]),
    "cell": changed(["Jewelry | 20% | $0.30", "Toys | 15% | $0.30"], ["Jewelry | 18% | $0.30", "Toys | 15% | $0.30"], FEES, BlockKind.ROW),
    "condition": changed(["Orders ship with tracking and insurance."], ["Orders ship without tracking and insurance."]),
    "recall": notice("VoltGo recalls power banks", "The lithium-ion batteries can overheat, posing a fire hazard."),
    "stage": notice("Moonveil v. The Defendants on Schedule A", "The court granted a temporary restraining order.", Stage.TRO),
    "many": changed([f"Rule {n}: pay within {n + 20} days." for n in range(12)], [f"Rule {n}: pay within {n + 10} days." for n in range(12)]),
}  # fmt: skip


def parts(html: str) -> str:
    """Return an alert without its steps, which tests of the checklists hold."""
    return "\n".join(
        part for part in html.split("\n\n") if not part.startswith(("<b>What", "<b>怎么"))
    )


@pytest.mark.parametrize("language", [Language.EN, Language.ZH])
def test_every_kind_of_alert_reads_as_it_was_read_last(language: Language) -> None:
    shown = [
        f"== {name}\n{parts(alerts.alert(change, SOURCE, language, HOW).html)}"
        for name, change in CHANGES.items()
    ]
    golden = GOLDEN / f"alerts.{language}.txt"
    made = "\n".join(shown) + "\n"
    if not golden.exists():
        golden.write_text(made, "utf-8")
        pytest.fail("read the new file, then run again")

    assert made == golden.read_text("utf-8")


@pytest.mark.parametrize("language", [Language.EN, Language.ZH])
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_no_alert_names_a_rule_and_telegram_takes_each(change: Change, language: Language) -> None:
    html = alerts.alert(change, SOURCE, language, HOW).html

    assert is_taken(html)
    assert not {"依据", "Why:", "wording", "notice-recall", "negation-"} & set(html.split())


@pytest.mark.parametrize("language", [Language.EN, Language.ZH])
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_relay_and_mail_tell_the_same_in_the_same_order(change: Change, language: Language) -> None:
    how = replace(HOW, concerns=("Amazon", "Batteries"))
    card = card_of(change, SOURCE, language, how, limit=300)
    told = [line.text(language) for line in card.lines[1:]]
    told += filter(None, [card.explained, *card.dates, card.concerns, card.found_at])
    reader = replace(SUBSCRIBER, language=language, relay="https://chat.example.org")
    chat = alerts.alert(change, SOURCE, language, how).text
    team = relay.alerts([change], {SOURCE.id: SOURCE}, reader, how)
    letter = mail.alert(change, SOURCE, reader, how, "news@example.org")

    for text in (
        chat,
        f"{team.subject}\n{team.text}",
        letter.text,
        unescape(letter.html),
    ):
        places = [text.find(one) for one in told]
        assert -1 not in places
        assert places == sorted(places)
        assert "https://f.example/changes/12" in text
    assert len(f"{team.subject}\n{team.text}".encode()) <= 2_048


@pytest.mark.parametrize("language", [Language.EN, Language.ZH])
def test_a_relay_counts_what_has_no_room(language: Language) -> None:
    texts = [
        f"Rule {n}: pay the invoice within {n + 20} days. {'More words here. ' * 9}"
        for n in range(9)
    ]
    change = changed(texts, [text.replace("2", "1", 1) for text in texts])
    told = relay.alerts([change], {SOURCE.id: SOURCE}, replace(SUBSCRIBER, language=language), HOW)

    assert ("另有" if language == Language.ZH else "more edit") in told.text
    assert "https://f.example/changes/12" in told.text
    assert len(f"{told.subject}\n{told.text}".encode()) <= 2_048


def test_a_mail_in_plain_text_has_marks() -> None:
    letter = mail.alert(CHANGES["period"], SOURCE, SUBSCRIBER, HOW, "news@example.org")

    assert "- Before: Sellers may appeal within 30 days." in letter.text
    assert "+ After: Sellers may appeal within 14 days." in letter.text
