"""Operators add and edit sources in the browser: tried before they are saved, undone, recorded."""

import asyncio
import re
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from lxml.html import fromstring

from forewarn.wiring import AppContext
from monitor.catalogue.form import fields_of
from tests.lab import PATIENCE, Lab, page, publish
from tests.web.conftest import OPERATOR, Answer, Visitor, listening
from tests.web.test_operator import FORM, sign_in, token_in
from web.drafts import Drafts
from web.editing import TrialFetch

EDIT = "/operator/sources/ring-rules/edit"
# What a browser does not send when it is not ticked.
BOXES = {"enabled", "discover", "listing.follow", "topics"}
RULE = tuple(f"Sellers keep invoice number {n} for each brand, every day." for n in range(20))


@pytest.fixture
async def context(lab: Lab) -> AsyncIterator[AppContext]:
    async with listening(lab, FOREWARN_OVERLAY=str(lab.folder / "own")) as opened:
        for days in (2, 1):
            at = datetime.now(UTC) - timedelta(days=days)
            publish(opened, opened.sources["ring-rules"], page(*RULE, f"Day {days}."), at)
        yield opened


class Operator(Visitor):
    """A signed-in operator who fills in forms."""

    def __init__(self, base: str, session: dict[str, str]) -> None:
        super().__init__(base)
        self.session = session

    async def open(self, path: str) -> str:
        answer = await self.get(path, **self.session)
        assert answer.status == 200, (path, answer.text)
        return answer.text

    async def post(self, path: str, data: dict[str, str]) -> Answer:
        lines = [
            (name, one)
            for name, value in data.items()
            for one in (value.split("\n") if name == "topics" else [value])
            if value or name not in BOXES
        ]
        return await self.ask("POST", path, data=lines, headers={**self.session, **FORM})

    async def act(self, shown: str, do: str, **fields: str) -> Answer:
        """Press a button of the form that was shown."""
        return await self.post("/operator/sources/edit", {**filled(shown), "do": do, **fields})

    async def fetched(self, answer: Answer) -> str:
        """The page of a draft, once its fetch is over."""
        assert answer.status == 303, answer.text
        path = answer.headers["location"]
        while 'http-equiv="refresh"' in (shown := await self.open(path)):
            await asyncio.sleep(0.1)
        return shown


def filled(shown: str) -> dict[str, str]:
    """The fields of the form as a browser would send them."""
    fields: dict[str, list[str]] = {}
    for name, value in fromstring(shown).get_element_by_id("source-form").form_values():
        # A browser drops the line break after a textarea's tag.
        fields.setdefault(name, []).append(value.removeprefix("\n"))
    return {name: "\n".join(values) for name, values in fields.items()}


@pytest.fixture
async def operator(context: AppContext) -> Operator:
    visitor = Visitor(context.settings.public_url)
    return Operator(visitor.base, await sign_in(context, visitor))


async def test_the_form_states_the_source(context: AppContext, operator: Operator) -> None:
    shown = await operator.open(EDIT)
    known = fields_of(context.sources["ring-rules"])

    assert {name: filled(shown).get(name, "") for name in known} == known
    assert "Sellers keep invoice number 3" in shown
    assert "Left out" in shown
    assert "Harbour Market 2026" in shown


async def test_nobody_else_sees_or_does_anything(context: AppContext, operator: Operator) -> None:
    fields = {**filled(await operator.open(EDIT)), "do": "save", "title": "Forged"}
    stranger = Visitor(operator.base)
    for path in (EDIT, "/operator/sources/new", "/operator/pick/x", "/operator/pick/x/page"):
        assert (await stranger.get(path)).status == 401
    for path in ("/operator/sources/edit", "/operator/sources/preview", "/operator/sources/new"):
        assert (await stranger.ask("POST", path, data=fields, headers=FORM)).status == 403
        assert (await operator.post(path, {**fields, "csrf": "forged"})).status == 403
    assert context.sources["ring-rules"].title == "Ring rules"


