"""A wrong source is refused with file, line and reason; the rest stands."""

from pathlib import Path

import pytest

from monitor import catalogue
from monitor.errors import ConfigurationError
from monitor.source import Source
from monitor.vocabulary import categories

SHIPPED = Path(__file__).parents[2] / "catalogue"
GOOD = """organisation: Harbour Market
sources:
  harbour-rules:
    title: Rules
    category: platform-policy
    kind: page
    url: https://harbour.example.org/rules
    language: en
    every: 6h
    expect: {min_chars: 10, contains: Enforcement}
"""


def faults(folder: Path, text: str) -> list[str]:
    (folder / "a.yaml").write_text(text, "utf-8")
    return [str(problem) for problem in catalogue.load(folder).problems]


def test_a_source_is_read_whole(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(GOOD, "utf-8")

    (source,) = catalogue.load(tmp_path).sources

    assert (source.id, source.organisation) == ("harbour-rules", "Harbour Market")
    assert source.every.total_seconds() == 6 * 3600
    assert source.expect.contains == ("Enforcement",)


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("category: platform-policy", "category: policies", 5, "no category"),
        ("kind: page", "kind: html", 6, "'page', 'listing', 'feed'"),
        ("every: 6h", "every: often", 9, "no interval"),
        ("every: 6h", "every: 10s", 9, "no interval"),
        ("every: 6h", "every: 1m", 9, "out of bounds"),
        ("every: 6h", "evry: 6h", 9, "did you mean every?"),
        ("every: 6h", "select: 'a[['", 9, "no CSS selector"),
        ("every: 6h", "topics: [rings]", 9, "no topic"),
        ("url: https://", "url: ftp://", 7, "no web address"),
        ("url: https://", "url: https://me:pw@", 7, "password"),
        ("language: en", "language: english", 8, "language"),
        ("    title: Rules\n", "", 3, "title: is missing"),
        ("harbour-rules:", "Harbour_Rules:", 3, "no id"),
        ("every: 6h", "id: other", 9, "id: unknown key"),
        ("every: 6h", "topics: 7", 9, "a valid list"),
        ("every: 6h", "quota: 7", 9, "a valid dictionary"),
        ("every: 6h", "hours:", 9, "no span of hours"),
        ("organisation: Harbour Market\n", "", 1, "organisation"),
        ("title: Rules", "title: Rules\n    title: Again", 5, "stands twice"),
        ("sources:", "sources: [", 4, "no valid YAML"),
    ],
)
def test_a_fault_has_file_line_and_reason(
    tmp_path: Path, old: str, new: str, line: int, words: str
) -> None:
    found = faults(tmp_path, GOOD.replace(old, new))

    assert any(
        fault.startswith(f"{tmp_path / 'a.yaml'}:{line}: ") and words in fault for fault in found
    ), found


