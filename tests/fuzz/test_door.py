"""The door for values of others, and the readers behind it, with whatever hypothesis thinks of.

FUZZ_EXAMPLES says how many inputs each test tries (150 by default; CI tries more).
"""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forewarn.cli.subscribers import _read_entry
from forewarn.settings import Settings
from monitor import catalogue
from monitor.bundle import BUNDLE, BundlePart, unpack
from monitor.dates import dates_in, moment
from monitor.discovery import proposals
from monitor.errors import ConfigurationError, ExtractionError
from monitor.events import marks_of
from monitor.evidence import verify
from monitor.extract.answer import first_address
from monitor.extract.snapshot import extract
from monitor.model import Snapshot
from monitor.parsing import Unreadable
from monitor.parsing.json import read_json
from monitor.parsing.numbers import read_real, read_whole
from monitor.parsing.text import is_text
from monitor.parsing.times import read_clock, read_http_date, read_moment, read_span, read_zone
from monitor.parsing.toml import read_toml
from monitor.parsing.urls import host_of, is_private_url, join_url, read_url, split_url
from monitor.parsing.yaml import read_yaml
from monitor.propose import propose
from monitor.relay import relay_kind
from monitor.source import Api, Kind, Source
from monitor.text import sha256

NOW = datetime(2026, 3, 1, tzinfo=UTC)
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "150"))
fuzz = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)

# As many inputs as are asked for; how fast the machine is does not matter.
pytestmark = pytest.mark.timeout(0)

# Every character, halves of pairs too, and what stands in addresses, numbers and times.
any_text = st.text(st.characters(), max_size=60)
pieces = st.sampled_from(
    ["http://", "https://", "//", "[", "]", ":", "@", "/", "?", "#", ".", "%", "\\", " ", "℀", "xn--", "localhost",
     "127.0.0.1", "::1", "99999", "\t", "9" * 30, "9" * 5000, "-", "+", "e400", "T", "Z", "14:00", "2026-02-31",
     "9999-12-31", "0001-01-01", "d", "w", "{", "}", '"', ",", "\\ud800", "null", "&a", "*a", "- ", "\n", "Asia/Shanghai", "America"]
)  # fmt: skip
odd = st.lists(pieces | any_text, max_size=8).map("".join)
addresses = odd.map(lambda rest: f"https://{rest}") | odd
data = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | odd,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(odd, inner, max_size=4),
    max_leaves=12,
)


@fuzz
@given(addresses, addresses)
def test_every_text_is_an_address_or_none(base: str, link: str) -> None:
    _ = split_url(link).port, split_url(link).hostname, host_of(link)
    joined = join_url(base, link)
    assert joined == "" or split_url(joined)
    found = read_url(link)
    if not isinstance(found, Unreadable):
        assert isinstance(is_private_url(found), bool)
        assert host_of(str(found))
    relay_kind(link)
    marks_of("a v. b", link, link, base)


@fuzz
@given(odd)
def test_every_text_is_a_number_a_time_or_none(text: str) -> None:
    for read in (
        read_whole,
        read_real,
        read_span,
        read_moment,
        read_clock,
        read_http_date,
        read_zone,
    ):
        read(text)
    found = moment(text, "dmy")
    assert found is None or found.astimezone(UTC)
    dates_in(text.casefold())


@fuzz
@given(odd | st.binary(max_size=60))
def test_every_text_is_json_yaml_toml_or_none(text: str | bytes) -> None:
    found = read_json(text)
    assert isinstance(found, Unreadable) or is_text(str(found))
    if isinstance(text, str):
        read_toml(text)
        document = read_yaml(text)
        if not isinstance(document, Unreadable):
            document.data()


@fuzz
@given(entry=data, keys=st.dictionaries(st.sampled_from(["title", "kind", "url", "every", "hours", "quota", "api", "listing", "params", "body", "note", "select", "topics", "expect", "enabled"]), data, max_size=5))  # fmt: skip
def test_every_catalogue_is_right_or_refused(
    entry: object, keys: dict[str, object], tmp_path_factory: pytest.TempPathFactory
) -> None:
    whole = {"title": "T", "category": "platform-policy", "kind": "api", "url": "https://a.example.org/", "language": "en",
             "api": {"id": "id", "title": "t"}, **keys}  # fmt: skip
    written = {"organisation": "H", "sources": {"a": whole, "b": entry}}
    file = tmp_path_factory.getbasetemp() / "fuzzed.yaml"
    text = yaml.safe_dump(written, allow_unicode=False)
    file.write_text(text, "utf-8", errors="surrogatepass")
    for source in catalogue.load(file, allow_private=False).sources:
        if source.api:
            first_address(source.url, source.api, NOW)


