"""What watches the service sees: that it lives, what is missing, its numbers."""

import aiohttp
from prometheus_client.parser import text_string_to_metric_families

from forewarn.clock import now
from forewarn.wiring import Parts
from monitor.audience import Rhythm
from monitor.language import Language
from tests.lab import page, publish


async def get(parts: Parts, path: str) -> tuple[int, str]:
    async with (
        aiohttp.ClientSession() as client,
        client.get(parts.settings.public_url + path) as answer,
    ):
        return answer.status, await answer.text()


async def test_it_lives_and_is_ready_until_its_database_is_not(parts: Parts):
    assert await get(parts, "/healthz") == (200, "ok\n")
    assert await get(parts, "/readyz") == (200, "ok\n")
    with parts.database.write() as session:
        session.connection().exec_driver_sql("UPDATE alembic_version SET version_num = '0002'")

    assert await get(parts, "/readyz") == (
        503,
        "the database is not at this program's version; run: forewarn db upgrade\n",
    )
    assert await get(parts, "/healthz") == (200, "ok\n")


async def test_the_numbers_are_those_of_the_database(parts: Parts):
    reader = parts.subscribers.welcome(1, Language.EN, now())
    parts.subscribers.subscribe(reader.id, "platform-policy", Rhythm.INSTANT)
    for text in ("Rings may be listed.", "Rings must not be listed."):
        publish(parts, parts.sources["ring-rules"], page(text, "The fee is USD 5."))
    status, told = await get(parts, "/metrics")
    seen = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(told)
        for sample in family.samples
    }

    assert status == 200
    assert seen["forewarn_sources", "ok"] == 1
    assert seen["forewarn_queue", "telegram"] == 1
    assert seen["forewarn_subscribers",] == 1
    assert seen["forewarn_rows", "versions"] == 2
    assert 0 <= seen["forewarn_queue_age_seconds",] < 60


async def test_nothing_else_is_answered(parts: Parts):
    for path in ("/telegram", "/unsubscribe/", "/../etc/passwd", "/metrics/x"):
        status, told = await get(parts, path)
        assert status == 404
        assert "Traceback" not in told
