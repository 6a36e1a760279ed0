"""The spiders against a real server: what is sent, what is kept to, what comes of it."""

import gzip
import socket
import ssl
import threading
import time
from datetime import UTC, datetime, timedelta
from email.utils import formatdate
from itertools import pairwise
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from scrapy import Request

from crawler.middlewares.retry import again
from forewarn.demo.site import Answer, Site, SiteRequest
from tests.lab import Lab, page, rss

RULE = page("Sellers keep an invoice for each brand and show it within 48 hours.")
HTML = "text/html; charset=utf-8"


def requests_for(site: Site, path: str) -> list[SiteRequest]:
    return [request for request in site.requests if request.path == path]


def test_who_we_are_and_what_we_know_goes_with_each_request(lab: Lab) -> None:
    """A second crawl sends ETag and Last-Modified back verbatim; 304 costs no parse."""
    modified = "Sun, 01 Mar 2026 08:00:00 GMT"

    def answer(request: SiteRequest) -> Answer:
        if request.headers.get("If-None-Match") == 'W/"a-1"':
            return Answer(status=304)
        return Answer(
            RULE.encode(),
            headers={"Content-Type": HTML, "ETag": 'W/"a-1"', "Last-Modified": modified},
        )

    lab.watch("etag-rule")
    lab.site.pages["/etag-rule"] = answer
    first, second = lab.crawl(), lab.crawl()
    requests = requests_for(lab.site, "/etag-rule")

    assert first["etag-rule"]["outcome"] == "first"
    assert second["etag-rule"] == {
        "source": "etag-rule", "outcome": "not-modified", "version": 1, "change": None, "reason": "",
    }  # fmt: skip
    assert requests[0].headers["User-Agent"].startswith("Forewarn/")
    assert "ops@example.org" in requests[0].headers["User-Agent"]
    assert "If-None-Match" not in requests[0].headers
    assert requests[1].headers["If-None-Match"] == 'W/"a-1"'
    assert requests[1].headers["If-Modified-Since"] == modified


def test_robots_txt_holds_for_concurrent_first_requests(lab: Lab) -> None:
    lab.site.pages["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /private\n")
    for number in range(6):
        lab.watch(f"open-{number}")
        lab.site.put(f"/open-{number}", RULE)
        lab.watch(f"closed-{number}", f"/private/{number}")
    results = lab.crawl(code=1)

    assert {r["outcome"] for name, r in results.items() if name.startswith("open")} == {"first"}
    assert {r["outcome"] for name, r in results.items() if name.startswith("closed")} == {"failed"}
    assert results["closed-0"]["reason"].startswith("robots-disallowed: ")
    assert not [request for request in lab.site.requests if request.path.startswith("/private")]
    assert len(requests_for(lab.site, "/robots.txt")) == 1


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (Answer(b"", 404), "first"),
        (Answer(b"", 403), "first"),
        (Answer(b"", 503), "failed"),
        (Answer(b"", 429), "failed"),
    ],
)
def test_robots_txt_that_is_absent_allows_and_that_is_ill_forbids(
    lab: Lab, answer: Answer, outcome: str
) -> None:
    lab.site.pages["/robots.txt"] = answer
    lab.watch("rule")
    lab.site.put("/rule", RULE)
    results = lab.crawl(code=0 if outcome == "first" else 1)

    assert results["rule"]["outcome"] == outcome
    assert len(requests_for(lab.site, "/rule")) == (outcome == "first")


def test_crawl_delay_and_one_connection_per_host(lab: Lab) -> None:
    times: list[float] = []
    busy = threading.Semaphore(1)
    overlaps: list[str] = []

    def answer(request: SiteRequest) -> Answer:
        if not busy.acquire(blocking=False):
            overlaps.append(request.path)
            return Answer(RULE.encode())
        times.append(time.monotonic())
        busy.release()
        return Answer(RULE.encode())

    lab.site.pages["/robots.txt"] = Answer(b"User-agent: *\nCrawl-delay: 1.5\n")
    for number in range(3):
        lab.watch(f"rule-{number}")
        lab.site.pages[f"/rule-{number}"] = answer
    lab.crawl()
    gaps = [later - earlier for earlier, later in pairwise(times)]

    assert overlaps == []
    assert len(times) == 3
    # A busy machine may note the first request late; without the wish no gap is a tenth of this.
    assert min(gaps) > 0.6