@fuzz
@given(text=st.lists(odd, max_size=3).map(" ".join))
def test_every_catalogue_text_is_read_or_refused(
    text: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.getbasetemp() / "fuzzed-text.yaml"
    file.write_text(f"organisation: H\nsources:\n  a: {text}\n", "utf-8", errors="surrogatepass")
    catalogue.load(file)


API = Api(
    entries="items",
    id="id",
    title="title",
    text=("text",),
    date="date",
    link="link",
    next="next",
    count="n",
)


@fuzz
@given(
    st.lists(st.dictionaries(st.sampled_from(["id", "title", "text", "date", "link"]), data), max_size=4),
    data,
)  # fmt: skip
def test_every_answer_of_an_api_is_read_or_refused(items: list[object], more: object) -> None:
    import json  # noqa: PLC0415 - writes what is read

    body = json.dumps({"items": items, "next": more, "n": more}).encode()
    snapshot = snapshot_of(body, "application/json")
    source = source_of(Kind.API, api=API)
    try:
        documents = extract(snapshot, source)
    except ExtractionError:
        return
    assert all(is_text(document.text) and is_text(document.url) for document in documents)


@fuzz
@given(st.lists(addresses, max_size=6), st.sampled_from([Kind.PAGE, Kind.LISTING]))
def test_every_page_with_such_links_is_read(links: list[str], kind: Kind) -> None:
    written = [link.replace('"', "%22").encode("utf-8", "replace").decode() for link in links]
    anchors = "".join(f'<li><a href="{link}">A notice on rings</a></li>' for link in written)
    page = f"<html><head><base href='{''.join(written[:1])}'></head><body><main><h1>Rules</h1><ul>{anchors}</ul></main></body></html>"
    snapshot = snapshot_of(page.encode(), "text/html")
    source = source_of(kind, discover=kind is Kind.PAGE)
    propose(snapshot)
    try:
        documents = extract(snapshot, source)
    except ExtractionError:
        return
    proposals(source, snapshot, documents)


@fuzz
@given(data)
def test_every_json_feed_is_read_or_refused(items: object) -> None:
    import json  # noqa: PLC0415 - writes what is read

    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "items": items if isinstance(items, list) else [items],
    }
    for written in (feed, {**feed, "items": items}):
        try:
            extract(
                snapshot_of(json.dumps(written).encode(), "application/json"), source_of(Kind.FEED)
            )
        except ExtractionError:
            continue


@fuzz
@given(data, st.binary(max_size=40))
def test_every_file_is_a_bundle_or_none(manifest: object, rest: bytes) -> None:
    import io  # noqa: PLC0415 - as below
    import json  # noqa: PLC0415 - writes what is read
    import zipfile  # noqa: PLC0415 - as above

    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("manifest.json", json.dumps(manifest))
        archive.writestr("timestamp.tsr", rest)
    whole = written.getvalue()
    assert not verify(whole).is_intact
    at = len(rest) * 7 % len(whole)
    assert not verify(whole[:at] + rest + whole[at:]).is_intact
    try:
        unpack(
            BundlePart(
                url="https://a.example.org/",
                content_type=BUNDLE,
                body=json.dumps(manifest).encode() + b"\n" + rest,
            )
        )
    except ExtractionError:
        return


@fuzz
@given(odd, data)
def test_every_line_of_an_import_is_an_entry_or_refused(text: str, value: object) -> None:
    import json  # noqa: PLC0415 - writes what is read

    fields = ("chat_id", "email", "relay", "timezone", "hour", "language", "subscriptions")
    lines = [text, json.dumps(value), *(json.dumps({"chat_id": 1, name: value}) for name in fields)]
    for line in lines:
        try:
            _read_entry(line)
        except ConfigurationError:
            continue


@fuzz
@given(st.sampled_from(sorted(Settings.model_fields)), addresses)
def test_every_setting_is_taken_or_named(name: str, value: str) -> None:
    try:
        found = Settings.load({f"FOREWARN_{name.upper()}": value}, Path("none.toml"))
    except ConfigurationError:
        return
    _ = found.secrets(), found.bind, found.site_url


def snapshot_of(body: bytes, content_type: str) -> Snapshot:
    return Snapshot(
        source_id="a", url="https://a.example.org/", fetched_at=NOW, status=200,
        headers=(("Content-Type", content_type),), body=body, sha256=sha256(body),
    )  # fmt: skip


def source_of(kind: Kind, **more: Any) -> Source:
    return Source(
        id="a", organisation="o", title="t", category="platform-policy", kind=kind,
        url="https://a.example.org/", language="en", **more,
    )  # fmt: skip