async def test_a_save_is_in_use_recorded_and_undone(
    context: AppContext, operator: Operator
) -> None:
    shown = await operator.open(EDIT)
    answer = await operator.act(shown, "save", title="No: 费用", select="main")
    assert answer.status == 303
    assert context.sources["ring-rules"].title == "No: 费用"
    saved = await operator.open(answer.headers["location"])
    assert "Saved, and in use from now on." in saved
    answer = await operator.act(saved, "undo")
    assert context.sources["ring-rules"].title == "Ring rules"
    assert "The last save is taken back." in await operator.open(answer.headers["location"])
    acts = context.stores.operator_acts.latest(5)
    assert [(one.act, one.subject, one.by) for one in acts[:2]] == [
        ("source-undone", "ring-rules", f"chat:{OPERATOR}"),
        ("source-edited", "ring-rules", f"chat:{OPERATOR}"),
    ]


async def test_a_mistake_is_shown_beside_its_field_and_nothing_is_lost(
    context: AppContext, operator: Operator
) -> None:
    shown = await operator.open(EDIT)
    answer = await operator.act(shown, "save", every="1m", note="Typed with care")

    assert answer.status == 422
    assert "is out of bounds; choose between 5m and 90d" in unescape(answer.text)
    assert 'aria-describedby="h-every e-every" aria-invalid="true"' in answer.text
    assert filled(answer.text)["note"] == "Typed with care"
    assert context.sources["ring-rules"].note == ""


async def test_the_second_of_two_operators_is_told(context: AppContext, operator: Operator) -> None:
    first, second = [await operator.open(EDIT) for _ in range(2)]
    assert (await operator.act(first, "save", title="First")).status == 303
    answer = await operator.act(second, "save", title="Second")

    assert answer.status == 409
    assert "this source changed since you opened it" in answer.text
    assert filled(answer.text)["title"] == "Second"
    assert context.sources["ring-rules"].title == "First"
    # Pressing the button once more does not force it.
    assert (await operator.act(answer.text, "save", title="Second")).status == 409


async def test_a_preview_shows_what_another_selector_gives(
    context: AppContext, operator: Operator
) -> None:
    fields = filled(await operator.open(EDIT))
    for path in ("/operator/sources/preview", "/operator/sources/edit"):
        answer = await operator.post(path, {**fields, "do": "preview", "select": "h1"})
        shown = unescape(answer.text)
        assert answer.status == 200
        assert "nobody is notified of it" in shown
        assert 'class="edit removed"' in shown
    answer = await operator.post("/operator/sources/preview", {**fields, "select": "#gone"})
    assert "the selector '#gone' matches nothing" in unescape(answer.text)
    answer = await operator.post("/operator/sources/preview", {**fields, "select": "p["})
    assert "is no CSS selector" in unescape(answer.text)
    answer = await operator.post("/operator/sources/preview", {**fields, "select": "p"})
    assert "The selector matches 21 parts of the page" in answer.text
    assert context.sources["ring-rules"].select == ""


async def test_a_source_is_switched_off_and_removed(
    context: AppContext, operator: Operator
) -> None:
    shown = await operator.open(EDIT)
    assert "Yes, remove it" not in shown
    assert (await operator.act(shown, "save", enabled="")).status == 422
    answer = await operator.act(shown, "save", enabled="", note="Its owner asked us.")
    assert not context.sources["ring-rules"].enabled
    off = await operator.open(answer.headers["location"])
    assert "takes its place again" in off
    answer = await operator.act(off, "remove")
    assert context.sources["ring-rules"].enabled
    assert "is in use again" in await operator.open(answer.headers["location"])


async def test_a_source_is_fetched_before_it_is_saved(
    context: AppContext, operator: Operator, lab: Lab
) -> None:
    lab.site.put("/ring-rules", page(*RULE, "Today's text."))
    shown = await operator.open(EDIT)
    tried = await operator.fetched(await operator.act(shown, "test", select="main"))
    assert "Today&#39;s text." in tried
    assert filled(tried)["select"] == "main"
    assert (await operator.act(tried, "save")).status == 303
    lab.site.put("/ring-rules", "")
    shown = await operator.open(EDIT)
    assert "rejected" in await operator.fetched(await operator.act(shown, "test"))
    assert len(context.stores.history.versions("ring-rules")) == 2


