"""robots.txt in every shape in which it comes, and what its absence means (RFC 9309)."""

import codecs
import gzip
import socket

import pytest

from crawler.robots_text import MOST_BYTES, robots_text
from forewarn.demo.site import Answer, Site
from tests.crawler.test_endings import Send, hosts, sent
from tests.lab import Lab, page

RULES = "User-agent: *\nDisallow: /rule\n"
RULE = page("Sellers keep an invoice for each brand and show it within 48 hours.").encode()
ENCODED = {
    "utf-8": RULES.encode(),
    "utf-8-mark": codecs.BOM_UTF8 + RULES.encode(),
    "utf-8-two-marks": codecs.BOM_UTF8 * 2 + RULES.encode(),
    "mark-in-the-middle": b"Sitemap: /s.xml\n" + codecs.BOM_UTF8 + RULES.encode(),
    "misread-mark": "ï»¿".encode() + RULES.encode(),
    "utf-16-le-mark": codecs.BOM_UTF16_LE + RULES.encode("utf-16-le"),
    "utf-16-be-mark": codecs.BOM_UTF16_BE + RULES.encode("utf-16-be"),
    "utf-16-le": RULES.encode("utf-16-le"),
    "utf-16-be": RULES.encode("utf-16-be"),
    "utf-16-odd-end": codecs.BOM_UTF16_LE + RULES.encode("utf-16-le") + b"\n",
    "utf-32-le-mark": codecs.BOM_UTF32_LE + RULES.encode("utf-32-le"),
    "utf-32-be-mark": codecs.BOM_UTF32_BE + RULES.encode("utf-32-be"),
    "utf-32-le": RULES.encode("utf-32-le"),
    "utf-32-be": RULES.encode("utf-32-be"),
    "chinese-comment-utf-16": ("# 规则说明\n" + RULES).encode("utf-16-be"),
    "gbk-comment": "# 规则说明\n".encode("gbk") + RULES.encode(),
    "latin-comment": "# règles\n".encode("latin-1") + RULES.encode(),
    "cr": RULES.replace("\n", "\r").encode(),
    "crlf": RULES.replace("\n", "\r\n").encode(),
    "crlf-mark-utf-16": codecs.BOM_UTF16_BE + RULES.replace("\n", "\r\n").encode("utf-16-be"),
    "zeros": RULES.encode() + b"\0\0\0",
    "zeros-between": b"User-\0agent: *\nDis\0allow: /rule\n",
    "page-around": b"<html><pre>\n" + RULES.encode() + b"</pre></html>",
}


@pytest.mark.parametrize("body", ENCODED.values(), ids=ENCODED.keys())
def test_the_rules_are_read_whatever_their_encoding(body: bytes) -> None:
    text = robots_text(body)

    assert [line.strip() for line in text.splitlines() if "allow" in line] == ["Disallow: /rule"]
    assert "User-agent: *" in [line.strip() for line in text.splitlines()]


def test_a_rule_that_the_limit_cuts_is_left_out() -> None:
    long = b"Disallow: /rule\n" + b"#" * (MOST_BYTES - 28) + b"\nDisallow: /private\n" * 9

    assert robots_text(long).splitlines()[0] == "Disallow: /rule"
    assert robots_text(long).splitlines()[-1].startswith("#")


def endless(client: socket.socket) -> None:
    sent(RULES.encode(), "Connection: close")(client)
    while True:
        client.sendall(b"# more\n" * 9_000)


def robots(body: bytes, *headers: str, status: str = "200 OK") -> Send:
    return sent(body, "Connection: close", *headers, status=status)


OBEYED: dict[str, Send] = {
    "mark": robots(ENCODED["utf-8-mark"]),
    "utf-16": robots(ENCODED["utf-16-le"]),
    "cr": robots(ENCODED["cr"]),
    "endless": endless,
    "large": robots(RULES.encode() + b"# x\n" * 4_000_000, "Content-Length: 16000029"),
    "gzip": robots(gzip.compress(RULES.encode()), "Content-Encoding: gzip"),
    "bomb": robots(gzip.compress(RULES.encode() + b"# x\n" * 20_000_000), "Content-Encoding: gzip"),
}
NONE: dict[str, Send] = {
    "page": robots(b"<!doctype html><title>Home</title><p>Disallow: all that is ill</p>"),
    "empty": robots(b""),
    "no-content": robots(b"", status="204 No Content"),
    "gone": robots(b"gone", status="410 Gone"),
    "forbidden-no-gzip": robots(b"<h1>403</h1>", "Content-Encoding: gzip", status="403 Forbidden"),
    "absent-no-br": robots(b"<h1>404</h1>", "Content-Encoding: br", status="404 Not Found"),
    "absent-cut": robots(b"<h1>404</h1>", "Content-Length: 9000", status="404 Not Found"),
    "loop": robots(b"", "Location: /robots.txt", status="302 Found"),
    "nowhere": robots(b"", "Location: http://[x]/robots.txt", status="301 Moved Permanently"),
    "no-location": robots(b"", status="302 Found"),
}
AWAITED: dict[str, Send] = {
    "busy": robots(b"x", status="429 Too Many Requests"),
    "busy-for-long": robots(b"", "Retry-After: 7200", status="503 Service Unavailable"),
    "ill": robots(b"", status="500 Internal Server Error"),
    "odd": robots(b"", status="999 Request Denied"),
    "no-gzip": robots(RULES.encode(), "Content-Encoding: gzip"),
    "cut": robots(RULES.encode(), "Content-Length: 9000"),
    "no-http": lambda client: client.sendall(b"hello\r\n\r\n"),
    "silent": lambda client: None,
}


def outcomes(lab: Lab, answers: dict[str, Send], code: int) -> dict[str, str]:
    """What a crawl says of each host's page, and that the page is asked for only where it may be."""
    with hosts(lab, answers) as servers:
        for name, server in servers.items():
            server._answers |= {"robots.txt": answers[name], "rule": robots(RULE)}
        results = lab.crawl(code=code)
        assert {"rule" in server.requests for server in servers.values()} == {code == 0}
    return {name: result["reason"] for name, result in results.items()}


def test_rules_that_came_in_any_way_are_obeyed(lab: Lab) -> None:
    reasons = outcomes(lab, OBEYED, code=1)

    assert {reason.partition(":")[0] for reason in reasons.values()} == {"robots-disallowed"}


def test_where_there_is_no_robots_txt_all_may_be_read(lab: Lab) -> None:
    assert outcomes(lab, NONE, code=0) == dict.fromkeys(NONE, "")


def test_robots_txt_that_cannot_be_read_is_named_and_the_page_waits(lab: Lab) -> None:
    reasons = outcomes(lab, AWAITED, code=1)

    beginnings = {reason.rpartition("127.")[0] for reason in reasons.values()}
    assert {reason.split(" of 127.")[0] for reason in reasons.values()} == {
        "robots-unreachable: robots.txt"
    }, beginnings


def test_robots_txt_on_another_host_is_followed(lab: Lab) -> None:
    with Site() as other:
        other.pages["/robots.txt"] = Answer(RULES.encode())
        moved = Answer(b"", 301, {"Location": f"{other.url}/robots.txt"})
        lab.site.pages |= {"/robots.txt": moved, "/rule": Answer(RULE)}
        lab.watch("rule")

        assert lab.crawl(code=1)["rule"]["reason"].startswith("robots-disallowed")
