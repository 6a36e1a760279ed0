"""What watches the service sees: that it lives, what is missing, its numbers."""

import aiohttp
from prometheus_client.parser import text_string_to_metric_families

from forewarn.wiring import AppContext
from monitor.audience import Frequency
from monitor.language import Language
from runtime.clock import now
from tests.lab import page, publish


async def get(context: AppContext, path: str) -> tuple[int, str]:
    async with (
        aiohttp.ClientSession() as client,
        client.get(context.settings.public_url + path) as answer,
    ):
        return answer.status, await answer.text()


async def test_it_lives_and_is_ready_until_its_database_is_not(context: AppContext) -> None:
    assert await get(context, "/healthz") == (200, "ok\n")
    assert await get(context, "/readyz") == (200, "ok\n")
    with context.stores.database.write() as session:
        session.connection().exec_driver_sql("UPDATE alembic_version SET version_num = '0002'")

    assert await get(context, "/readyz") == (
        503,
        "the database is not at this program's version; run: forewarn db upgrade\n",
    )
    assert await get(context, "/healthz") == (200, "ok\n")


async def test_the_numbers_are_those_of_the_database(context: AppContext) -> None:
    subscriber = context.stores.subscribers.welcome(1, Language.EN, now())
    context.stores.subscribers.subscribe(subscriber.id, "platform-policy", Frequency.INSTANT)
    for text in ("Rings may be listed.", "Rings must not be listed."):
        publish(context, context.sources["ring-rules"], page(text, "The fee is USD 5."))
    status, content = await get(context, "/metrics")
    seen = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(content)
        for sample in family.samples
    }

    assert status == 200
    assert seen["forewarn_sources", "ok"] == 1
    assert seen["forewarn_queue", "telegram"] == 1
    assert seen["forewarn_subscribers",] == 1
    assert seen["forewarn_rows", "versions"] == 2
    assert seen["forewarn_queue_age_seconds",] >= 0


async def test_nothing_else_is_answered(context: AppContext) -> None:
    for path in ("/telegram", "/unsubscribe/", "/../etc/passwd", "/metrics/x"):
        status, content = await get(context, path)
        assert status == 404
        assert "Traceback" not in content
