"""The web part, listening."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from forewarn.web_server import WebServer
from forewarn.wiring import Parts
from tests.doubles.smtp import free_port
from tests.lab import Lab


@pytest.fixture
async def parts(lab: Lab) -> AsyncIterator[Parts]:
    lab.watch("ring-rules")
    place = f"127.0.0.1:{free_port()}"
    with lab.parts(FOREWARN_WEB_BIND=place, FOREWARN_PUBLIC_URL=f"http://{place}") as opened:
        server = WebServer(opened, None)
        task = asyncio.create_task(server.serve())
        async with asyncio.timeout(10):
            while not server.is_listening:
                await asyncio.sleep(0.01)
        yield opened
        server.stop()
        await task
