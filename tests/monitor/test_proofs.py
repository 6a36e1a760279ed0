"""What the proofs of silence never hide, and what they do, on pages of six languages."""

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.assess import Judgement, judge
from tests.monitor.rule_pages import NOISE, PAGES, RulePage, read

pytestmark = pytest.mark.slow

TODAY = date(2027, 1, 15)
KINDS = tuple(PAGES["en"].changes)
LANGUAGES = st.sampled_from(sorted(PAGES))
SOME_NOISE = st.sets(st.sampled_from(sorted(NOISE)))
_NUMBERED = re.compile(r"^## \d")


def judged(before: str, after: str) -> Judgement:
    return judge(read(before), read(after), TODAY)


def noisy(text: str, page: RulePage, names: set[str], replaced: int) -> str:
    for old, new in page.noise[:replaced]:
        text = text.replace(old, new)
    for name in sorted(names):
        text = NOISE[name](text)
    return text


def proofs(found: Judgement) -> list[tuple[str, str, str]]:
    return [(edit.proof, edit.before, edit.after) for edit in found.edits]


@pytest.mark.parametrize("language", list(PAGES))
@pytest.mark.parametrize("kind", KINDS)
def test_a_change_that_matters_is_never_silent(language: str, kind: str) -> None:
    page = PAGES[language]

    assert not judged(page.text, page.replaced(kind)).is_silent
    assert not judged(page.replaced(kind), page.text).is_silent


@given(LANGUAGES, st.sampled_from(KINDS), SOME_NOISE, st.integers(0, 3))
@settings(max_examples=150, deadline=None)
def test_no_noise_hides_a_change(language: str, kind: str, names: set[str], replaced: int) -> None:
    page = PAGES[language]
    found = judged(page.text, noisy(page.replaced(kind), page, names, replaced))

    assert not found.is_silent, proofs(found)


@given(LANGUAGES, SOME_NOISE, st.integers(0, 3))
@settings(max_examples=150, deadline=None)
def test_noise_alone_is_silent(language: str, names: set[str], replaced: int) -> None:
    page = PAGES[language]
    found = judged(page.text, noisy(page.text, page, names, replaced))

    assert found.is_silent, [each for each in proofs(found) if not each[0]]


@given(LANGUAGES, st.data(), SOME_NOISE)
@settings(max_examples=150, deadline=None)
def test_no_digit_changes_silently(language: str, data: st.DataObject, names: set[str]) -> None:
    page = PAGES[language]
    places = [
        place
        for place, sign in enumerate(page.text)
        if sign.isdigit() and not _is_stamp_or_number(page, place)
    ]
    place = data.draw(st.sampled_from(places))
    digit = data.draw(st.sampled_from("0123456789").filter(lambda one: one != page.text[place]))
    changed = page.text[:place] + digit + page.text[place + 1 :]
    found = judged(page.text, noisy(changed, page, names, 0))

    assert not found.is_silent, proofs(found)


def _is_stamp_or_number(page: RulePage, place: int) -> bool:
    start = page.text.rfind("\n", 0, place) + 1
    line = page.text[start : page.text.index("\n", place)]
    is_number = _NUMBERED.match(line) and place - start == 3
    return bool(is_number) or line in {page.parts["stamp"], page.parts["owner"]}


@given(LANGUAGES, st.integers(0, 3), SOME_NOISE)
@settings(max_examples=100, deadline=None)
def test_an_item_neither_comes_nor_goes_silently(
    language: str, index: int, names: set[str]
) -> None:
    page = PAGES[language]
    line = f"- {page.items[index]}\n"
    fewer = page.text.replace(line, "")
    more = page.text.replace(line, f"{line}- {page.new_goods}\n")

    for changed in (fewer, more):
        found = judged(page.text, noisy(changed, page, names, 2))
        assert not found.is_silent, proofs(found)


@given(LANGUAGES, st.integers(0, 1), st.integers(2, 3), SOME_NOISE)
@settings(max_examples=100, deadline=None)
def test_no_item_moves_silently_between_lists(
    language: str, banned: int, allowed: int, names: set[str]
) -> None:
    page = PAGES[language]
    one, other = f"- {page.items[banned]}\n", f"- {page.items[allowed]}\n"
    moved = page.text.replace(one, "").replace(other, other + one)
    swapped = page.text.replace(one, "@").replace(other, one).replace("@", other)

    for changed in (moved, swapped):
        found = judged(page.text, noisy(changed, page, names, 2))
        assert not found.is_silent, proofs(found)