async def test_a_page_is_proposed_tried_and_added(
    context: AppContext, operator: Operator, lab: Lab
) -> None:
    lab.site.put("/fees", page(*RULE, title="Fees"))
    url = f"{lab.site.url}/fees"
    token = token_in(await operator.open("/operator/sources/new"))
    fields = {"csrf": token, "url": url, "organisation": "市场"}
    shown = await operator.fetched(await operator.post("/operator/sources/new", fields))
    proposed = filled(shown)
    assert (proposed["select"], proposed["kind"], proposed["language"]) == ("main", "page", "en")
    assert "Sellers keep invoice number 3" in shown
    answer = await operator.act(shown, "save", id="ring-rules")
    assert answer.status == 422
    assert "there is a source of this id already" in answer.text
    answer = await operator.act(answer.text, "save", id="market-fees")
    assert answer.status == 303, answer.text
    assert context.sources["market-fees"].organisation == "市场"
    assert (lab.folder / "own" / "market-fees.yaml").exists()
    again = await operator.post("/operator/sources/new", fields)
    assert "watched already, as market-fees" in again.text


async def test_the_text_of_an_entry_is_pointed_at(operator: Operator, lab: Lab) -> None:
    links = [f"<a href=/n/{n}>Notice number {n} on copied gowns</a>" for n in range(9)]
    lab.site.put("/notices", page(*links))
    for number in range(9):
        lab.site.put(f"/n/{number}", page(*RULE, f"Gown {number}."))
    token = token_in(await operator.open("/operator/sources/new"))
    url = f"{lab.site.url}/notices"
    answer = await operator.post("/operator/sources/new", {"csrf": token, "url": url})
    shown = await operator.fetched(answer)
    assert filled(shown)["kind"] == "listing"
    picker = await operator.open((await operator.act(shown, "pick-entry")).headers["location"])
    frame = unescape(re.findall(r'<iframe [^>]*src="([^"]+)"', picker)[0])
    captured = await operator.get(frame, **operator.session)
    link = re.findall(r'<a href="([^"]+)"[^>]*>Sellers keep invoice number 3 ', captured.text)[0]
    chosen = await operator.open(unescape(link))
    use = re.findall(r'<a class="use" href="([^"]+)"', chosen)[0]
    assert filled(await operator.open(unescape(use)))["listing.select"] == "main"


def test_a_fetch_does_not_hold_up_the_end_of_the_process() -> None:
    text = "import threading, web.drafts as d; d.Drafts().fetch(threading.Event().wait)"
    subprocess.run([sys.executable, "-c", text], check=True, timeout=PATIENCE)


def test_a_fault_of_a_fetch_is_shown() -> None:
    def fails() -> TrialFetch:
        raise LookupError("nothing")

    assert "LookupError" in Drafts().fetch(fails).result(PATIENCE).error


async def test_a_source_that_is_removed_is_brought_back(
    context: AppContext, operator: Operator
) -> None:
    shown = await operator.open(EDIT)
    data = {**filled(shown), "source": "", "id": "fee-rules", "do": "save"}
    answer = await operator.post("/operator/sources/edit", data)
    other = await operator.open(answer.headers["location"])
    assert "The source is removed, and checked no more." in other
    answer = await operator.act(other, "remove")
    assert "fee-rules" not in context.sources
    gone = await operator.open(answer.headers["location"])
    assert "fee-rules is removed" in gone
    form = next(one for one in fromstring(gone).forms if "stamp" in dict(one.form_values()))
    data = {**dict(form.form_values()), "do": "undo"}
    answer = await operator.post("/operator/sources/edit", data)
    assert answer.status == 303, answer.text
    assert "fee-rules" in context.sources


async def test_a_source_that_is_gone_is_not_saved_anew(
    context: AppContext, operator: Operator
) -> None:
    shown = await operator.open(EDIT)
    data = {**filled(shown), "source": "", "id": "fee-rules", "do": "save"}
    answer = await operator.post("/operator/sources/edit", data)
    first, second = [await operator.open(answer.headers["location"]) for _ in range(2)]
    await operator.act(first, "remove")

    assert (await operator.act(second, "save", title="Late")).status == 409
    assert "fee-rules" not in context.sources


