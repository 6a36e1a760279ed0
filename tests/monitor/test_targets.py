"""What people call what they follow, and which changes match it."""

from dataclasses import replace

import pytest

from monitor.concerns import concerns_of
from monitor.language import Language
from monitor.model import Assessment, ChangeKind, Edit, Op, Severity
from monitor.named_marketplaces import named_marketplaces
from monitor.source import Kind, Source
from monitor.targets import Directory, matches, pair_of, parts_of, targets_of, with_pairs
from monitor.vocabulary import goods, topics
from tests.bot.test_messages import change


def source(name: str, organisation: str, category: str = "platform-policy") -> Source:
    return Source(
        id=name, organisation=organisation, title=name, category=category, kind=Kind.PAGE,
        url=f"https://{name}.example.org/", language="en", jurisdiction="US",
    )  # fmt: skip


AMAZON = source("amazon-batteries", "Amazon")
CATALOGUE = (
    AMAZON,
    source("shopee-rules", "Shopee"),
    source("walmart", "Walmart Marketplace"),
    source("mill", "Mill and Sons"),
    source("paypal", "PayPal", "payments"),
    source("news", "A Paper"),
    source("other-news", "A Paper"),
)
DIRECTORY = Directory({one.id: one for one in CATALOGUE})
PAIR = "pair:organisation:amazon+batteries"


@pytest.mark.parametrize(
    "typed",
    [
        "Amazon + batteries", "batteries+amazon", "亚马逊+电池", "亚马逊和电池", "Amazon and batteries", "AMZ × 电池",
        "电池 ＋ 亚马逊", "亚马逊与电池", "organisation:amazon+batteries", PAIR, "amazon & Batteries",
    ],
)  # fmt: skip
def test_a_pair_is_named_in_many_ways(typed: str) -> None:
    assert DIRECTORY.find(typed) == PAIR


@pytest.mark.parametrize(
    ("typed", "target"),
    [
        ("Copyright and images", "copyright-images"),
        ("Amazon and Copyright and images", "pair:organisation:amazon+copyright-images"),
        ("Mill and Sons and toys", "pair:organisation:mill-and-sons+toys"),
        ("Mill and Sons", "organisation:mill-and-sons"),
        ("US + toys", "pair:jurisdiction:us+toys"),
        ("amazon-batteries + toys", "pair:amazon-batteries+toys"),
        ("亚马逊", "organisation:amazon"),
        ("虾皮", "organisation:shopee"),
        ("沃尔玛", "organisation:walmart-marketplace"),
        ("Walmart", "organisation:walmart-marketplace"),
        ("贝宝", "organisation:paypal"),
        ("速卖通", None),
        ("Amazon + Amazon", None),
        ("Amazon + nothing", None),
        ("Amazon + batteries + toys", None),
        (" + ", None),
        ("pair:", None),
        ("+" * 10_000, None),
    ],
)
def test_a_name_with_an_and_of_its_own_is_no_pair(typed: str, target: str | None) -> None:
    assert DIRECTORY.find(typed) == target


def test_a_pair_is_shown_with_both_names_and_exists_in_one_form_only() -> None:
    assert DIRECTORY.name(PAIR, Language.EN) == "Amazon × Batteries"
    assert DIRECTORY.name(PAIR, Language.ZH) == "亚马逊 × 电池"
    assert DIRECTORY.has(PAIR)
    assert not DIRECTORY.has("pair:batteries+organisation:amazon")
    assert not DIRECTORY.has("pair:organisation:nobody+batteries")
    assert not DIRECTORY.has("pair:batteries")


def test_a_change_matches_a_pair_if_it_matches_both() -> None:
    found = targets_of(change(source_id=AMAZON.id), AMAZON)

    assert matches(pair_of("organisation:amazon", "jewellery"), found)
    assert not matches(PAIR, found)
    assert matches("organisation:amazon", found)
    assert {target for target in with_pairs(found) if matches(target, found)} == with_pairs(found)
    assert len(with_pairs(found)) == len(found) * (len(found) + 1) / 2
    assert parts_of(PAIR) == ("organisation:amazon", "batteries")


def test_the_marketplaces_that_sellers_use_most_come_first() -> None:
    assert DIRECTORY.marketplaces() == (
        "organisation:amazon", "organisation:walmart-marketplace", "organisation:shopee",
        "organisation:a-paper", "organisation:mill-and-sons",
    )  # fmt: skip


def test_goods_are_topics() -> None:
    assert set(goods()) <= {topic.id for topic in topics()}
    assert len(goods()) == len(set(goods())) == 12


@pytest.mark.parametrize(
    ("title", "after", "named"),
    [
        ("VoltGo recalls power banks", "Sold at amazon.com and Temu from May 2025.", {"Amazon", "Temu"}),
        ("Moonveil v. Schedule A", "The Amazon storefronts of Defendants are frozen.", {"Amazon"}),
        ("法院冻结卖家账户", "涉及亚马逊和速卖通卖家。", {"Amazon", "AliExpress"}),
        ("PAYPAL, AMAZON PAY SHALL RESTRAIN", "Amazon Web Services hosts it; the Amazon River is long.", set()),
        ("Otto v. Allegro Music", "AE, AMZ and the etsyan wish of ebayers.", set()),
        ("阿里支付公告", "阿里的公告，国际站。", set()),
    ],
)  # fmt: skip
def test_a_notice_names_marketplaces(title: str, after: str, named: set[str]) -> None:
    assert named_marketplaces(f"{title}\n{after}") == named


def test_a_notice_that_names_the_marketplace_matches_its_pair_with_goods_and_nothing_else() -> None:
    told = Edit(op=Op.ADDED, path=(), before="", after="Sold on Amazon.", similarity=0.0)
    recall = change(
        told,
        source_id="court",
        kind=ChangeKind.NOTICE,
        assessment=Assessment(severity=Severity.MAJOR, topics=("batteries", "fees")),
    )
    known = targets_of(recall, source("court", "US Courts", "court"))
    page = replace(recall, kind=ChangeKind.CONTENT)

    assert matches(PAIR, known)
    assert not matches("organisation:amazon", known)
    assert not matches("pair:organisation:amazon+fees", known)
    assert not matches("pair:organisation:amazon+toys", known)
    assert PAIR in with_pairs(known)
    assert not any(target.count("pair:") > 1 for target in with_pairs(known))
    assert not matches(PAIR, targets_of(page, None))
    assert concerns_of(recall, None, [PAIR], Language.ZH) == ("亚马逊（文中提到）", "电池")


def test_a_news_site_is_no_marketplace() -> None:
    sources = [
        source(f"{name.casefold()}-news", name, "platform-policy")
        for name in ("AMZ123", "CIFNews", "EcommerceBytes", "Tamebay", "Temu")
    ]
    known = Directory({one.id: one for one in sources})

    assert known.marketplaces() == ("organisation:temu",)
    assert known.find("雨果跨境") == "organisation:cifnews"
