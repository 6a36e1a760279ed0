"""Briefs on many machines: any worker asks, each question once."""

from monitor.audience import Frequency
from monitor.language import Language
from runtime.clock import now
from tests.doubles.bot_api import TOKEN, BotApi
from tests.doubles.model_api import KEY, ModelApi
from tests.lab import Lab, page, publish, until

CHAT = 77


def test_a_worker_edits_the_brief_into_the_alert(
    fleet: Lab, bot_api: BotApi, model_api: ModelApi
) -> None:
    fleet.environ |= {"FOREWARN_TELEGRAM_TOKEN": TOKEN, "FOREWARN_TELEGRAM_API_URL": bot_api.url}
    fleet.environ |= model_api.settings
    fleet.watch("harbour-rules", enabled=False, note="published by the test")
    with fleet.context() as context:
        seller = context.stores.subscribers.welcome(CHAT, Language.ZH, now())
        context.stores.subscribers.subscribe(seller.id, "platform-policy", Frequency.INSTANT)
        for text in ("Sellers answer within 48 hours.", "Sellers answer within 24 hours."):
            publish(context, context.sources["harbour-rules"], page(text, "Returns are free."))
    with fleet.running("schedule"), fleet.running("worker"), fleet.running("worker"):
        until(lambda: any("机器翻译" in text for text in bot_api.to(CHAT)), "the brief")

    assert len(bot_api.to(CHAT)) == 1
    assert len(model_api.asked) == 1
    assert KEY not in fleet.log_of("worker") + fleet.log_of("schedule")