@given(LANGUAGES, st.data(), SOME_NOISE)
@settings(max_examples=100, deadline=None)
def test_a_rule_neither_comes_nor_goes_silently(
    language: str, data: st.DataObject, names: set[str]
) -> None:
    page = PAGES[language]
    parts = page.text.split("\n\n")
    place = data.draw(st.integers(1, len(parts)))
    added = "\n\n".join([*parts[:place], page.rule, *parts[place:]])

    for before, after in ((page.text, added), (added, page.text)):
        found = judged(before, noisy(after, page, names, 2))
        assert not found.is_silent, proofs(found)


@given(LANGUAGES, st.data())
@settings(max_examples=60, deadline=None)
def test_a_date_of_force_neither_comes_nor_goes_silently(
    language: str, data: st.DataObject
) -> None:
    page = PAGES[language]
    parts = page.text.replace(page.parts["force"], "").split("\n\n")
    place = data.draw(st.integers(1, len(parts)))
    added = "\n\n".join([*parts[:place], page.parts["force"], *parts[place:]])

    assert not judged("\n\n".join(parts), added).is_silent
    assert not judged(added, "\n\n".join(parts)).is_silent


@given(LANGUAGES, st.data())
@settings(max_examples=60, deadline=None)
def test_a_paragraph_shown_twice_is_silent(language: str, data: st.DataObject) -> None:
    page = PAGES[language]
    part = data.draw(st.sampled_from([page.parts[n] for n in ("rate", "standard", "never")]))
    twice = page.text.replace(part, f"{part}\n\n{part}")

    assert judged(page.text, twice).is_silent
    assert judged(twice, page.text).is_silent


def _damaged(text: str) -> str:
    """The text as a wrong encoding leaves it, with its dates and signs of lists."""
    return re.sub(r"[À-ÿ€]", "?", text)


def _linked(text: str, items: tuple[str, ...]) -> str:
    for item in items:
        text = text.replace(f"- {item}\n", f"- [{item}](https://example.org/goods)\n")
    return text


@given(LANGUAGES, st.sampled_from(KINDS))
@settings(max_examples=80, deadline=None)
def test_lost_characters_hide_no_change(language: str, kind: str) -> None:
    page = PAGES[language]
    found = judged(_damaged(page.text), page.replaced(kind))

    assert not found.is_silent, proofs(found)


@pytest.mark.parametrize("language", ["de", "es", "fr"])
def test_lost_characters_alone_are_silent(language: str) -> None:
    # A page whose mark is lost (`s?`) answers nothing any more.
    text = PAGES[language].text.replace(f"| {PAGES[language].parts['yes']} |", "| |")

    assert judged(_damaged(text), text).is_silent
    assert judged(text, _damaged(text)).is_silent


@given(LANGUAGES, st.integers(0, 3), SOME_NOISE)
@settings(max_examples=80, deadline=None)
def test_no_item_of_a_list_of_rules_is_a_link_that_was_renamed(
    language: str, index: int, names: set[str]
) -> None:
    page = PAGES[language]
    linked = _linked(page.text, page.items)
    renamed = linked.replace(f"- [{page.items[index]}]", f"- [{page.new_goods}]")
    found = judged(linked, noisy(renamed, page, names, 0))

    assert not found.is_silent, proofs(found)


@given(LANGUAGES, st.sampled_from(KINDS))
@settings(max_examples=80, deadline=None)
def test_no_change_of_a_rule_is_the_new_name_of_a_link(language: str, kind: str) -> None:
    page = PAGES[language]
    old, new = page.changes[kind]
    before = page.text.replace(old, f"[{old}](https://example.org/rule)")
    after = page.text.replace(old, f"[{new}](https://example.org/rule)")
    found = judged(before, after)

    assert not found.is_silent, proofs(found)


@given(LANGUAGES, st.data())
@settings(max_examples=80, deadline=None)
def test_no_rule_value_or_list_is_a_button(language: str, data: st.DataObject) -> None:
    page = PAGES[language]
    title, rest = page.text.split("\n\n", 1)
    line = data.draw(
        st.sampled_from(
            [
                page.rule,
                page.parts["fee"],
                page.parts["force"],
                f"- {page.new_goods}",
                "€1,250.00",
                "2027-09-01",
                "EN 71-3:2019",
            ]
        )
    )
    bar = f"{title}\n\nCopy link\n\nPrint\n\n"

    for before, after in ((bar, f"{bar}{line}\n\n"), (f"{bar}{line}\n\n", bar)):
        found = judged(before + rest, after + rest)
        assert not found.is_silent, proofs(found)
