"""Compressed answers: for whom, of what, with which ETag, and never beside a secret."""

import gzip
from datetime import UTC, datetime

import aiohttp
import brotli
import pytest

from delivery.links import choices_link
from forewarn.wiring import AppContext
from monitor.language import Language
from tests.web.conftest import Answer, Visitor
from tests.web.test_operator import sign_in
from web.compression import coding_for
from web.representation import Representation


async def raw(visitor: Visitor, path: str, method: str = "GET", **headers: str) -> Answer:
    """What came over the wire, as it came."""
    address = path if path.startswith("http") else visitor.base + path
    async with (
        aiohttp.ClientSession(auto_decompress=False) as client,
        client.request(method, address, headers=headers) as answer,
    ):
        return Answer(answer.status, await answer.read(), dict(answer.headers))


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("", ""), ("identity", ""), ("gzip", "gzip"), ("gzip, deflate, br, zstd", "br"), ("GZIP", "gzip"), ("br;q=0, gzip", "gzip"),
        ("gzip;q=0.8, br;q=0.2", "gzip"), ("*", "br"), ("*;q=0", ""), ("br;q=x", ""), ("deflate", ""), ("identity, gzip;q=0.5", ""),
    ],
)  # fmt: skip
def test_a_coding_is_chosen_by_what_the_client_accepts(accepted: str, coding: str) -> None:
    assert coding_for(accepted) == coding


@pytest.mark.usefixtures("world")
async def test_public_pages_and_static_files_are_compressed(visitor: Visitor) -> None:
    for path in ("/", "/changes/1", "/api/v1/changes", "/feeds/all.atom", "/static/style.css"):
        plain = await raw(visitor, path, **{"Accept-Encoding": "identity"})
        zipped = await raw(visitor, path, **{"Accept-Encoding": "gzip"})
        smallest = await raw(visitor, path, **{"Accept-Encoding": "gzip, br"})

        assert "content-encoding" not in plain.headers
        assert zipped.headers["content-encoding"] == "gzip"
        assert smallest.headers["content-encoding"] == "br"
        if path != "/feeds/all.atom":  # it states when it was made
            assert gzip.decompress(zipped.body) == plain.body == brotli.decompress(smallest.body)
        assert len(plain.body) > len(zipped.body) > len(smallest.body) - 200
        for answer in (plain, zipped, smallest):
            assert "Accept-Encoding" in answer.headers["vary"]
            assert answer.headers["content-length"] == str(len(answer.body))


@pytest.mark.usefixtures("world")
async def test_each_form_has_an_etag_of_its_own_and_is_not_sent_twice(visitor: Visitor) -> None:
    tags = {}
    for coding in ("identity", "gzip", "br"):
        accepted = {"Accept-Encoding": coding}
        got = await raw(visitor, "/changes/1", **accepted)
        tags[coding] = got.headers["etag"]
        again = await raw(visitor, "/changes/1", **accepted, **{"If-None-Match": tags[coding]})
        weak = await raw(
            visitor, "/changes/1", **accepted, **{"If-None-Match": f"W/{tags[coding]}"}
        )
        head = await raw(visitor, "/changes/1", "HEAD", **accepted)

        assert (again.status, weak.status) == (304, 304)
        assert again.body == b""
        assert again.headers["etag"] == tags[coding]
        assert "Accept-Encoding" in again.headers["vary"]
        assert (head.status, head.body) == (200, b"")
        for name in ("etag", "content-length", "content-type", "cache-control", "vary"):
            assert head.headers[name] == got.headers[name]
    assert len(set(tags.values())) == 3
    assert all(not tag.startswith("W/") for tag in tags.values())


async def test_nothing_is_compressed_beside_a_secret(world: AppContext, visitor: Visitor) -> None:
    """BREACH: the size of a compressed page would tell a token that stands beside typed text."""
    subscriber = world.stores.subscribers.welcome(1, Language.EN, datetime.now(UTC))
    session = await sign_in(world, visitor)
    for path in (choices_link(world, subscriber), "/operator"):
        answer = await raw(visitor, path, **{"Accept-Encoding": "gzip, br", **session})

        assert answer.status == 200
        assert len(answer.body) > 1_500
        assert "content-encoding" not in answer.headers
        assert answer.headers["cache-control"] == "no-store"


@pytest.mark.usefixtures("world")
async def test_tiny_answers_and_pictures_stay_as_they_are(visitor: Visitor) -> None:
    for path in ("/healthz", "/static/icon.svg", "/api/v1/events"):
        answer = await raw(visitor, path, **{"Accept-Encoding": "gzip, br"})

        assert answer.status == 200
        assert "content-encoding" not in answer.headers, path


@pytest.mark.usefixtures("world")
async def test_an_export_is_compressed_as_it_is_written(visitor: Visitor) -> None:
    plain = await raw(visitor, "/export/changes.jsonl", **{"Accept-Encoding": "identity"})
    zipped = await raw(visitor, "/export/changes.jsonl", **{"Accept-Encoding": "gzip"})

    assert zipped.headers["content-encoding"] == "gzip"
    assert gzip.decompress(zipped.body) == plain.body


async def test_a_body_is_compressed_once_for_all_who_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []

    def compress(body: bytes) -> bytes:
        calls.append(len(body))
        return body[:10]

    monkeypatch.setattr("web.representation.CODINGS", {"br": compress})
    content = Representation(b"x" * 200_000, "text/html")
    for _ in range(3):
        assert await content.coded("br") == b"x" * 10

    assert calls == [200_000]
    assert content.size == 200_010
