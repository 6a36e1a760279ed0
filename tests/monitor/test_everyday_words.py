"""The words of sellers lead to what they mean, and every organisation is found and named in both languages."""

import csv
from pathlib import Path

import pytest

from monitor import catalogue
from monitor.language import Language
from monitor.organisations import names_of_organisation, organisation_name, reason_for_latin
from monitor.target_names import Certainty, is_cjk, name_key, simplified
from monitor.targets import Directory, organisation_target
from monitor.wording import source_name

ROOT = Path(__file__).parents[2]
SOURCES = {source.id: source for source in catalogue.load(ROOT / "catalogue").sources}
DIRECTORY = Directory(SOURCES)
ORGANISATIONS = sorted({source.organisation for source in SOURCES.values()})
WORDS = list(
    csv.DictReader(
        (Path(__file__).parent / "everyday_words.tsv").read_text("utf-8").splitlines(),
        delimiter="\t",
    )
)


def test_the_words_of_sellers_lead_to_what_they_mean() -> None:
    found = {row["word"]: DIRECTORY.meaning(row["word"]).targets for row in WORDS}
    nothing = [word for word, targets in found.items() if not targets]
    wrong = {
        row["word"]: found[row["word"]]
        for row in WORDS
        if row["means"] and not set(found[row["word"]]) & set(row["means"].split("|"))
    }

    assert len(WORDS) > 300
    assert wrong == {}
    assert len(nothing) <= 4


@pytest.mark.parametrize("name", ORGANISATIONS)
def test_an_organisation_is_found_by_its_name_and_named_in_chinese(name: str) -> None:
    target = organisation_target(name)
    chinese = organisation_name(name, Language.ZH)

    # By `EU` people mean the place.
    assert target in DIRECTORY.meaning(name).targets or name == "EU"
    assert DIRECTORY.find(target) == target
    assert target in DIRECTORY.meaning(chinese).targets
    assert is_cjk(chinese) or reason_for_latin(name)
    assert organisation_name(name, Language.EN) == name
    assert len(names_of_organisation(name)) > 1 or reason_for_latin(name)


@pytest.mark.parametrize(
    ("typed", "certainty", "targets"),
    [
        ("Batteries", Certainty.NAMED, ["batteries"]),
        ("ＢＡＴＴＥＲＩＥＳ", Certainty.NAMED, ["batteries"]),
        ("wedding-dress", Certainty.NAMED, ["wedding-dresses"]),
        ("tik tok shop", Certainty.NAMED, ["organisation:tiktok-shop"]),
        ("TikTok", Certainty.NAMED, ["organisation:tiktok-shop", "organisation:tiktok"]),
        ("蝦皮", Certainty.NAMED, ["organisation:shopee"]),
        ("美國海關", Certainty.NAMED, ["organisation:us-cbp"]),
        ("lithium battery pack for toys", Certainty.CONTAINED, ["batteries", "toys"]),
        ("亚马逊全球开店的公告", Certainty.CONTAINED, ["organisation:amazon-global-selling-cn"]),
        ("baterries", Certainty.SIMILAR, ["batteries"]),
        ("moonveil-dress.shop", Certainty.SIMILAR, []),
        ("GSPR", Certainty.SIMILAR, []),
        ("asdf", Certainty.SIMILAR, []),
        ("亚马孙河", Certainty.SIMILAR, []),
        ("", Certainty.SIMILAR, []),
        ("x" * 10_000, Certainty.SIMILAR, []),
    ],
)
def test_how_sure_a_name_is(typed: str, certainty: Certainty, targets: list[str]) -> None:
    found = DIRECTORY.meaning(typed)

    assert (found.certainty, list(found.targets)) == (certainty, targets)
    is_sure = certainty is Certainty.NAMED and len(targets) == 1
    assert found.sure == (targets[0] if is_sure else None)


def test_goods_on_a_marketplace_are_offered_as_a_pair_first() -> None:
    assert DIRECTORY.meaning("亚马逊锂电池").targets[0] == "pair:organisation:amazon+batteries"
    assert DIRECTORY.meaning("temu toys").targets[0] == "pair:organisation:temu+toys"


def test_names_are_compared_without_what_makes_no_difference() -> None:
    assert name_key("Wedding-Dresses ") == name_key("wedding dress") == "weddingdress"
    assert name_key("U.S.A.") == name_key("usa") == "usa"
    assert name_key("Étsy") == "etsy"
    assert name_key("FCC") == "fcc"
    assert simplified("電池關稅") == "电池关税"


def test_a_source_is_named_with_its_organisation_in_the_reader_s_language() -> None:
    source = SOURCES["amazon-us-bsa"]

    assert source_name(source, source.id, Language.ZH) == "亚马逊 · 商业解决方案协议（美国）"
    assert source_name(source, source.id, Language.EN).startswith("Amazon: ")
    assert source_name(None, "gone", Language.ZH) == "gone"
