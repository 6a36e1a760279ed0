"""What a reader chose: which changes concern them, and which names can be chosen."""

import pytest

from monitor.chosen_targets import (
    MOST,
    interests_of,
    joined_targets,
    offered,
    split_targets,
    valid_targets,
)
from monitor.interests import Interests
from monitor.source import Kind, Source
from monitor.targets import Directory


def source(name: str, organisation: str, jurisdiction: str, category: str) -> Source:
    return Source(
        id=name,
        organisation=organisation,
        title=name,
        category=category,
        kind=Kind.PAGE,
        url="https://example.org",
        language="en",
        jurisdiction=jurisdiction,
    )


SOURCES = (
    source("amazon-fees", "Amazon", "US", "platform-policy"),
    source("recalls-us", "CPSC", "US", "product-safety"),
    source("recalls-eu", "Safety Gate", "EU", "product-safety"),
    source("wipo", "WIPO", "GLOBAL", "ip-enforcement"),
)
DIRECTORY = Directory({one.id: one for one in SOURCES})


def concerned(*targets: str, topics: tuple[str, ...] = ()) -> list[str]:
    interests = interests_of(targets, DIRECTORY)
    assert interests is not None
    return [one.id for one in SOURCES if interests.has(one.id, topics)]


@pytest.mark.parametrize(
    ("targets", "topics", "found"),
    [
        (("organisation:amazon",), (), ["amazon-fees"]),
        (("batteries",), (), []),
        (("batteries",), ("toys", "batteries"), [one.id for one in SOURCES]),
        (("batteries", "jurisdiction:us"), ("batteries",), ["amazon-fees", "recalls-us", "wipo"]),
        (("batteries", "jurisdiction:us"), ("toys",), []),
        (("jurisdiction:eu",), (), ["recalls-eu", "wipo"]),
        (("organisation:amazon", "toys", "jurisdiction:eu"), ("toys",), ["amazon-fees", "recalls-eu", "wipo"]),
    ],
)  # fmt: skip
def test_marketplaces_count_whole_and_goods_in_the_countries(
    targets: tuple[str, ...], topics: tuple[str, ...], found: list[str]
) -> None:
    assert concerned(*targets, topics=topics) == found


def test_without_choices_there_are_no_interests() -> None:
    assert interests_of((), DIRECTORY) is None
    assert not Interests().has("amazon-fees", ("batteries",))


def test_only_what_is_offered_can_be_chosen() -> None:
    names = ["batteries", "word:x", "organisation:none", "jurisdiction:mars", "batteries", "<b>"]

    assert valid_targets(names, DIRECTORY) == ("batteries",)
    every = [target for _, targets in offered(DIRECTORY) for target in targets]
    assert "organisation:amazon" in every
    assert "jurisdiction:global" not in every
    assert len(valid_targets(every, DIRECTORY)) <= MOST


def test_targets_stand_in_a_cookie_and_an_address() -> None:
    targets = ("batteries", "organisation:amazon")

    assert split_targets(joined_targets(targets)) == [*targets]
    assert split_targets("..") == []