async def test_the_proposal_of_an_address_is_closed(
    context: AppContext, operator: Operator
) -> None:
    url = context.sources["hostile-rules"].url + "/new"
    context.stores.proposals.suggest(url, datetime.now(UTC))
    shown = await operator.open(EDIT)
    data = {**filled(shown), "source": "", "id": "new-rules", "url": url, "do": "save"}
    assert (await operator.post("/operator/sources/edit", data)).status == 303
    assert context.stores.proposals.waiting() == []
    assert context.stores.operator_acts.latest(1)[0].act == "close-proposal"


@pytest.mark.parametrize("url", ["", "nonsense", "file:///etc/passwd", "http://[::1"])
async def test_what_is_no_address_is_not_fetched(operator: Operator, url: str) -> None:
    token = token_in(await operator.open("/operator/sources/new"))
    answer = await operator.post("/operator/sources/new", {"csrf": token, "url": url})
    shown = await operator.fetched(answer) if answer.status == 303 else answer.text

    assert 'role="alert"' in shown


async def test_a_private_address_is_not_fetched(lab: Lab) -> None:
    async with listening(
        lab, FOREWARN_OVERLAY=str(lab.folder / "own"), FOREWARN_ALLOW_PRIVATE_NETWORKS="false"
    ) as context:
        visitor = Visitor(context.settings.public_url)
        operator = Operator(visitor.base, await sign_in(context, visitor))
        token = token_in(await operator.open("/operator/sources/new"))
        answer = await operator.post(
            "/operator/sources/new", {"csrf": token, "url": f"{lab.site.url}/secret"}
        )
        await operator.fetched(answer)

    assert lab.site.requests == []


async def test_without_an_overlay_the_page_says_how_to_get_one(lab: Lab) -> None:
    async with listening(lab) as context:
        visitor = Visitor(context.settings.public_url)
        operator = Operator(visitor.base, await sign_in(context, visitor))
        shown = await operator.open(EDIT)
        assert "set FOREWARN_OVERLAY to a folder" in shown
        assert 'value="save"' not in shown
        assert (await operator.act(shown, "save", title="Other")).status == 422
        assert context.sources["ring-rules"].title == "Ring rules"


async def test_the_picker_proposes_selectors_without_a_script(
    context: AppContext, operator: Operator
) -> None:
    shown = await operator.open(EDIT)
    answer = await operator.act(shown, "pick", title="Unsaved")
    picker = await operator.open(answer.headers["location"])
    assert "Click on a text of the rule" in picker
    frame = unescape(re.findall(r'<iframe [^>]*src="([^"]+)"', picker)[0])
    captured = await operator.get(frame, **operator.session)
    assert "default-src 'none'" in captured.headers["content-security-policy"]
    assert "sandbox" in captured.headers["content-security-policy"]
    assert "allow-scripts" not in captured.headers["content-security-policy"]
    link = unescape(
        re.findall(r'<a href="([^"]+)"[^>]*>Sellers keep invoice number 3 ', captured.text)[0]
    )
    chosen = await operator.open(link)
    assert "nth-of-type" in chosen
    outer = unescape(re.findall(r'<a href="([^"]+)"><code>main</code>', chosen)[0])
    main = await operator.open(outer)
    assert "keeps 22 paragraphs · matches in 2 of the last 2 captures" in main
    use = unescape(re.findall(r'<a class="use" href="([^"]+)"', main)[0])
    back = filled(await operator.open(use))
    assert (back["select"], back["title"]) == ("main", "Unsaved")
    assert context.sources["ring-rules"].select == ""
    for path in ("/operator/pick/none", "/operator/pick/none/page"):
        assert (await operator.get(path, **operator.session)).status == 404
    for odd in ("9.9", "x", "1" * 40, "0." * 600):
        assert (
            await operator.get(f"{link.partition('?')[0]}?at={odd}", **operator.session)
        ).status == 200
