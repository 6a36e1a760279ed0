"""Answers whose head is odd: none is a fault of ours, each says what is wrong."""

import socket
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from scrapy.http import Response

from crawler.middlewares.retry import _retry_after
from tests.crawler.test_endings import BODY, Send, hosts, sent, sized
from tests.lab import Lab

LOCATIONS = {
    "bracket": "http://[x]/",
    "bracket-open": "http://[::1/rule",
    "port-large": "http://127.0.0.1:99999/",
    "port-word": "http://127.0.0.1:rule/",
    "port-none": "http://127.0.0.1:0/",
    "no-host": "http:///rule",
    "no-host-at-all": "http://",
    "folded-host": "http://℀.example/",
    "itself": "/rule",
    "empty": "",
}
NAMES = {
    "long-label": f"http://{'a' * 70}.example/",
    "empty-label": "http://a..invalid/",
    "bad-bytes": "http://\udcff\udcfe.invalid/",
    "space": "http://seller rules.invalid/",
    "percent": "http://%00.invalid/",
    "many-dots": "http://1.2.3.4.5.invalid/",
}
OTHER_SCHEMES = {
    "mail": "mailto:rules@example.org",
    "script": "javascript:alert(1)",
    "data": "data:text/html,rules",
    "file": "file:///etc/hostname",
    "ftp": "ftp://127.0.0.1/rule",
}


def moved(location: str) -> Send:
    def send(client: socket.socket) -> None:
        head = "HTTP/1.1 302 Found\r\nConnection: close\r\nContent-Length: 0\r\nLocation: "
        client.sendall(head.encode() + location.encode("utf-8", "surrogateescape") + b"\r\n\r\n")

    return send


def reasons(lab: Lab, answers: dict[str, Send], code: int = 1) -> dict[str, str]:
    with hosts(lab, answers):
        done = lab.forewarn("crawl", "--json", code=code)
        assert done.stderr == ""
        with lab.context() as context:
            health = context.stores.health.of(answers)
            return {name: str(health[name].reason) for name in answers}


def test_a_redirect_that_leads_nowhere_says_so(lab: Lab) -> None:
    results = reasons(lab, {name: moved(location) for name, location in LOCATIONS.items()})

    assert {reason.partition(":")[0] for reason in results.values()} == {"redirect"}, results
    assert results["bracket"].endswith("redirects to what is no address: 'http://[x]/'")
    assert results["itself"].endswith("redirects without end")


def test_a_redirect_to_a_name_that_there_cannot_be_says_so(lab: Lab) -> None:
    results = reasons(lab, {name: moved(location) for name, location in NAMES.items()})

    assert {reason.partition(":")[0] for reason in results.values()} <= {"dns", "redirect"}, results


def test_a_redirect_to_another_scheme_is_not_followed(lab: Lab) -> None:
    results = reasons(lab, {name: moved(location) for name, location in OTHER_SCHEMES.items()})

    assert {reason.partition(":")[0] for reason in results.values()} <= {"http-302", "redirect"}, (
        results
    )


# What follows a 503 with such a wish: a wait for the schedule, or the tries that any 503 gets.
WISHES = {
    "negative": "-5",
    "plus": "+5",
    "fraction": "1.5",
    "years": "999999999999999999999999",
    "past": "Sun, 06 Nov 1994 08:49:37 GMT",
    "digits": "9" * 9_000,
    "years-date": "Tue, 31 Dec 2120 08:49:37 GMT",
    "end-of-time": "Fri, 31 Dec 9999 23:59:59 GMT",
    "beyond-time": "Fri, 31 Dec 99999 23:59:59 GMT",
    "no-zone": "Sun, 06 Nov 1994 08:49:37",
    "no-day": "Sun, 31 Feb 2027 08:49:37 GMT",
    "garbage": "soon",
    "empty": "",
    "arabic-digits": "٣٠",
    "superscript": "²",
}


def busy(wish: str, status: str = "503 Service Unavailable") -> Send:
    return sent(
        b"busy", "Content-Length: 4", "Connection: close", f"Retry-After: {wish}", status=status
    )


