"""What keeps changing is silent once it is known to; a rule never is."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.assess import judge
from monitor.assess.context import Learned
from monitor.assess.letters import letters
from monitor.assess.places import PastChange, learn, place_of, volatile_places
from monitor.diff import compare
from monitor.model import Block, Document, Edit, Op

NOW = datetime(2027, 3, 1, 8, tzinfo=UTC)
DAY = timedelta(days=1)
RULES = tuple(
    Block(("Harbour rules",), f"Rule {n}: the seller keeps book number {n} of every sale for us.")
    for n in range(9)
)
TIPS = tuple(
    f"{tip} in our harbour this week" for tip in ("Sailing", "Cooking", "Painting", "Yoga", "Chess", "Jazz", "Poetry")
)  # fmt: skip


def page(*lines: str | tuple[str, str], rules: Sequence[Block] = RULES) -> Document:
    """The rules, and lines below them; a line may have a heading of its own."""
    placed = [("Harbour rules", line) if isinstance(line, str) else line for line in lines]
    blocks = (*rules, *(Block((heading,), text) for heading, text in placed))
    return Document(title="Harbour rules", blocks=blocks)


def past(
    pages: Sequence[Document], step: timedelta = DAY, ends: datetime = NOW
) -> list[PastChange]:
    """The changes between pages, the last one a step before the end."""
    changes = [compare(old, new) for old, new in pairwise(pages)]
    return [
        PastChange(detected_at=ends - step * (len(changes) - n), edits=edits)
        for n, edits in enumerate(changes)
    ]


def silent(
    pages: Sequence[Document], step: timedelta = DAY, significant: frozenset[str] = frozenset()
) -> bool:
    """Whether the change to the last page is silent after the others."""
    places = learn(past(pages[:-1], step), NOW, significant)
    return judge(pages[-2], pages[-1], NOW.date(), Learned(places=places)).is_silent


def counter(number: int) -> str:
    return f"{number:,} members look at this harbour"


def moods(count: int) -> list[Document]:
    return [page(f"Mood of the harbour: {tip}") for tip in TIPS[:count]]


@pytest.mark.parametrize(
    ("changes", "expected"), [(1, False), (2, False), (3, False), (4, True), (6, True)]
)
def test_a_line_is_silent_from_its_fourth_change(changes: int, expected: bool) -> None:
    assert silent(moods(changes + 1)) is expected


def test_a_counter_and_a_line_beside_it_are_learned_apart() -> None:
    pages = [page(counter(1_000 + n), f"Mood: {tip}") for n, tip in enumerate(TIPS[:4])]

    assert silent([*pages, page(counter(9), "Mood: Swimming with all of our friends")])
    fresh = page(counter(9), f"Mood: {TIPS[3]}", "We opened an office in Genoa.")
    assert not silent([*pages, fresh])


def test_a_steady_line_beside_a_ticker_is_told() -> None:
    pages = [page(f"Mood: {tip}", "Our office is in Genoa.") for tip in TIPS[:5]]

    assert silent(pages)
    assert not silent([*pages[:-1], page(f"Mood: {TIPS[5]}", "Our office is in Naples.")])


def test_links_that_rotate_are_silent_and_more_of_them_too() -> None:
    shown = [page(*(("Read more", f"{one} {n}") for one in ("About", "All of"))) for n in TIPS[:4]]

    assert silent([*shown, page(("Read more", "Sunset photographs"), ("Read more", "Old maps"))])
    more = [("Read more", text) for text in ("Sunset photographs", "Old maps", "A new boat")]
    assert silent([*shown, page(*more)])


ODD = ("Sunset", "Old maps", "What we cook", "Jazz by night", "A boat", "Poems", "Knots", "Fog")


def test_a_line_that_another_one_replaces_is_followed() -> None:
    pages = [page(name, "Our office is in Genoa.") for name in ODD[:5]]

    assert all(found.op is not Op.MODIFIED for found in compare(pages[0], pages[1]))
    assert silent(pages)
    assert not silent([*pages[:-1], page(ODD[4], "Our office is in Genoa.", "A café opened.")])


def test_a_list_is_volatile_once_most_of_its_lines_came_lately() -> None:
    pages = [page(*(("News", name) for name in ODD[n : n + 4])) for n in range(5)]

    assert not silent(pages[:4])
    assert silent(pages)


def test_a_page_that_is_nothing_but_such_a_list_is_told() -> None:
    pages = [
        page(*(f"{tip}, notice {n} of the day" for n in range(3)), rules=()) for tip in TIPS[:5]
    ]

    assert not silent(pages)


def test_a_place_is_forgotten_when_it_stands_still() -> None:
    pages = moods(5)
    others = [
        page(
            f"Mood of the harbour: {TIPS[4]}",
            rules=(*RULES, Block((), f"Office {n} opens at dawn.")),
        )
        for n in range(5)
    ]

    assert silent([*pages, moods(6)[-1]])
    moved = page(
        f"Mood of the harbour: {TIPS[5]}", rules=(*RULES, Block((), "Office 4 opens at dawn."))
    )
    assert not silent([*pages, *others, moved])


def test_what_changed_a_season_ago_is_forgotten() -> None:
    assert silent(moods(6))
    assert not silent(moods(6), step=timedelta(days=40))


def prices(count: int) -> list[Document]:
    return [page(f"Gold today: ${1_900 + n * 7}.{n}0 per ounce") for n in range(count)]


@pytest.mark.parametrize(
    ("changes", "days", "expected"), [(4, 1, False), (5, 1, False), (6, 1, True), (6, 14, False)]
)
def test_an_amount_is_silent_only_where_nearly_every_change_brings_another(
    changes: int, days: int, expected: bool
) -> None:
    assert silent(prices(changes + 1), timedelta(days=days)) is expected


def test_a_fee_that_rises_three_times_is_told_each_time() -> None:
    pages = [page(f"Fee for rings | {n} %") for n in (5, 6, 7, 8, 9)]

    assert not silent(pages, timedelta(days=20))


@pytest.mark.parametrize(
    ("heading", "text"),
    [
        ("Harbour rules", "Rings must not be sold here."),
        ("Harbour rules", "Each seller must keep a log."),
        ("Harbour rules", "Sellers may ship by boat."),
        ("Harbour rules", "New terms apply from 1 May 2027."),
        ("Harbour rules", "新规自2027年5月1日起生效"),
        ("Harbour rules", "Answer within 3 days."),
        ("Harbour rules", "Storage now costs $12."),
        ("Harbour rules", "Toys follow EN 71-3:2019."),
        ("Harbour rules", "Toys: ✘"),
        ("Harbour rules", "Toys are not insured."),
        ("Effective date", "1 May 2027"),
        ("Banned goods", "Yo-yo balls"),
        ("You must send us:", "A copy of the invoice"),
    ],
)
def test_what_reads_as_a_rule_is_told_in_a_place_that_keeps_changing(
    heading: str, text: str
) -> None:
    pages = [page((heading, f"{tip} and more")) for tip in TIPS[:5]]

    assert not silent([*pages, page((heading, text))])


def test_a_marked_place_is_told_whatever_its_history() -> None:
    pages = moods(6)
    (place,) = {found.place for found in volatile_places(learn(past(pages), NOW))}

    assert silent(pages)
    assert not silent(pages, significant=frozenset({place}))


def test_marking_one_place_leaves_the_others_silent() -> None:
    pages = [page(counter(1_000 + n)) for n in range(6)]
    marked = frozenset({"harbour rules: (lines)"})

    assert silent(pages, significant=marked)
    assert not silent(
        pages, significant=frozenset({"harbour rules: # members look at this harbour"})
    )


def test_a_volatile_place_says_since_when_and_how_often() -> None:
    (found,) = volatile_places(learn(past([page(counter(n)) for n in range(5)]), NOW))

    assert found.place == "harbour rules: # members look at this harbour"
    assert (found.changes, found.since, found.last) == (4, NOW - 4 * DAY, NOW - DAY)


def test_a_rewrite_teaches_nothing() -> None:
    pages = [page(*(f"Mood {n}: {tip}" for n in range(310)), rules=RULES * 100) for tip in TIPS[:5]]

    assert volatile_places(learn(past(pages), NOW)) == []
    assert place_of(edit("7 " + "x " * 1_001, "8 " + "x " * 1_001)) == ""


def edit(before: str, after: str, *path: str) -> Edit:
    op = Op.MODIFIED if before and after else Op.ADDED if after else Op.REMOVED
    return Edit(op=op, path=path, before=before, after=after, similarity=0.9)


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (edit("Seen 7 times", "Seen 1,204 times", "2. Rings"), "rings: seen # times"),
        (edit("BTC 1.50 ▲ 2%", "BTC 1.40 ▼ 3%"), "btc #"),
        (edit("在线人数：1人", "在线人数：32人"), "在线人数 # 人"),
        (edit("Old news", "Fresh news", "A", "B"), "a > b: (lines)"),
        (edit("", "x" * 121), ""),
        (replace(edit("Same", "Same"), op=Op.MOVED), ""),
    ],
)
def test_a_place_is_named_by_its_headings_and_words(made: Edit, expected: str) -> None:
    assert place_of(made) == expected


_WORDS = st.sampled_from(
    (
        "ring",
        "lamp",
        "harbour",
        "office",
        "opens",
        "about",
        "1,200",
        "7",
        "3 %",
        "$5",
        "boat",
        "戒指",
        "all",
    )
)
_TEXTS = st.lists(_WORDS, min_size=1, max_size=5).map(" ".join)
_PAGES = st.lists(st.lists(_TEXTS, max_size=4), min_size=2, max_size=8)
_RULES = st.sampled_from(
    (
        "Rings must not be sold.", "Sellers must keep a log.", "No refunds are allowed.", "禁止销售戒指", "必须提供发票",
        "Terms apply from 1 May 2027.", "Register by 5 May 2027.", "Toys follow EN 71-3:2019.",
    )
)  # fmt: skip


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(_PAGES, _RULES, st.integers(0, 4))
def test_no_history_silences_a_rule(pages: list[list[str]], rule: str, at: int) -> None:
    shown = [page(*lines) for lines in pages]
    last = [*pages[-1][:at], rule, *pages[-1][at + 1 :]]

    assert not silent([*shown, page(*last)])


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(_PAGES, _TEXTS)
def test_no_history_silences_an_item_of_a_list_that_forbids(
    pages: list[list[str]], item: str
) -> None:
    shown = [page(*(("Banned goods", line) for line in lines)) for lines in pages]
    last = [("Banned goods", line) for line in (*pages[-1], f"{item} kite")]

    assert not silent([*shown, page(*last)])


@settings(max_examples=100, deadline=None)
@given(_PAGES)
def test_fewer_than_three_changes_teach_nothing(pages: list[list[str]]) -> None:
    assert volatile_places(learn(past([page(*lines) for lines in pages[:3]]), NOW)) == []


SHARED = "Meet us at the summer fair in the old port"


def shared(text: str, heading: str = "Harbour rules") -> bool:
    learned = Learned(shared=frozenset({letters(text)}))
    return judge(page(), page((heading, text)), NOW.date(), learned).is_silent


def test_what_other_pages_of_the_host_have_is_silent_until_it_reads_as_a_rule() -> None:
    assert shared(SHARED)
    assert not shared("Rings must not be sold here.")
    assert not shared("Storage costs $12 a day.")
    assert not shared("Our new terms take effect on 1 May 2027.")
    assert not shared("Yo-yo balls", "Banned goods")
