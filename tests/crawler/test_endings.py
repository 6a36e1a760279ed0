"""How a body can end: what is whole is read, what is cut never becomes a version."""

import gzip
import socket
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import brotli
from backports import zstd

from crawler.codings import unpack
from tests.doubles.raw_http import Raw, cut
from tests.lab import Lab, page

# Too varied to be packed into less than one segment of what a cut leaves.
TEXT = page(*(f"Rule {n}: sellers answer enquiry {n * n % 977} in {n} hours." for n in range(400)))
BODY = TEXT.encode()
HALF = len(BODY) // 2
ONE = gzip.compress(BODY)
TWO = gzip.compress(BODY[:HALF]) + gzip.compress(BODY[HALF:])
BARE = zlib.compressobj(wbits=-15)
DEFLATED = BARE.compress(BODY) + BARE.flush()
Send = Callable[[socket.socket], None]


def sent(
    body: bytes, *headers: str, version: str = "1.1", status: str = "200 OK", reset: bool = False
) -> Send:
    """A head, a body, and the end of the connection."""
    head = [f"HTTP/{version} {status}", "Content-Type: text/html; charset=utf-8", *headers]

    def send(client: socket.socket) -> None:
        client.sendall("\r\n".join([*head, "", ""]).encode() + body)
        if reset:
            cut(client)

    return send


def coded(coding: str, body: bytes, *headers: str) -> Send:
    return sent(body, f"Content-Encoding: {coding}", "Connection: close", *headers)


def sized(body: bytes, by: int = 0) -> str:
    return f"Content-Length: {len(body) + by}"


def chunks(body: bytes, end: bytes = b"0\r\n\r\n") -> bytes:
    half = len(body) // 2
    parts = (body[:half], body[half:])
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + end