def test_a_wish_for_a_pause_in_any_form_is_no_fault(lab: Lab) -> None:
    with hosts(lab, {name: busy(wish) for name, wish in WISHES.items()}) as servers:
        results = lab.crawl(code=1)
        with lab.context() as context:
            healths = context.stores.health.of(list(WISHES))

    reasons = {name: result["reason"].partition(":")[0] for name, result in results.items()}
    assert reasons == dict.fromkeys(WISHES, "http-503"), results
    assert {name for name, s in servers.items() if s.requests.count("rule") == 1} == {
        "years",
        "digits",
        "years-date",
        "end-of-time",
    }
    for health in healths.values():
        assert health.due_at is not None
        assert health.checked_at is not None
        assert 60 < (health.due_at - health.checked_at).total_seconds() < 100_000


REFRESHED = BODY.replace(b"<head>", b"<head><meta http-equiv=refresh content='0; url=/rule'>")
ODD_HEADS: dict[str, Send] = {
    "refresh-loop": sent(REFRESHED, sized(REFRESHED)),
    "cookies": sent(
        BODY, sized(BODY), *(f"Set-Cookie: a{n}={'x' * 300}; Path=/" for n in range(60))
    ),
    "latin": sent(BODY, sized(BODY), "X-Note: \xe9\xff\x80 r\xe8gles", 'ETag: "\xe9"'),
    "no-colon": sent(BODY, sized(BODY), "this line is no header"),
    "folded": sent(BODY, sized(BODY), "X-Long: a", "\tb"),
    "odd-type": sent(BODY, sized(BODY), 'Content-Type: text/html; charset="no-such"; charset=;;'),
    "odd-dates": sent(
        BODY, sized(BODY), "Last-Modified: yesterday", "Date: 0", "Expires: -1", "Age: ten"
    ),
    "odd-tag": sent(BODY, sized(BODY), f"ETag: W/{'t' * 5000}"),
    "same-length-twice": sent(BODY, sized(BODY), sized(BODY)),
    "no-phrase": sent(BODY, sized(BODY), status="200"),
}


def test_odd_headers_are_read_past(lab: Lab) -> None:
    with hosts(lab, ODD_HEADS):
        first, second = lab.crawl(), lab.crawl()

    assert {result["outcome"] for result in first.values()} == {"first"}, first
    assert {result["outcome"] for result in second.values()} == {"unchanged"}, second


NO_HTTP: dict[str, Send] = {
    "empty-name": sent(BODY, sized(BODY), ": nothing"),
    "two-lengths": sent(BODY, sized(BODY), sized(BODY, by=1)),
    "length-negative": sent(BODY, "Content-Length: -5"),
    "length-word": sent(BODY, "Content-Length: many"),
    "length-large": sent(BODY, f"Content-Length: {'9' * 30}"),
    "status-word": sent(BODY, sized(BODY), status="fine"),
    "version": sent(BODY, sized(BODY), version="one"),
    "other-transfer": sent(BODY, "Transfer-Encoding: rot13"),
    "chunk-size": sent(b"zz\r\nhello\r\n", "Transfer-Encoding: chunked"),
    "chunk-negative": sent(b"-5\r\nhello\r\n", "Transfer-Encoding: chunked"),
    "no-head": lambda client: client.sendall(BODY),
    "nothing": lambda client: None,
}


def test_what_is_no_http_says_so_in_one_line(lab: Lab) -> None:
    results = reasons(lab, NO_HTTP)

    codes = {reason.partition(":")[0] for reason in results.values()}
    assert codes <= {"network", "truncated", "too-large"}, results
    assert results["two-lengths"].endswith("sent something that is no HTTP answer")


@given(
    st.binary(max_size=60) | st.text("0123456789+-:,. GMTJanMonFeb", max_size=40).map(str.encode)
)
def test_a_wish_of_any_bytes_is_read_or_left(value: bytes) -> None:
    wish = _retry_after(Response("http://h/", headers={"Retry-After": value}))

    assert wish is None or wish >= timedelta(0)
