"""The page of a change and of two versions: filters, context, quotations, neighbours, moved blocks."""

import re

import pytest

from forewarn.wiring import AppContext
from monitor.source import Source
from tests.lab import page, publish
from tests.web.conftest import CHANGED, RULES, Visitor

TABLE = "<table><tr><th>Goods<th>Fee<th>From</tr><tr><td>Rings<td>{fee}<td>May</tr></table>"


def ring(world: AppContext) -> Source:
    return world.sources["ring-rules"]


def last_change(world: AppContext) -> int:
    return world.stores.history.changes(source_id="ring-rules", limit=1)[0].id


@pytest.mark.usefixtures("world")
async def test_an_edit_is_filtered_by_kind_and_level_without_script(
    world: AppContext, visitor: Visitor
) -> None:
    path = f"/changes/{last_change(world)}"
    added = (await visitor.get(f"{path}?kind=added")).text
    nothing = (await visitor.get(f"{path}?kind=moved")).text

    assert set(re.findall(r'class="edit (\w+)"', added)) == {"added"}
    assert f'No edit matches this selection. <a href="{path}">' in nothing
    assert '<span aria-current="true">+ New <b>1</b></span>' in added


async def test_the_context_of_an_edit_is_a_page_of_its_own(
    world: AppContext, visitor: Visitor
) -> None:
    number = last_change(world)
    content = (await visitor.get(f"/changes/{number}")).text
    (path,) = re.findall(rf'href="(/changes/{number}/context/2)"', content)
    shown = (await visitor.get(path)).text

    assert "Every brand must be registered from 1 March 2027" in shown
    assert '<p class="text paragraph">Parcels are sent in 3 days.</p>' in shown
    assert f'href="/changes/{number}?edit=2#edit-2"' in shown
    assert 'href="/sources/ring-rules/versions/2#b3"' in shown
    assert 'id="b3"' in (await visitor.get("/sources/ring-rules/versions/2")).text
    for wrong in ("0", "99", "x", "9" * 30):
        assert (await visitor.get(f"/changes/{number}/context/{wrong}")).status == 404


async def test_two_versions_show_the_context_of_their_edits(
    world: AppContext, visitor: Visitor
) -> None:
    del world
    content = (await visitor.get("/sources/ring-rules/compare?from=2&to=1")).text
    (path,) = re.findall(r'href="([^"]+/compare/context/2[^"]+)"', content)
    shown = await visitor.get(path.replace("&amp;", "&"))

    assert path == "/sources/ring-rules/compare/context/2?from=1&amp;to=2"
    assert "Parcels are sent in 3 days." in shown.text
    assert (await visitor.get("/sources/ring-rules/compare/context/99?from=1&to=2")).status == 404


async def test_a_quotation_names_its_source_date_and_address(
    world: AppContext, visitor: Visitor
) -> None:
    found = world.stores.history.changes(source_id="ring-rules", limit=1)[0]
    quoted = (await visitor.get(f"/changes/{found.id}.txt?edit=2")).text

    assert "- Fees are 5 percent.\n+ Fees are 8 percent." in quoted
    assert f"— Harbour Market: Ring rules, {found.detected_at:%Y-%m-%d}" in quoted
    assert quoted.rstrip().endswith(f"/changes/{found.id}?edit=2#edit-2")
    assert "Every brand" not in quoted
    assert (await visitor.get(f"/changes/{found.id}.txt?edit=99")).status == 404


async def test_a_change_leads_to_the_ones_before_and_after_it(
    world: AppContext, visitor: Visitor
) -> None:
    first = last_change(world)
    publish(
        world, ring(world), page(*CHANGED[1:], "Every brand must be registered from 9 May 2027.")
    )
    second = last_change(world)

    assert f'rel="next" href="/changes/{second}"' in (await visitor.get(f"/changes/{first}")).text
    shown = (await visitor.get(f"/changes/{second}")).text
    assert f'rel="prev" href="/changes/{first}"' in shown
    assert 'rel="next"' not in shown


