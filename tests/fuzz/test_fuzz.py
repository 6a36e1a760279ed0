"""Bytes that nobody would send: the gate, the extractors and the readers of commands only refuse.

Starts from the files in `corpus/`, changes them by chance with a seed of the day's run, and runs for
FUZZ_SECONDS each (3 by default). What breaks something is written into `corpus/`, to be kept.
"""

import os
import random
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.handlers.subscribe import arguments_of
from monitor.address import normal_address
from monitor.clock_words import clock_named, span_named
from monitor.errors import ExtractionError
from monitor.extract.snapshot import extract
from monitor.gate import examine, inspect
from monitor.intent import intent_of
from monitor.model import Snapshot
from monitor.quiet import parse_quiet
from monitor.relay import relay_kind
from monitor.source import Kind, Source
from monitor.targets import Directory
from monitor.text import sha256
from monitor.zone_names import zones_named

CORPUS = Path(__file__).parent / "corpus"
LEAST = 30
SECONDS = float(os.environ.get("FUZZ_SECONDS", "3"))
SEED = int(os.environ.get("FUZZ_SEED", "4711"))
NOW = datetime(2026, 3, 1, tzinfo=UTC)
TYPES = {
    Kind.PAGE: "text/html",
    Kind.LISTING: "text/html",
    Kind.FEED: "application/rss+xml",
    Kind.PDF: "application/pdf",
}
PIECES = [
    b"<",
    b">",
    b"&",
    b"\x00",
    b"\xff\xfe",
    b"</",
    b"<![CDATA[",
    b"<!--",
    b"&#x110000;",
    b"\xe4\xb8",
    b'"',
    b"%%EOF",
    b"{",
    b"1" * 400,
]


def seeds(suffix: str) -> list[bytes]:
    return [path.read_bytes() for path in sorted(CORPUS.glob(f"*{suffix}"))]


def changed(chance: random.Random, data: bytes) -> bytes:
    """A few cuts, doublings, flips and strange pieces."""
    out = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(out) + 1)
        to = min(len(out), at + chance.choice((1, 2, 8, 64, 512)))
        match chance.randrange(4):
            case 0:
                del out[at:to]
            case 1:
                out[at:at] = out[at:to] * chance.choice((1, 2, 20))
            case 2:
                out[at:at] = chance.choice(PIECES)
            case _:
                out[at:to] = bytes(chance.randrange(256) for _ in range(to - at))
    return bytes(out[:200_000])


def run(suffix: str, target: Callable[[bytes], None]) -> None:
    """Some inputs, and as many more as the time allows; what breaks is kept."""
    chance, tries = random.Random(SEED), 0
    known = seeds(suffix)
    ends = time.monotonic() + SECONDS
    while tries < LEAST or time.monotonic() < ends:
        data = changed(chance, chance.choice(known))
        tries += 1
        try:
            target(data)
        except Exception:
            (CORPUS / f"{sha256(data)[:12]}{suffix}").write_bytes(data)
            raise


@pytest.mark.parametrize(
    ("kind", "suffix"),
    [(Kind.PAGE, ".html"), (Kind.LISTING, ".html"), (Kind.FEED, ".xml"), (Kind.PDF, ".pdf")],
)
def test_whatever_bytes_come_they_are_read_or_refused(kind: Kind, suffix: str) -> None:
    source = Source(
        id="a", organisation="o", title="t", category="platform-policy", kind=kind, url="https://a.example.org/", language="en"
    )  # fmt: skip

    def read(data: bytes) -> None:
        snapshot = Snapshot(
            source_id="a", url=source.url, fetched_at=NOW, status=200, headers=(("Content-Type", TYPES[kind]),),
            body=data, sha256=sha256(data),
        )  # fmt: skip
        if inspect(snapshot, source):
            return
        try:
            documents = extract(snapshot, source)
        except ExtractionError:
            return
        for document in documents:
            examine(document, None)
            assert not set(document.text) & set("\x00\x1b\u202e")

    run(suffix, read)
    for data in seeds(suffix):
        read(data)


def test_whatever_a_person_types_it_is_understood_or_not() -> None:
    directory = Directory({})

    def read(data: bytes) -> None:
        typed = data.decode("utf-8", "replace")
        words = typed.split()
        if words:
            arguments = arguments_of(words)
            directory.find(arguments.target)
            directory.meaning(arguments.target)
            directory.meaning(intent_of(typed).words)
            span_named(words[-1])
        clock_named(typed)
        zones_named(typed)
        parse_quiet(typed)
        normal_address(typed)
        relay_kind(typed)

    run(".txt", read)
