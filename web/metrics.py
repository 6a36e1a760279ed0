"""What watches the service asks: does it live, is it ready, what are its numbers."""

from collections.abc import Awaitable, Callable, Mapping

from prometheus_client import CollectorRegistry, Gauge, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

# Name and help text of a figure -> its values by label; a label '' is none.
Numbers = Mapping[tuple[str, str, str], Mapping[str, float]]


def routes(ready: Callable[[], list[str]], numbers: Callable[[], Numbers]) -> list[Route]:
    """`/healthz`, `/readyz` and `/metrics`. `ready`: what is missing, a line each."""
    return [
        Route("/healthz", _alive),
        Route("/readyz", _ready(ready)),
        Route("/metrics", _metrics(numbers)),
    ]


async def _alive(request: Request) -> Response:  # noqa: ARG001 - an endpoint
    """The loop turns, or nothing would answer."""
    return PlainTextResponse("ok\n")


def _ready(ready: Callable[[], list[str]]) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:  # noqa: ARG001 - an endpoint
        missing = await run_in_threadpool(ready)
        if missing:
            return PlainTextResponse("".join(f"{line}\n" for line in missing), 503)
        return PlainTextResponse("ok\n")

    return answer


def _metrics(numbers: Callable[[], Numbers]) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:  # noqa: ARG001 - an endpoint
        text = exposition(await run_in_threadpool(numbers))
        return Response(text, media_type=CONTENT_TYPE_PLAIN_0_0_4)

    return answer


def exposition(numbers: Numbers) -> bytes:
    """The figures in Prometheus' text format."""
    registry = CollectorRegistry()
    for (name, told, label), values in numbers.items():
        gauge = Gauge(name, told, [label] if label else [], registry=registry)
        for value_of, value in values.items():
            (gauge.labels(value_of) if label else gauge).set(value)
    return generate_latest(registry)
