"""Everyday sentences of sellers are understood: what they ask for, and of what."""

import csv
from pathlib import Path

import pytest

from monitor import catalogue
from monitor.checklists import checklist
from monitor.intent import IntentKind, intent_of
from monitor.targets import Directory, parts_of
from monitor.understanding import understand

ROOT = Path(__file__).parents[2]
DIRECTORY = Directory({s.id: s for s in catalogue.load(ROOT / "catalogue").sources})
SENTENCES = list(
    csv.DictReader(
        (Path(__file__).parent / "everyday_sentences.tsv").read_text("utf-8").splitlines(),
        delimiter="\t",
    )
)


@pytest.mark.parametrize("row", SENTENCES, ids=[row["sentence"] for row in SENTENCES])
def test_a_sentence_is_understood(row: dict[str, str]) -> None:
    intent, meaning = understand(row["sentence"], DIRECTORY)

    assert intent.kind in row["kind"].split("|")
    if intent.kind is IntentKind.TROUBLE:
        assert intent.checklist == checklist(row["means"]).id
    elif row["means"]:
        assert {*row["means"].split(",")} <= {p for t in meaning.targets for p in parts_of(t)}


@pytest.mark.parametrize(
    ("typed", "kind", "words"),
    [
        ("亚马逊收费吗", IntentKind.NAME, "亚马逊收费"),
        ("关注德国电池法，每天发", IntentKind.NAME, ""),
        ("Does Amazon notify me by email?", IntentKind.NAME, ""),
        ("账号关联", IntentKind.NAME, "账号关联"),
        ("海关扣货", IntentKind.NAME, "海关扣货"),
        ("account suspended", IntentKind.NAME, "account suspended"),
        ("TRO案件", IntentKind.NAME, "tro案件"),
        ("EPR", IntentKind.NAME, "epr"),
        ("computer monitor", IntentKind.NAME, "computer monitor"),
        ("smart watch", IntentKind.NAME, "smart watch"),
        ("watch batteries", IntentKind.FOLLOW, "batteries"),
        ("目的地关税", IntentKind.NAME, "目的地关税"),
    ],
)
def test_what_is_near_a_question_is_no_such_question(
    typed: str, kind: IntentKind, words: str
) -> None:
    intent, _ = understand(typed, DIRECTORY)

    assert intent.kind is kind
    assert not words or intent.words == words


@pytest.mark.parametrize(
    ("typed", "quoted"),
    [
        ("關注 月球旅行", "月球旅行"),
        ("我卖月球旅行吗", "月球旅行"),
        ("Follow UNICORNS please", "UNICORNS"),
        ("怎么的吗", "怎么的吗"),
        ("我的猫咪生病了要怎么弄", "我的猫咪生病了要怎么弄"),
    ],
)
def test_an_answer_quotes_what_was_typed(typed: str, quoted: str) -> None:
    assert intent_of(typed).quoted == quoted


@pytest.mark.parametrize(
    "typed", ["今日亚洲海关新规", "马来西亚", "印度尼西亚", "东南亚太", "办法亚洲"]
)
def test_asia_is_no_amazon(typed: str) -> None:
    assert "organisation:amazon" not in DIRECTORY.meaning(typed).targets
