"""The glossary: 400 terms and more, shown after quoted words, exactly and never inside other words."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.excerpt import Piece
from monitor.glossary import LANGUAGES, Glosser, gloss, terms, translations

WORDS = [name for term in terms() for names in term.names.values() for name in names]
SAID = st.lists(
    st.sampled_from([*WORDS, "and", "der", "了", " ", "-", "x", "<b>", "Ltd"]), max_size=12
)


def test_it_has_more_than_four_hundred_terms_in_english_and_chinese() -> None:
    assert len(terms()) >= 440
    assert all(term.in_language("en") and term.in_language("zh") for term in terms())
    for language in LANGUAGES:
        assert sum(language in term.names for term in terms()) >= 400


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_name_belongs_to_two_terms(language: str) -> None:
    names = [name.casefold() for term in terms() for name in term.spoken(language)]

    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("text", "language", "reader", "shown"),
    [
        ("Send a test report.", "en", "zh", "Send a test report〔检测报告〕."),
        ("Send test reports.", "en", "zh", "Send test reports〔检测报告〕."),
        ("Lithium batteries only.", "en", "zh", "Lithium batteries〔锂电池〕 only."),
        ("Listed without approval.", "en", "zh", "Listed without〔没有〕 approval."),
        ("die Konformitätserklärungen", "de", "zh", "die Konformitätserklärungen〔符合性声明（DoC）〕"),
        ("Eine verantwortliche Person", "de", "en", "Eine verantwortliche Person [responsible person]"),
        ("les droits de douane", "fr", "zh", "les droits de douane〔关税〕"),
        ("las infracciones, la indemnización", "es", "en", "las infracciones, la indemnización [damages]"),
        ("i prodotti pericolosi", "it", "zh", "i prodotti pericolosi〔不安全产品〕"),
        ("缴纳保证金和增值税。", "zh", "en", "缴纳保证金 [security deposit]和增值税 [value added tax]。"),
        ("a SEALED TEMPORARY RESTRAINING ORDER", "en", "zh", "a SEALED TEMPORARY RESTRAINING ORDER〔临时限制令（TRO）〕"),
    ],
)  # fmt: skip
def test_a_term_is_shown_after_the_quoted_word(
    text: str, language: str, reader: str, shown: str
) -> None:
    assert gloss(text, language, reader) == shown


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The precall recaller recalls-2", "en"),  # other words, a code
        ("https://example.org/recall/patent", "en"),
        ("recall.com, me@recall.org, patent_3, #recall", "en"),
        ("sold by Patent Recall Ltd and Total Recall", "en"),  # names
        ("Battery GmbH", "de"),
        ("retro tropical contro", "en"),  # TRO and the like only in capitals
        ("fine jewel, a strike, a claim", "en"),  # everyday words are no terms
        ("今天天气好", "zh"),
    ],
)
def test_what_is_no_term_is_left_alone(text: str, language: str) -> None:
    assert gloss(text, language, "zh" if language != "zh" else "en") == text


@pytest.mark.parametrize(
    ("language", "reader"), [("en", "en"), ("zh", "zh"), ("ja", "zh"), ("", "en")]
)
def test_a_reader_of_the_language_gets_none(language: str, reader: str) -> None:
    assert (
        gloss("recall 召回 of a battery 电池", language, reader) == "recall 召回 of a battery 电池"
    )


def test_a_regional_language_is_its_language() -> None:
    assert gloss("a recall", "en-US", "zh") == "a recall〔召回〕"


def test_each_term_stands_once_in_a_message_and_six_at_most() -> None:
    glosser = Glosser("en", "zh")
    told = [
        glosser.text(text)
        for text in (
            "A recall, a recall.",
            "A patent. A battery. A levy. An embargo. An arbitration. A trademark.",
        )
    ]

    assert "".join(told).count("〔召回〕") == 1
    assert "".join(told).count("〔") == 6


def test_of_two_terms_the_longer_one_is_shown() -> None:
    assert gloss("The preliminary injunction", "en", "zh").count("〔") == 1
    assert "初步禁令" in gloss("The preliminary injunction", "en", "zh")


def test_a_gloss_is_never_marked_as_changed() -> None:
    pieces = Glosser("en", "zh").pieces([Piece("a recall now", changed=True)])

    assert [(piece.text, piece.changed) for piece in pieces] == [
        ("a recall", True),
        ("〔召回〕", False),
        (" now", True),
    ]


@given(SAID, st.sampled_from(LANGUAGES), st.sampled_from(["en", "zh"]), st.sampled_from(["", " "]))
def test_the_quoted_words_are_never_changed(
    said: list[str], language: str, reader: str, between: str
) -> None:
    text = between.join(said)
    pieces = Glosser(language, reader).pieces([Piece(text, changed=True)])

    assert "".join(piece.text for piece in pieces if piece.changed or not _is_gloss(piece)) == text
    assert sum(map(_is_gloss, pieces)) <= 6


@given(st.text(max_size=80), st.sampled_from(LANGUAGES))
def test_any_text_is_kept(text: str, language: str) -> None:
    pieces = Glosser(language, "zh").pieces([Piece(text, changed=True)])

    assert "".join(piece.text for piece in pieces if piece.changed) == text


def _is_gloss(piece: Piece) -> bool:
    return not piece.changed and bool(re.fullmatch(r"〔.+〕| \[.+\]", piece.text))


@pytest.mark.parametrize(
    ("word", "other"),
    [("电池", "battery"), ("Battery", "电池"), ("Rückruf", "召回"), ("召回", "rappel de produit"), ("增值税", "VAT"), ("VAT", "增值税")],
)  # fmt: skip
def test_a_word_is_translated_both_ways(word: str, other: str) -> None:
    assert other in translations(word)


def test_what_is_no_term_has_no_translation() -> None:
    assert translations("whatever") == ()


def test_a_term_in_a_sentence_of_the_readers_has_no_gloss() -> None:
    assert gloss("法院已签发 TRO", "en", "zh") == "法院已签发 TRO"
    assert gloss("新增禁售：batteries", "en", "zh") == "新增禁售：batteries〔电池〕"
