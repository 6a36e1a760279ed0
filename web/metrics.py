"""Endpoints for monitoring: liveness, readiness and Prometheus metrics."""

from collections.abc import Awaitable, Callable, Mapping

from prometheus_client import CollectorRegistry, Gauge, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

# (name, help text, label name) of a metric -> its values by label value; '' is no label.
Numbers = Mapping[tuple[str, str, str], Mapping[str, float]]


def routes(ready: Callable[[], list[str]], numbers: Callable[[], Numbers]) -> list[Route]:
    """Route `/healthz`, `/readyz` and `/metrics`. `ready`: returns what is missing, a line each."""
    return [
        Route("/healthz", _alive),
        Route("/readyz", _ready(ready)),
        Route("/metrics", _metrics(numbers)),
    ]


async def _alive(request: Request) -> Response:  # noqa: ARG001 - an endpoint
    """Answer ok: any response shows that the event loop runs."""
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
    """Format the metrics in Prometheus' text format."""
    registry = CollectorRegistry()
    for (name, help_text, label), values in numbers.items():
        gauge = Gauge(name, help_text, [label] if label else [], registry=registry)
        for value_of, value in values.items():
            (gauge.labels(value_of) if label else gauge).set(value)
    return generate_latest(registry)