async def test_a_row_of_a_table_is_a_table_with_its_changed_cell_marked(
    world: AppContext, visitor: Visitor
) -> None:
    publish(world, ring(world), page(*RULES, TABLE.format(fee="5 percent")))
    publish(world, ring(world), page(*RULES, TABLE.format(fee="8 percent")))
    content = (await visitor.get(f"/changes/{last_change(world)}")).text

    assert re.search(r"<th[^>]*>Goods</th><th[^>]*>Fee</th><th[^>]*>From</th>", content)
    assert re.search(r"<td>Rings</td><td class=\"changed\"><del>5.*<ins>8", content)
    assert "Rings | 5" not in content


async def test_a_moved_block_links_to_both_its_places(world: AppContext, visitor: Visitor) -> None:
    first, *rest = (f"Rule {n}: {word * 12} is asked for." for n, word in enumerate("abcdefgh"))
    publish(world, ring(world), page(*RULES, first, *rest))
    publish(world, ring(world), page(*RULES, *rest, first))
    content = (await visitor.get("/sources/ring-rules/compare")).text

    assert 'href="/sources/ring-rules/versions/3#b5">paragraph 5</a>' in content
    assert 'href="/sources/ring-rules/versions/4#b12">paragraph 12</a>' in content


async def test_source_text_carries_its_language(world: AppContext, visitor: Visitor) -> None:
    number = last_change(world)
    for path in (f"/changes/{number}", "/sources/ring-rules/compare", f"/changes/{number}/context/1",
                 "/sources/ring-rules/sections?q=Seller", "/search?q=brand"):  # fmt: skip
        content = (await visitor.get(path, **{"Accept-Language": "zh"})).text

        assert re.search(r'class="(text|passage)" lang="en"', content), path


@pytest.mark.usefixtures("world")
async def test_one_version_chosen_twice_is_said(visitor: Visitor) -> None:
    content = (await visitor.get("/sources/ring-rules/compare?from=2&to=2")).text

    assert "Version 2 was chosen twice" in content


async def test_hostile_words_of_an_edit_stay_words(world: AppContext, visitor: Visitor) -> None:
    hostile = world.stores.history.changes(source_id="hostile-rules", limit=1)[0]
    for path in ("", "/context/1", "/context/2", "?view=inline", "?order=page", "?kind=<b>"):
        content = (await visitor.get(f"/changes/{hostile.id}{path}")).text

        assert "<script>alert" not in content, path
        assert "<img" not in content, path
    assert "&lt;script&gt;" in (await visitor.get(f"/changes/{hostile.id}")).text


async def test_a_long_change_has_parts(world: AppContext, visitor: Visitor) -> None:
    clauses = [f"Clause {n} says that {n} parcels are sent on each day." for n in range(230)]
    publish(world, ring(world), page(*RULES, *clauses))
    publish(world, ring(world), page(*RULES, *(one.replace("sent", "kept") for one in clauses)))
    number = last_change(world)
    first = (await visitor.get(f"/changes/{number}?order=page")).text
    last = (await visitor.get(f"/changes/{number}?order=page&edit=230")).text

    assert "Part 1 of 3" in first
    assert 'id="edit-230"' not in first
    assert 'id="edit-230"' in last
    assert 'href="?edit=230#edit-230"' in last


async def test_what_to_do_stands_before_the_edits_and_the_rest_is_folded(
    world: AppContext, visitor: Visitor
) -> None:
    content = (await visitor.get(f"/changes/{last_change(world)}")).text
    folded = content.partition('<details class="more">')[2].partition("</details>")[0]
    first = content.partition('class="edit')[0]

    assert re.findall(r"Concerns: [^<]*", content) == [
        "Concerns: Harbour Market · United States · Batteries"
    ]
    for link in ("/versions/1", "/versions/2", ".txt", "t.me/share"):
        assert link in folded
        assert link not in first.replace(folded, "")
