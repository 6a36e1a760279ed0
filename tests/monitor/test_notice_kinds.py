"""The kind of a notice before its title: only what the title says, only in another language."""

from dataclasses import replace

import pytest

from monitor.language import Language
from monitor.model import Assessment, Block, ChangeKind, Document, Severity
from monitor.notice_kinds import kind_name
from monitor.notices.assess import assess_notice
from tests.bot.test_messages import change
from tests.monitor.test_notices import TODAY
from tests.monitor.test_targets import source

SOURCE = source("news", "A Paper")


def kind_of(title: str, text: str, language: Language, written: str = "en") -> str:
    assessment = assess_notice(Document(title=title, blocks=(Block((), text),), key="1"), TODAY)
    notice = replace(change(), kind=ChangeKind.NOTICE, title=title, assessment=assessment)
    return kind_name(notice, replace(SOURCE, language=written), language)


@pytest.mark.parametrize(
    ("title", "written", "kind"),
    [
        ("Glowing yo-yos recalled: button cells come loose", "en", "召回"),
        ("Rückruf: Lichterkette kann Brand auslösen", "de", "召回"),
        ("Rappel de trottinettes électriques vendues en ligne", "fr", "召回"),
        ("End of the de minimis exemption for parcels", "en", "豁免到期"),
        ("Moonveil sues 37 online merchants over fakes", "en", "案件"),
        ("Amazon bans laser pointers above 1 mW", "en", "禁售"),
        ("Temu interdit les lasers", "fr", "禁售"),
        ("Our values", "en", ""),
        ("欧盟召回多款发光玩具", "en", ""),
    ],
)
def test_a_chinese_reader_sees_the_kind(title: str, written: str, kind: str) -> None:
    assert kind_of(title, "Sellers must act.", Language.ZH, written) == kind
    assert kind_of(title, "Sellers must act.", Language.ZH, "zh-CN") == ""


def test_what_only_the_text_says_is_no_kind() -> None:
    text = "Sellers must verify their bank account by 31 January 2027, or accounts are frozen."

    assert kind_of("Etsy: news for autumn", text, Language.ZH) == ""


def test_a_page_or_a_silent_notice_has_none() -> None:
    silent = Assessment(severity=Severity.COSMETIC, rules=1)

    assert kind_name(change(), SOURCE, Language.ZH) == ""
    notice = replace(change(), kind=ChangeKind.NOTICE, title="Recalled", assessment=silent)
    assert kind_name(notice, SOURCE, Language.ZH) == ""