def test_retry_after_is_kept_to_in_both_forms(lab: Lab) -> None:
    """A short wish is waited for; a long one puts the source off and spares the host."""
    seen: list[float] = []

    def busy_once(request: SiteRequest) -> Answer:
        seen.append(time.monotonic())
        if len(seen) == 1:
            return Answer(b"busy", 429, {"Retry-After": "2"})
        return Answer(RULE.encode())

    lab.watch("short-wish")
    lab.site.pages["/short-wish"] = busy_once

    assert lab.crawl()["short-wish"]["outcome"] == "first"
    assert seen[1] - seen[0] >= 1.9

    lab.watch("long-wish")
    later = formatdate(time.time() + 7_200, usegmt=True)
    lab.site.pages["/long-wish"] = Answer(b"busy", 503, {"Retry-After": later})
    result = lab.crawl("long-wish", code=1)["long-wish"]

    assert (
        result["reason"]
        == "http-503: 127.0.0.1:" + lab.site.url.rsplit(":", 1)[1] + " asked for a pause"
    )
    assert len(requests_for(lab.site, "/long-wish")) == 1
    with lab.context() as context:
        health = context.stores.health.of(["long-wish"])["long-wish"]
    assert health.due_at is not None
    assert health.checked_at is not None
    assert 6_000 < (health.due_at - health.checked_at).total_seconds() < 7_300


def broken_pages() -> dict[str, Answer]:
    """4xx, 5xx, broken transfers and block pages beside one good page."""
    half = gzip.compress(RULE.encode() * 50)[:-40]
    return {
        "/gone": Answer(b"gone", 410),
        "/error": Answer(b"oops", 500),
        "/loop": Answer(b"", 302, {"Location": "/loop"}),
        "/half": Answer(half, headers={"Content-Type": HTML, "Content-Encoding": "gzip"}),
        "/short": Answer(
            b"cut", headers={"Content-Type": HTML, "Content-Length": "9000", "Connection": "close"}
        ),
        "/huge": Answer(b"x" * 11_000_000),
        "/bomb": Answer(gzip.compress(b"0" * 60_000_000), headers={"Content-Encoding": "gzip"}),
        "/empty": Answer(b""),
        "/picture": Answer(b"\x89PNG", headers={"Content-Type": "image/png"}),
        "/wall": Answer(page("Verify you are human.").encode()),
        "/not-xml": Answer(b"<html>Sign in</html>"),
        "/good": Answer(RULE.encode()),
    }


def test_every_failure_is_one_clear_line_and_the_rest_goes_on(lab: Lab) -> None:
    lab.site.pages |= broken_pages()
    for path in lab.site.pages:
        lab.watch(path.strip("/"), kind="feed" if path == "/not-xml" else "page")
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        lab.watch("refused", url=f"http://127.0.0.1:{closed.getsockname()[1]}/x")
        results = lab.crawl(code=1)

    outcomes = {name: (r["outcome"], r["reason"].partition(":")[0]) for name, r in results.items()}
    assert outcomes == {
        "gone": ("failed", "http-410"),
        "error": ("failed", "http-500"),
        "loop": ("failed", "redirect"),
        "half": ("failed", "truncated"),
        "short": ("failed", "truncated"),
        "huge": ("failed", "too-large"),
        "bomb": ("failed", "too-large"),
        "empty": ("rejected", "empty"),
        "picture": ("rejected", "wrong-type"),
        "wall": ("rejected", "captcha"),
        "not-xml": ("rejected", "wrong-type"),
        "refused": ("failed", "refused"),
        "good": ("first", ""),
    }
    assert {name: r["version"] for name, r in results.items() if r["version"]} == {"good": 1}


def test_a_source_says_how_large_an_answer_it_reads(lab: Lab) -> None:
    lab.site.pages["/large"] = Answer(RULE.encode() + b"<!--" + b"x" * 11_000_000 + b"-->")
    lab.watch("large", max_mb=20)
    lab.watch("twin", "/large")

    # Both share one request, so the larger limit counts for both.
    assert {r["outcome"] for r in lab.crawl().values()} == {"first"}


def test_a_server_that_fails_once_is_asked_again(lab: Lab) -> None:
    answers = iter([Answer(b"", 502), Answer(RULE.encode())])
    lab.watch("shaky")
    lab.site.pages["/shaky"] = lambda request: next(answers)

    assert lab.crawl()["shaky"]["outcome"] == "first"