def test_a_wrong_source_leaves_its_neighbour(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(GOOD.replace("kind: page", "kind: x"), "utf-8")
    (tmp_path / "b.yaml").write_text(GOOD.replace("harbour-rules", "other-rules"), "utf-8")

    loaded = catalogue.load(tmp_path)

    assert [source.id for source in loaded.sources] == ["other-rules"]
    assert len(loaded.problems) == 1


def test_an_id_taken_twice_names_both_places(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(GOOD, "utf-8")
    (tmp_path / "b.yaml").write_text(GOOD, "utf-8")

    (problem,) = catalogue.load(tmp_path).problems

    assert "b.yaml:3" in str(problem)
    assert "a.yaml:3" in str(problem)


@pytest.mark.parametrize(
    "content", [b"\xff\xfe\xfa", b"just a line", b"- a\n- b", b"", b"&a [*a, *a]"]
)
def test_what_is_no_catalogue_is_one_line(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.yaml").write_bytes(content)

    loaded = catalogue.load(tmp_path)

    assert loaded.sources == ()
    assert len(loaded.problems) >= 1


def test_a_missing_catalogue_names_the_setting(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="FOREWARN_CATALOGUE"):
        catalogue.load(tmp_path / "gone")


def test_an_unknown_id_is_answered_with_the_nearest(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(GOOD, "utf-8")

    with pytest.raises(ConfigurationError, match="did you mean harbour-rules"):
        catalogue.load(tmp_path).find("harbor-rule")


def test_the_shipped_catalogue_is_right_and_covers_every_category() -> None:
    loaded = catalogue.load(SHIPPED)
    counts = dict.fromkeys(categories(), 0)
    for source in loaded.enabled:
        counts[source.category] += 1

    assert loaded.problems == ()
    assert len(loaded.enabled) >= 30
    assert min(counts.values()) >= 2


@pytest.mark.parametrize("source", catalogue.load(SHIPPED).sources, ids=lambda source: source.id)
def test_a_shipped_source_can_be_read_by_a_seller(source: Source) -> None:
    assert source.title_zh
    assert source.enabled or source.note


def test_every_fault_of_a_file_is_named_with_its_line(tmp_path: Path) -> None:
    found = faults(
        tmp_path,
        """sources:
  Bad_Id:
    title: ""
    category: policies
    kind: feed
    url: http://h.example.org:99999/
    language: english
    select: a[[
    every: 99999999999999999999d
    topics: [rings, chains]
    enabled: false
  second:
    title: Rules
    title: Again
    category: platform-policy
    kind: api
    url: https://h example.org/
    language: en
    hours: 22:00-06:00 America
    quota: {minute: 1e400, day: 99999999999999999999}
organisations: Harbour
""",
    )
    lines = [
        int(fault.removeprefix(f"{tmp_path / 'a.yaml'}:").partition(":")[0]) for fault in found
    ]
    expected = [14, 1, 21, 2, 3, 4, 6, 7, 8, 9, 10, 10, 2, 12, 17, 19, 20, 20]
    assert sorted(lines) == sorted(expected), "\n".join(found)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.1/",
        "http://localhost:8000/",
        "http://[::1]/",
        "http://10.0.0.8/",
        "http://0x7f000001/",
        "http://wiki/",
    ],
)
def test_an_address_of_ones_own_network_is_refused_where_a_crawl_will_refuse_it(
    tmp_path: Path, url: str
) -> None:
    (tmp_path / "a.yaml").write_text(GOOD.replace("https://harbour.example.org/rules", url))

    (problem,) = catalogue.load(tmp_path, allow_private=False).problems
    assert (problem.line, "FOREWARN_ALLOW_PRIVATE_NETWORKS" in problem.reason) == (7, True)
    assert catalogue.load(tmp_path, allow_private=True).problems == ()


def test_a_key_that_stands_twice_refuses_its_source_and_leaves_the_neighbour(
    tmp_path: Path,
) -> None:
    other = GOOD.partition("sources:\n")[2].replace("harbour-rules", "second")
    (tmp_path / "a.yaml").write_text(
        GOOD + other.replace("kind: page", "kind: page\n    kind: pdf")
    )
    loaded = catalogue.load(tmp_path)

    assert [source.id for source in loaded.sources] == ["harbour-rules"]
    assert "stands twice" in loaded.problems[0].reason


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("kind: feed\n    only: [a ~]", "stands between no two words"),
        ("kind: listing\n    skip: ['*']", "is no phrase"),
        ("kind: page\n    only: [toys]", "belongs to kind listing or feed or api"),
        ("kind: feed\n    max_mb: 90", "less than or equal to 64"),
        (
            "kind: api\n    api: {id: a, title: b, table: true}\n    only: [toys]",
            "a table is one document",
        ),
    ],
)
def test_words_that_cannot_choose_entries_are_refused(
    tmp_path: Path, written: str, reason: str
) -> None:
    assert "kind: page" in GOOD
    kept = GOOD.partition("    expect:")[0]
    (tmp_path / "a.yaml").write_text(kept.replace("kind: page", written))

    assert reason in str(catalogue.load(tmp_path).problems[0])
