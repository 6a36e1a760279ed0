"""Texts as typed tokens: what equals what, and that nothing else does."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.tokens import TokenKind, content, typed
from tests.cost import cost

TEXTS = st.one_of(
    st.text(max_size=60),
    st.lists(
        st.sampled_from(
            "$ € usd 1,250.00 5 % days 三 十 百 分 之 元 个工作日 one thirty ( ) - hundred and"
            " un jours 2027-03-05 a@b.com x.org/y no | ✔ don't 8517.62 EN 71-3:2013 ⑴ ½ ﬁ ㍿"
            " e\u0301 so\u00adft 1\u00a0000 . , \n".split(" ")
        ),
        max_size=16,
    ).map(" ".join),
)  # fmt: skip


def values(text: str) -> list[str]:
    return [token.value for token in content(text)]


def kinds(text: str) -> list[TokenKind]:
    return [token.kind for token in content(text)]


@pytest.mark.parametrize(
    ("kind", "value", "spellings"),
    [
        (TokenKind.AMOUNT, "usd 1250", ["$1,250.00", "US$1250", "USD 1,250", "1.250,00 $", "1250 dollars", "1250美元", "$ 1,250"]),
        (TokenKind.AMOUNT, "eur 1250.5", ["€1,250.50", "1.250,50 €", "1.250,5 Euro", "1\u202f250,50 €", "1 250,50 €"]),
        (TokenKind.AMOUNT, "pln 12500", ["12 500 zł", "12.500,00 PLN"]),
        (TokenKind.AMOUNT, "usd 5", ["five dollars", "5 USD", "US$5 USD"]),
        (TokenKind.AMOUNT, "cny 50000", ["5万元", "人民币50000元", "50,000 yuan", "五万元"]),
        (TokenKind.AMOUNT, "cad 5", ["C$5", "$5 CAD", "CAD 5"]),
        (TokenKind.AMOUNT, "usd 3000000", ["$3 million", "three million dollars"]),
        (TokenKind.PERCENT, "5 %", ["5%", "5.0 %", "five percent", "5 per cent", "5 Prozent", "cinq pour cent", "cinco por ciento", "百分之五"]),
        (TokenKind.PERIOD, "day 15", ["15 days", "15-day", "fifteen days", "15 Tage", "quinze jours", "quince días", "quindici giorni", "十五天", "15日", "15days"]),
        (TokenKind.PERIOD, "day 30", ["30 days", "thirty (30) days", "30 (thirty) days", "dreißig Tagen"]),
        (TokenKind.PERIOD, "business-day 3", ["3 business days", "three working days", "三个工作日", "3 Arbeitstage", "trois jours ouvrés"]),
        (TokenKind.PERIOD, "calendar-day 3", ["3 calendar days", "3 Kalendertage", "三个自然日"]),
        (TokenKind.PERIOD, "hour 48", ["48 hours", "48小时", "48 Stunden", "48h"]),
        (TokenKind.PERIOD, "day 1", ["one day", "un jour", "un giorno", "一天", "1 day"]),
        (TokenKind.NUMBER, "21", ["21", "twenty-one", "einundzwanzig", "vingt et un", "vingt-et-un", "veintiuno", "ventuno", "二十一"]),
        (TokenKind.NUMBER, "105", ["one hundred and five", "one hundred five", "cent cinq", "ciento cinco", "centocinque", "hundertfünf", "一百零五"]),
        (TokenKind.NUMBER, "1250", ["1,250", "1250", "1'250"]),
        (TokenKind.CODE, "8517.62", ["8517.62"]),
        (TokenKind.CODE, "2023/1542", ["2023/1542"]),
        (TokenKind.CODE, "en 71-3:2013", ["EN 71-3:2013"]),
        (TokenKind.CODE, "us 10,123,456 b2", ["US 10,123,456 B2"]),
        (TokenKind.CODE, "p404", ["P404"]),
        (TokenKind.CODE, "007", ["007"]),
        (TokenKind.DATE, "2027-03-05", ["2027-03-05", "5 March 2027", "March 5, 2027", "2027年3月5日", "05.03.2027"]),
        (TokenKind.TIME, "17:30", ["17:30", "5:30 pm"]),
        (TokenKind.ADDRESS, "https://shop.example/a?b=1", ["https://shop.example/a?b=1"]),
        (TokenKind.ADDRESS, "help@shop.example", ["help@shop.example"]),
        (TokenKind.MARK, "yes", ["✔", "✓", "☑", "Yes", "是", "Ja", "Oui", "Sí"]),
        (TokenKind.MARK, "no", ["✘", "✗", "No", "否", "Nein", "Non"]),
        (TokenKind.WORD, "fine", ["fine", "ﬁne", "FINE", "fi\u00adne"]),
    ],
)  # fmt: skip
def test_spellings_of_one_thing_are_one_token(
    kind: TokenKind, value: str, spellings: list[str]
) -> None:
    read = {text: [(token.kind, token.value) for token in content(text)] for text in spellings}

    assert read == {text: [(kind, value)] for text in spellings}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("$1,250.00", "$1,350.00"),
        ("$5", "€5"),
        ("1,250", "1.25"),
        ("1.250", "1.25"),
        ("1.250", "1,250"),
        ("section 2.10", "section 2.1"),
        ("3 business days", "3 days"),
        ("3 Werktage", "3 Arbeitstage"),
        ("5 %", "5 percentage points"),
        ("8517.62", "8517.69"),
        ("EN 71-3:2013", "EN 71-3:2019"),
        ("| Yes |", "| No |"),
        ("a | ✔ | b", "a | ✘ | b"),
        ("可以销售", "不可以销售"),
        ("不得销售", "可得销售"),
        ("電池", "电池"),
        ("shop.example.com", "shop.exarnple.com"),
        ("007", "7"),
        ("48小时内", "24小时内"),
    ],
)
def test_different_things_are_different_tokens(one: str, other: str) -> None:
    assert values(one) != values(other)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("You don't pay", ["you", "do", "not", "pay"]),
        ("You cannot pay", ["you", "can", "not", "pay"]),
        ("Il n'est pas", ["il", "ne", "est", "pas"]),
    ],
)
def test_a_contraction_holds_its_negation(text: str, expected: list[str]) -> None:
    assert values(text) == expected
    assert TokenKind.NEGATION in kinds(text)


@pytest.mark.parametrize("text", "not without unless nicht keine ohne jamais sauf nunca salvo senza tranne 不 无 未 非 禁".split())  # fmt: skip
def test_negations_of_six_languages(text: str) -> None:
    assert kinds(f"{text} x")[0] is TokenKind.NEGATION


def test_no_in_a_sentence_is_a_negation_and_in_a_cell_a_mark() -> None:
    assert kinds("No refund")[0] is TokenKind.NEGATION
    assert kinds("Refund | No") == [TokenKind.WORD, TokenKind.MARK]


@pytest.mark.parametrize("text", ["one of the fees", "fees due after", "once sold", "produit neuf", "ein Verkäufer", "一般规则", "统一"])  # fmt: skip
def test_a_word_that_only_looks_like_a_number_is_a_word(text: str) -> None:
    assert not {TokenKind.NUMBER, TokenKind.PERIOD} & set(kinds(text))


def test_a_year_and_a_day_of_a_month_are_no_periods() -> None:
    assert TokenKind.PERIOD not in kinds("2027年")
    assert TokenKind.PERIOD not in kinds("3月5日")


def test_the_times_sign_multiplies_between_numbers_and_elsewhere_says_no() -> None:
    assert kinds("5 × 3") == [TokenKind.NUMBER, TokenKind.NUMBER]
    assert kinds("Knives | ×") == [TokenKind.WORD, TokenKind.MARK]


@given(TEXTS)
@settings(max_examples=500, deadline=None)
def test_tokens_and_the_spaces_between_them_give_the_text_back(text: str) -> None:
    end = 0
    for token in typed(text):
        assert end <= token.start < token.end
        assert token.text == text[token.start : token.end]
        end = token.end


@pytest.mark.slow
@given(st.sampled_from(["${}", "{} €", "{} days", "{} %", "{}", "P{}", "EN {}", "8517.{}", "{}/1542", "{}小时"]), st.integers(10, 999_999), st.integers(0, 5), st.integers(1, 9))  # fmt: skip
@settings(max_examples=500, deadline=None)
def test_any_other_digit_makes_another_value(form: str, number: int, at: int, step: int) -> None:
    digits = str(number)
    at %= len(digits)
    other = digits[:at] + str((int(digits[at]) + step) % 10) + digits[at + 1 :]

    assert values(form.format(digits)) != values(form.format(other))


@pytest.mark.slow
@pytest.mark.parametrize("text", ["1", "1,", "1.", "a.", "a@", "1:", "十", "a1", "(", "usd ", "百分之", "one hundred and ", "e\u0301", "'", "a'", "1/1-", "us 123", "http://"])  # fmt: skip
def test_hostile_text_takes_time_in_proportion_to_its_length(text: str) -> None:
    assert cost(lambda: typed(text * (30_000 // len(text)))) < 60
