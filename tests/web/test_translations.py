"""A change beside its translation, asked for with a button."""

from collections.abc import AsyncIterator

import pytest
from limits import parse

from forewarn.model import briefer_of
from forewarn.wiring import AppContext
from monitor.briefs import BriefKind
from monitor.language import Language
from runtime.clock import now
from tests.doubles.model_api import ModelApi, brief, says
from tests.lab import Lab, page, publish
from tests.web.conftest import HOSTILE, Visitor, listening
from web import guard

ZH = {"Accept-Language": "zh-CN"}
PATH = "/changes/1/translation"


@pytest.fixture
async def served(lab: Lab, model_api: ModelApi) -> AsyncIterator[AppContext]:
    async with listening(lab, **model_api.settings) as context:
        shown = HOSTILE.replace("<", "&lt;").replace(">", "&gt;")
        ring = context.sources["ring-rules"]
        publish(context, ring, page("Fees are 5 percent.", "Parcels are sent in 3 days."))
        publish(context, ring, page("Fees are 8 percent.", "Parcels are sent in 3 days.", shown))
        yield context


async def answer(context: AppContext) -> None:
    briefer = briefer_of(context, {})
    assert briefer is not None
    await briefer.answer_due()


async def test_a_translation_is_asked_for_and_shown_beside_the_original(
    served: AppContext, model_api: ModelApi
) -> None:
    visitor = Visitor(served.settings.public_url)
    before = await visitor.get(PATH, **ZH)
    asked = await visitor.ask("POST", PATH, headers=ZH)
    waiting = await visitor.get(PATH, **ZH)
    found = served.stores.history.change(1)
    assert found is not None
    count = len(found.edits)
    model_api.otherwise = says({"texts": ["一项译文"] * count})
    await answer(served)
    after = await visitor.get(PATH, **ZH)
    await visitor.ask("POST", PATH, headers=ZH)
    await answer(served)

    assert '<form method="post">' in before.text
    assert (asked.status, asked.headers["location"]) == (303, PATH)
    assert 'http-equiv="refresh"' in waiting.text
    assert "一项译文" in after.text
    assert "Fees are 8 percent." in after.text
    assert "机器翻译 · 以原文为准" in after.text
    assert "<script>alert(1)" not in after.text
    assert len(model_api.asked) == 1


async def test_a_refused_translation_shows_the_reason_only(
    served: AppContext, model_api: ModelApi
) -> None:
    visitor = Visitor(served.settings.public_url)
    model_api.otherwise = says({"texts": ["费用是9%"] * 2})
    await visitor.ask("POST", PATH, headers=ZH)
    await answer(served)

    assert "译文未通过核对" in (await visitor.get(PATH, **ZH)).text
    assert "9%" not in (await visitor.get(PATH, **ZH)).text


async def test_the_page_of_a_change_shows_its_brief_and_the_way_to_its_translation(
    served: AppContext, model_api: ModelApi
) -> None:
    visitor = Visitor(served.settings.public_url)
    model_api.otherwise = brief("费用改为8%")
    served.stores.briefs.ask(1, Language.ZH, BriefKind.BRIEF, now())
    await answer(served)
    shown = (await visitor.get("/changes/1", **ZH)).text
    english = (await visitor.get("/changes/1")).text

    assert "费用改为8%" in shown
    assert "机器翻译 · 以原文为准" in shown
    assert PATH in shown
    assert "费用改为8%" not in english
    assert PATH not in english


async def test_who_reads_the_original_gets_no_translation(
    served: AppContext, model_api: ModelApi
) -> None:
    visitor = Visitor(served.settings.public_url)
    await visitor.ask("POST", PATH)
    await answer(served)

    assert "The original is in your language" in (await visitor.get(PATH)).text
    assert served.stores.briefs.counts() == {}
    assert model_api.asked == []


async def test_one_address_asks_so_often_and_no_other_site_for_it(
    served: AppContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "_TRANSLATION_LIMIT", parse("2/hour"))
    visitor = Visitor(served.settings.public_url)
    foreign = await visitor.ask("POST", PATH, headers={"Sec-Fetch-Site": "cross-site"})
    answers = [await visitor.ask("POST", PATH, headers=ZH) for _ in range(3)]

    assert foreign.status == 403
    assert [one.status for one in answers] == [303, 303, 429]
    assert (await visitor.get("/changes/99/translation")).status == 404


async def test_without_a_model_there_is_no_such_page(visitor: Visitor, world: AppContext) -> None:
    assert (await visitor.get(PATH)).status == 404
    assert (await visitor.ask("POST", PATH, headers=ZH)).status == 404
    assert "/translation" not in (await visitor.get("/changes/1", **ZH)).text
    assert world.stores.briefs.counts() == {}
