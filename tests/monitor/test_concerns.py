"""Whom an alert concerns: the names of the subscriptions that the change matches."""

import pytest

from monitor.concerns import concerns_of
from monitor.language import Language
from tests.bot.test_messages import SOURCE, change


@pytest.mark.parametrize(
    ("targets", "language", "named"),
    [
        (["jewellery"], Language.ZH, ("珠宝首饰",)),
        (["toys", "fees"], Language.EN, ("Fees",)),
        (["pair:organisation:harbour-sons+jewellery"], Language.EN, ("Harbour & Sons", "Jewellery")),
        (["pair:organisation:harbour-sons+toys"], Language.EN, ()),
        (["word:ring", "word:watch"], Language.EN, ("“ring”",)),
        (["ring-rules"], Language.EN, ()),  # the page itself heads the alert
        (["jewellery", "pair:organisation:harbour-sons+jewellery"], Language.EN, ("Jewellery", "Harbour & Sons")),
    ],
)  # fmt: skip
def test_the_subscriptions_that_match_are_named_once(
    targets: list[str], language: Language, named: tuple[str, ...]
) -> None:
    assert concerns_of(change(), SOURCE, targets, language) == named
