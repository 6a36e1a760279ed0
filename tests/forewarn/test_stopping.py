"""SIGTERM ends a service within the time that it promises, whatever the servers do to it."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from delivery.dispatcher import SEND_SECONDS
from forewarn.demo.site import Answer, SiteRequest
from launcher.parent import _STOP_SECONDS
from monitor.language import Language
from runtime.clock import now
from runtime.periodic_jobs import (
    ANSWER_SECONDS,
    IN_FLIGHT_SECONDS,
    STOP_SECONDS,
    ended,
)
from tests.doubles.bot_api import BotApi
from tests.lab import Lab, page, until

# A busy machine may take its time for what our own code does.
SLACK_SECONDS = 60.0


@contextmanager
def silent(greeting: bytes = b"") -> Iterator[tuple[str, threading.Event]]:
    """A server that takes connections and never answers; its place, and whether one came."""
    came, held = threading.Event(), []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def take() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = server.accept()
                    connection.sendall(greeting)
                    held.append(connection)
                    came.set()

        thread = threading.Thread(target=take, daemon=True)
        thread.start()
        yield f"127.0.0.1:{server.getsockname()[1]}", came
        server.shutdown(socket.SHUT_RDWR)
        thread.join()
    for connection in held:
        connection.close()


def subscription_buttons(lab: Lab, came: threading.Event, **environ: str) -> str:
    """What the service logs when it is told to stop in the middle."""
    with lab.running(**environ) as process:
        assert came.wait(40)
        process.terminate()
        assert process.wait(STOP_SECONDS + SLACK_SECONDS) == 0
    assert "Traceback" not in lab.log
    assert "stopped" in lab.log
    return lab.log


def enqueue(lab: Lab) -> None:
    with lab.context() as context:
        context.stores.subscribers.welcome(1, Language.EN, now())
        context.stores.subscribers.add_email("li@example.org", Language.EN, "UTC", 8, now())
        context.stores.announcements.make("Rest tonight", now())


@pytest.mark.parametrize("greeting", [b"", b"220 here\r\n"])
def test_a_mail_server_that_says_nothing(lab: Lab, greeting: bytes) -> None:
    lab.watch("ring-rules", enabled=False, note="off")
    enqueue(lab)
    with silent(greeting) as (place, came):
        environ = {"FOREWARN_SMTP_URL": f"smtp://{place}", "FOREWARN_MAIL_FROM": "a@example.org"}
        log = subscription_buttons(lab, came, **environ)

    assert "cut_off" in log
    with lab.context() as context:
        assert context.stores.outbox.counts() == {"pending": 2}


def test_a_telegram_that_says_nothing(chatting: Lab) -> None:
    chatting.watch("ring-rules", enabled=False, note="off")
    enqueue(chatting)
    with silent() as (place, came):
        subscription_buttons(chatting, came, FOREWARN_TELEGRAM_API_URL=f"http://{place}")


def test_a_person_who_waits_for_a_page_that_never_comes(chatting: Lab, bot_api: BotApi) -> None:
    requested, over = threading.Event(), threading.Event()

    def never(request: SiteRequest) -> Answer:
        del request
        requested.set()
        over.wait(2 * STOP_SECONDS + SLACK_SECONDS)
        return Answer(page("Rings").encode())

    chatting.watch("ring-rules")
    chatting.site.pages["/ring-rules"] = never
    with chatting.running() as process:
        bot_api.says(1, "/check ring-rules")
        assert requested.wait(40)
        until(lambda: bot_api.to(1), "the first answer")
        process.terminate()
        assert process.wait(STOP_SECONDS + SLACK_SECONDS) == 0
        over.set()

    with chatting.context() as context:
        assert [job.source_id for job in context.stores.jobs.queued()] == ["ring-rules"]


async def test_what_does_not_end_is_cut_off_and_a_fault_does_not_hold_up_the_rest() -> None:
    cut = asyncio.Event()

    async def forever() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            cut.set()

    async def fails() -> None:
        raise LookupError

    done = asyncio.ensure_future(asyncio.sleep(0))
    await ended([forever(), fails(), done], 0.01)

    assert cut.is_set()
    assert done.done()


def test_the_parts_of_the_promise_fit_into_the_whole() -> None:
    assert IN_FLIGHT_SECONDS + ANSWER_SECONDS + 3 <= STOP_SECONDS
    assert _STOP_SECONDS < IN_FLIGHT_SECONDS < SEND_SECONDS