def hinted(client: socket.socket) -> None:
    client.sendall(b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n")
    sent(BODY, sized(BODY))(client)


CHUNKED = "Transfer-Encoding: chunked"
WHOLE: dict[str, Send] = {
    "length": sent(BODY, sized(BODY)),
    "chunked": sent(chunks(BODY), CHUNKED),
    "chunked-trailers": sent(chunks(BODY, b"0\r\nX-Sum: 1\r\n\r\n"), CHUNKED),
    "close": sent(BODY, "Connection: close"),
    "http-1.0": sent(BODY, version="1.0"),
    "http-1.0-length": sent(BODY, sized(BODY), version="1.0"),
    "early-hints": hinted,
    "behind-its-length": sent(BODY + b"\r\n\r\ngarbage", sized(BODY), "Connection: close"),
    "gzip": coded("gzip", ONE),
    "x-gzip": coded("X-GZIP", ONE, sized(ONE)),
    "gzip-members": coded("gzip", TWO),
    "gzip-zeros": coded("gzip", ONE + b"\0" * 512),
    "gzip-garbage": coded("gzip", ONE + b"trailing garbage"),
    "deflate": coded("deflate", zlib.compress(BODY)),
    "raw-deflate": coded("deflate", DEFLATED),
    "br": coded("br", brotli.compress(BODY)),
    "zstd": coded("zstd", zstd.compress(BODY)),
    "twice": coded("gzip, deflate", zlib.compress(ONE)),
    "identity": coded("identity", BODY),
    "charset-for-coding": coded("utf-8", BODY),
}
CUT: dict[str, Send] = {
    "length": sent(BODY[:HALF], sized(BODY)),
    "length-reset": sent(BODY[:HALF], sized(BODY), reset=True),
    "length-of-a-head": sent(b"", sized(BODY)),
    "http-1.0-length": sent(BODY[:HALF], sized(BODY), version="1.0"),
    "gzip-longer-length": coded("gzip", ONE, sized(ONE, by=9)),
    "chunked": sent(chunks(BODY)[:HALF], CHUNKED),
    "chunked-without-end": sent(chunks(BODY, b""), CHUNKED),
    "chunked-reset": sent(chunks(BODY, b""), CHUNKED, reset=True),
    "close-reset": sent(BODY[:HALF], "Connection: close", reset=True),
    "gzip": coded("gzip", ONE[:-100]),
    "gzip-without-sum": coded("gzip", ONE[:-8]),
    "gzip-length": coded("gzip", ONE[:-100], sized(ONE[:-100])),
    "gzip-second-member": coded("gzip", TWO[:-100]),
    "gzip-chunked": sent(chunks(ONE[:-100]), CHUNKED, "Content-Encoding: gzip"),
    "deflate": coded("deflate", zlib.compress(BODY)[:-100]),
    "raw-deflate": coded("deflate", DEFLATED[:-100]),
    "br": coded("br", brotli.compress(BODY)[:-100]),
    "zstd": coded("zstd", zstd.compress(BODY)[:-100]),
    "twice": coded("gzip, deflate", zlib.compress(ONE[:-100])),
}
OTHER: dict[str, tuple[Send, str]] = {
    "empty-gzip": (coded("gzip", gzip.compress(b"")), "empty"),
    "nothing-gzip": (coded("gzip", b""), "empty"),
    "no-content": (sent(b"", status="204 No Content"), "http-204"),
    "not-modified": (sent(b"", status="304 Not Modified"), "http-304"),
    "partial-content": (sent(BODY, sized(BODY), status="206 Partial Content"), "http-206"),
    "no-gzip": (coded("gzip", BODY), "garbled"),
    "no-deflate": (coded("deflate", BODY), "garbled"),
    "no-br": (coded("br", BODY), "garbled"),
    "no-zstd": (coded("zstd", BODY), "garbled"),
    "unknown-coding": (coded("compress", b"\x1f\x9d\x90" + ONE), "garbled"),
    "gone-no-gzip": (sent(b"<h1>", "Content-Encoding: gzip", status="404 Not Found"), "http-404"),
    "gone-cut": (sent(b"gone", "Content-Length: 9999", status="410 Gone"), "http-410"),
}  # fmt: skip


@contextmanager
def hosts(lab: Lab, answers: dict[str, Send]) -> Iterator[dict[str, Raw]]:
    """Each answer on a host of its own, so that none waits for another's tries."""
    servers = {
        name: Raw({"rule": send}, f"127.3.0.{number}")
        for number, (name, send) in enumerate(answers.items(), 1)
    }
    for name, server in servers.items():
        lab.watch(name.replace(".", "-"), url=f"{server.url}/rule")
    yield servers
    for server in servers.values():
        server.close()


def test_every_legal_end_of_a_body_is_read(lab: Lab) -> None:
    with hosts(lab, WHOLE) as servers:
        results = lab.crawl()
        with lab.context() as context:
            texts = {name: context.stores.history.version(name, 1) for name in results}

    assert {name: result["outcome"] for name, result in results.items()} == dict.fromkeys(
        results, "first"
    )
    assert len({version.document.text for version in texts.values() if version}) == 1
    assert all(version and "Rule 399" in version.document.text for version in texts.values())
    assert {name: s.requests.count("rule") for name, s in servers.items()} == dict.fromkeys(
        WHOLE, 1
    )


def test_a_body_that_is_cut_is_asked_for_again_and_never_a_version(lab: Lab) -> None:
    with hosts(lab, CUT) as servers:
        results = lab.crawl(code=1)

    reasons = {name: result["reason"].partition(":")[0] for name, result in results.items()}
    assert reasons == dict.fromkeys(results, "truncated")
    assert {name: s.requests.count("rule") for name, s in servers.items()} == dict.fromkeys(CUT, 3)


def test_what_is_no_body_at_all_says_what_it_is(lab: Lab) -> None:
    with hosts(lab, {name: send for name, (send, _) in OTHER.items()}):
        results = lab.crawl(code=1)

    reasons = {name: result["reason"].partition(":")[0] for name, result in results.items()}
    assert reasons == {name: reason for name, (_, reason) in OTHER.items()}


def test_a_body_that_was_cut_once_is_read_at_the_next_try(lab: Lab) -> None:
    sends = [WHOLE["gzip"], CUT["gzip"]]

    def send(client: socket.socket) -> None:
        sends.pop()(client)

    with hosts(lab, {"shaky": send}):
        assert lab.crawl()["shaky"]["outcome"] == "first"


def test_robots_txt_without_a_length_is_obeyed(lab: Lab) -> None:
    rules = sent(b"User-agent: *\nDisallow: /rule\n", version="1.0")
    server = Raw({"robots.txt": rules, "rule": WHOLE["http-1.0"], "open": WHOLE["http-1.0"]})
    for name in ("rule", "open"):
        lab.watch(name, url=f"{server.url}/{name}")
    results = lab.crawl(code=1)
    server.close()

    assert results["open"]["outcome"] == "first"
    assert results["rule"]["reason"].startswith("robots-disallowed")


def test_members_without_end_are_bounded() -> None:
    many = gzip.compress(b"word ") * 5_000

    assert not unpack(many, ("gzip",), 1_000_000).is_whole
    assert len(unpack(many, ("gzip",), 100).body) == 101