def test_addresses_that_are_not_public_are_refused_before_any_connection(lab: Lab) -> None:
    """Loopback in its spellings, the cloud's metadata address, and a redirect there."""
    port = lab.site.url.rsplit(":", 1)[1]
    hosts = [
        "127.0.0.1",
        "localhost",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0.0.0.0",
        "169.254.169.254",
        "10.0.0.1",
    ]
    for number, host in enumerate(hosts):
        lab.watch(f"inside-{number}", url=f"http://{host}:{port}/rule")
    lab.site.put("/rule", RULE)
    results = lab.crawl(code=1, FOREWARN_ALLOW_PRIVATE_NETWORKS="false")

    assert {r["reason"].partition(":")[0] for r in results.values()} == {"private-address"}
    assert lab.site.requests == []


def test_a_name_that_does_not_exist_is_told(lab: Lab) -> None:
    lab.watch("nowhere", url="http://no-such-host.invalid/rule")

    assert (
        lab.crawl(code=1)["nowhere"]["reason"]
        == "dns: the name no-such-host.invalid cannot be found"
    )


def test_pages_and_feeds_of_one_host_in_one_crawl(lab: Lab) -> None:
    lab.watch("rule")
    lab.watch("news", kind="feed", category="court-domain-seizure")
    lab.site.put("/rule", RULE)
    lab.site.pages["/news"] = rss(("Old notice", "Nothing to see."))
    lab.crawl()
    lab.site.pages["/news"] = rss(
        ("58 domains seized", "By order of the court."), ("Old notice", "Nothing to see.")
    )
    results = lab.crawl()

    assert (results["rule"]["outcome"], results["news"]["outcome"]) == ("unchanged", "changed")
    assert [change["summary"] for change in lab.changes()] == ["58 domains seized"]


def test_a_redirect_is_followed_and_the_final_address_kept(lab: Lab) -> None:
    lab.site.pages["/old"] = Answer(b"", 301, {"Location": "/new"})
    lab.site.put("/new", RULE)
    lab.watch("moved", "/old")
    lab.crawl()
    with lab.context() as context:
        version = context.stores.history.version("moved")

    assert version is not None
    assert version.document.url == f"{lab.site.url}/new"


def test_a_redirect_to_another_site_is_held_and_the_operators_see_it(lab: Lab) -> None:
    """The same server under another name: the page looks alike, whoever holds that name."""
    elsewhere = lab.site.url.replace("127.0.0.1", "localhost")
    lab.site.put("/rule", RULE)
    lab.watch("rule")
    lab.crawl()
    lab.site.put("/copy", RULE.replace("48 hours", "12 hours"))
    lab.site.pages["/rule"] = Answer(b"", 302, {"Location": f"{elsewhere}/copy"})
    result = lab.crawl(code=1)["rule"]

    assert (result["outcome"], result["version"]) == ("rejected", 1)
    assert result["reason"].startswith("another-site: ")
    assert "another-site" in lab.forewarn("sources", "pending").stdout
    assert lab.changes() == []


def test_a_certificate_that_nobody_vouches_for_is_refused(lab: Lab, tmp_path: Path) -> None:
    certificate, key = self_signed(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with Site() as secure:
        secure._server.socket = context.wrap_socket(secure._server.socket, server_side=True)
        secure.put("/rule", RULE)
        lab.watch("rule", url=f"{secure.url.replace('http', 'https')}/rule")
        result = lab.crawl(code=1)["rule"]

    assert result["outcome"] == "failed"
    assert result["reason"].startswith("tls: no trusted connection to 127.0.0.1")
    assert secure.requests == []


def self_signed(folder: Path) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    files = (folder / "certificate.pem", folder / "key.pem")
    pem = serialization.Encoding.PEM
    files[0].write_bytes(certificate.public_bytes(pem))
    private = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    files[1].write_bytes(private)
    return files


async def test_a_request_is_tried_twice_more_after_one_and_four_seconds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waits: list[float] = []

    async def wait(seconds: float) -> None:
        waits.append(seconds)

    monkeypatch.setattr("crawler.middlewares.retry.asyncio.sleep", wait)
    request: Request | None = Request("https://harbour.example.org/rules")
    while request:
        request = await again(request)

    assert waits == [1.0, 4.0]
