"""Which other forms say the same: spellings, numbers of clauses, addresses; and which do not."""

import pytest

from monitor.assess.addresses import hides_mail, levelled
from monitor.assess.numbering import renumbered, split_label
from monitor.assess.spelling import american
from monitor.assess.wording import says_the_same
from tests.cost import cost

SAME = [
    ("The licence and colour of the programme.", "The license and color of the program."),
    ("Products that are availabe.", "Products that are available."),
    ("Goods of the U.S. origin, e.g. rings.", "Goods of the US origin, eg rings."),
    ("A pre-empted claim by e-mail.", "A preempted claim by email."),
    ("11.4 Sellers keep invoices.", "11.3 Sellers keep invoices."),
    ("Die Prüfung ist nötig.", "Die Prufung ist notig."),
    ("请登陆其它平台", "请登录其他平台"),
    ("Write to me@example.org soon.", "Write to [email protected] soon."),
    ("Write to su***@example.org soon.", "Write to support@example.org soon."),
    ("See https://a.example.org/1?s=abc for more.", "See https://a.example.org/1?s=xyz for more."),
    ("Call +49 40 123 4567.", "Call +49 401 234567."),
]
OTHER = [
    ("The lamp is legal.", "The lamp is illegal."),
    ("Sellers may pay.", "Sellers nay pay."),
    ("We accept Visa.", "We accept Vita."),
    ("We are unable to ship.", "We are enabled to ship."),
    ("A seller (of rings) may ship.", "A seller (of gold) may ship."),
    ("Pay within (30) days.", "Pay within (14) days."),
    ("30 days' notice is given.", "10 days' notice is given."),
    ("Annex I goods are free.", "Annex II goods are free."),
    ("第三条规定的商品免税。", "第五条规定的商品免税。"),
    ("See section 4 for lamps.", "See section 5 for lamps."),
    ("Write to a@example.org.", "Write to b@example.org."),
    ("Write to a@example.org in 3 days.", "Write to [email protected] in 5 days."),
    ("See https://example.org/a", "See https://example.org/b"),
    ("Call +49 40 123 4567.", "Call +49 40 123 4568."),
    ("Buyers sue sellers.", "Sellers sue buyers."),
]


@pytest.mark.parametrize(("before", "after"), SAME)
def test_another_form_says_the_same(before: str, after: str) -> None:
    assert says_the_same(before, after, {})
    assert says_the_same(after, before, {})


@pytest.mark.parametrize(("before", "after"), OTHER)
def test_other_words_never_say_the_same(before: str, after: str) -> None:
    assert not says_the_same(before, after, {})
    assert not says_the_same(after, before, {})


@pytest.mark.parametrize(
    ("before", "after", "language"),
    [
        ("Though they are not meant for it.", "Though they're not meant for it.", ""),
        ("Only the makers may set it up.", "Only makers may set it up.", "en"),
        ("Pay the fee in time.", "Pay a fee in time.", "en"),
        ("Les vendeurs paient.", "Vendeurs paient.", "fr"),
        ("Write to mailto:a@example.org soon.", "Write to a@example.org soon.", ""),
    ],
)
def test_another_grammar_says_the_same(before: str, after: str, language: str) -> None:
    assert says_the_same(before, after, {}, language=language)
    assert says_the_same(after, before, {}, language=language)


@pytest.mark.parametrize(
    ("before", "after", "language"),
    [
        ("Only the makers may set it up.", "Only makers may set it up.", ""),
        ("See section 5(a) here.", "See section 5 here.", "en"),
        ("Schedule A applies.", "Schedule applies.", "en"),
        ("It takes a few days.", "It takes few days.", "en"),
        ("C'est le plus cher.", "C'est plus cher.", "fr"),
        ("Der Händler zahlt.", "Dem Händler zahlt.", "de"),
        ("The seller's fee.", "The seller is fee.", "en"),
        ("You will pay.", "You won't pay.", "en"),
        ("Write to mailto:a@example.org.", "Write to b@example.org.", ""),
    ],
)
def test_no_grammar_hides_other_words(before: str, after: str, language: str) -> None:
    assert not says_the_same(before, after, {}, language=language)
    assert not says_the_same(after, before, {}, language=language)


def test_a_corrected_word_is_one_of_the_language_of_the_page() -> None:
    # `ware` is German, and a letter away from `wares`.
    assert says_the_same("All wqres are shown.", "All wares are shown.", {}, language="en")
    assert not says_the_same("All fuenf are shown.", "All fuenff are shown.", {}, language="en")


def test_a_reference_follows_the_clause_that_was_numbered_anew() -> None:
    labels = renumbered([("4", "5"), ("5", "6")])

    assert says_the_same("See section 4.2 for lamps.", "See section 5.2 for lamps.", labels)
    assert not says_the_same("See section 4 for lamps.", "See section 7 for lamps.", labels)


@pytest.mark.parametrize(
    "before",
    ["See section 4.", "§ 4 gilt.", "依照第4条办理。", "gemäß Ziffer 4 gilt", "voir article 4"],
)
def test_a_reference_follows_the_part_that_it_names(before: str) -> None:
    assert says_the_same(before, before.replace("4", "5"), {"4": "5"})


@pytest.mark.parametrize(
    "before",
    [
        "A shop lists 4 brands.",
        "每店可上架 4 个品牌。",
        "Send 4 copies.",
        "Section 9 allows 4 shops.",
    ],
)
def test_a_number_that_counts_is_no_reference_to_a_part(before: str) -> None:
    assert not says_the_same(before, before.replace("4", "5"), {"4": "5"})


def test_a_number_of_two_clauses_renames_no_reference() -> None:
    assert renumbered([("1", "2"), ("1", "3"), ("4", "5")]) == {"4": "5"}


@pytest.mark.parametrize(
    ("text", "label", "rest"),
    [
        ("4. Fees", "4", "Fees"),
        ("(b) Rings", "b", "Rings"),
        ("4.2 Fees", "4.2", "Fees"),
        ("Article 5: Fees", "5", "Fees"),
        ("三、费用", "三", "费用"),
        ("30 days", "", "30 days"),
        ("4.2 kg of gold", "", "4.2 kg of gold"),
        ("Annex II goods", "", "Annex II goods"),
        ("A ring", "", "A ring"),
    ],
)
def test_the_number_of_a_block_is_read(text: str, label: str, rest: str) -> None:
    assert split_label(text) == (label, rest)


@pytest.mark.parametrize(
    ("british", "expected"),
    [("organisation", "organization"), ("cancelled", "canceled"), ("centre", "center"), ("four", "four")],
)  # fmt: skip
def test_a_british_word_has_an_american_spelling(british: str, expected: str) -> None:
    assert american(british) == expected


@pytest.mark.parametrize(
    "text",
    ["servi[email protected]ple.org", "name (at) example (dot) org", "联系su***@example.org"],
)
def test_a_hidden_address_is_found(text: str) -> None:
    assert hides_mail(text)
    assert levelled(text).endswith("@")


@pytest.mark.parametrize("unit", ["a**@", "a(at)", "*", "(at)", "e-mail protecte", "1.2,"])
def test_no_text_makes_the_search_for_addresses_slow(unit: str) -> None:
    text = unit * (400_000 // len(unit)) + "**"

    assert cost(lambda: (levelled(text), hides_mail(text))) < 30
