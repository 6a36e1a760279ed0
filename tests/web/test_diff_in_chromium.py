"""A difference in a real browser: keys and address, context, folds, quotations, phones, print."""

from io import BytesIO

import pytest
from playwright.async_api import Browser, Page
from pypdf import PdfReader

from forewarn.wiring import AppContext
from tests.lab import page, publish
from tests.web.conftest import RULES, Visitor
from tests.web.test_in_chromium import PHONE, browser, opened, pytestmark

__all__ = ["browser", "pytestmark"]

LONG = [f"Sentence {n} of the clause says what each seller keeps in mind." for n in range(9)]


async def hash_of(shown: Page) -> str:
    return str(await shown.evaluate("location.hash"))


@pytest.mark.usefixtures("world")
async def test_the_address_follows_the_keys(browser: Browser, visitor: Visitor) -> None:
    shown = await opened(browser, visitor, "/sources/ring-rules/compare?order=page")
    hashes = []
    for key in ("n", "n", "p"):
        await shown.keyboard.press(key)
        hashes.append(await hash_of(shown))
    await shown.goto(f"{visitor.base}/sources/ring-rules/compare?order=page#edit-2")
    await shown.keyboard.press("n")

    assert hashes == ["#edit-1", "#edit-2", "#edit-1"]
    assert await hash_of(shown) == "#edit-3"


@pytest.mark.usefixtures("world")
async def test_context_opens_in_place_and_closes(browser: Browser, visitor: Visitor) -> None:
    shown = await opened(browser, visitor, "/sources/ring-rules/compare?order=page")
    edit = shown.locator("#edit-2")
    await edit.get_by_role("link", name="Context").click()
    await edit.locator(".around.below").wait_for()
    assert "Parcels are sent in 3 days." in await edit.locator(".around.below").inner_text()
    await edit.get_by_role("link", name="Hide context").click()

    assert await edit.locator(".around").count() == 0


async def test_equal_sentences_open_on_both_sides(
    world: AppContext, browser: Browser, visitor: Visitor
) -> None:
    ring, clause = world.sources["ring-rules"], " ".join(LONG)
    publish(world, ring, page(*RULES, f"{clause} It takes 30 days."))
    publish(world, ring, page(*RULES, f"{clause} It takes 14 days."))
    shown = await opened(browser, visitor, "/sources/ring-rules/compare")
    hidden = shown.get_by_text("Sentence 4 of the clause")
    assert await hidden.first.is_hidden()
    await shown.get_by_text("… 9 equal sentences …").first.click()
    await hidden.last.wait_for(state="visible")

    assert await hidden.first.is_visible()


@pytest.mark.usefixtures("world")
async def test_a_quotation_is_copied_with_its_address(browser: Browser, visitor: Visitor) -> None:
    shown = await opened(browser, visitor, "/changes/1")
    await shown.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await shown.locator("#edit-2").get_by_role("link", name="Quote").click()
    await shown.get_by_role("link", name="Copied").wait_for()
    copied = await shown.evaluate("navigator.clipboard.readText()")

    assert "+ Fees are 8 percent." in copied
    assert "/changes/1?edit=2#edit-2" in copied


@pytest.mark.usefixtures("world")
async def test_a_phone_shows_one_text_and_a_desk_two(browser: Browser, visitor: Visitor) -> None:
    edit = ".edit.modified"
    for width, sides in ((PHONE["width"], 1), (1280, 2)):
        shown = await opened(
            browser, visitor, "/changes/1", viewport={"width": width, "height": 800}
        )
        texts = shown.locator(f"{edit} .text:visible")
        old = shown.locator(f"{edit} .now del:visible")

        assert await texts.count() == sides * await shown.locator(edit).count()
        assert (await old.count() > 0) == (sides == 1)
    shown = await opened(browser, visitor, "/changes/1?view=sides", viewport=PHONE)
    assert await shown.locator(f"{edit} .was").first.is_visible()
    assert await shown.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


async def test_an_edit_of_another_part_is_found_by_its_address(
    world: AppContext, browser: Browser, visitor: Visitor
) -> None:
    ring = world.sources["ring-rules"]
    clauses = [f"Clause {n} says that {n} parcels are sent on each day." for n in range(130)]
    publish(world, ring, page(*RULES, *clauses))
    publish(world, ring, page(*RULES, *(one.replace("sent", "kept") for one in clauses)))
    number = world.stores.history.changes(source_id="ring-rules", limit=1)[0].id
    shown = await opened(browser, visitor, f"/changes/{number}?order=page#edit-120")
    await shown.wait_for_url("**edit=120#edit-120")

    assert await shown.locator("#edit-120").is_visible()
    await shown.goto(f"{visitor.base}/changes/{number}?order=page#edit-100")
    await shown.keyboard.press("n")
    await shown.wait_for_url("**part=2")


async def test_an_outline_is_folded_on_a_phone_and_beside_the_text_on_a_desk(
    world: AppContext, browser: Browser, visitor: Visitor
) -> None:
    ring = world.sources["ring-rules"]
    sections = [(f"<h2>Part {n}</h2>", f"It takes {n} days to send parcels.") for n in range(2, 8)]
    publish(world, ring, page(*RULES, *(text for pair in sections for text in pair)))
    longer = [(head, text.replace("days", "weeks")) for head, text in sections]
    publish(world, ring, page(*RULES, *(text for pair in longer for text in pair)))
    path = "/sources/ring-rules/compare"
    desk = await opened(browser, visitor, path, viewport={"width": 1280, "height": 800})
    await desk.locator(".outline").get_by_role("link", name="Part 5").click()
    phone = await opened(browser, visitor, path, viewport=PHONE)
    link = phone.locator(".outline").get_by_role("link", name="Part 5")

    assert (await hash_of(desk)).startswith("#edit-")
    assert await link.is_hidden()
    await phone.locator(".outline summary").click()
    assert await link.is_visible()


@pytest.mark.usefixtures("world")
async def test_a_printed_change_has_its_address_and_no_actions(
    browser: Browser, visitor: Visitor
) -> None:
    shown = await opened(browser, visitor, "/changes/1")
    await shown.emulate_media(media="print")

    assert await shown.get_by_text(f"{visitor.base}/changes/1", exact=True).is_visible()
    assert await shown.locator("ul.actions, .acts:visible, .picks:visible").first.is_hidden()
    decoration = "getComputedStyle(document.querySelector('.now ins')).textDecorationLine"
    assert await shown.evaluate(decoration) == "underline"
    printed = PdfReader(BytesIO(await shown.pdf(prefer_css_page_size=True)))
    assert printed.pages[0].extract_text().startswith(f"1 / {len(printed.pages)}")
