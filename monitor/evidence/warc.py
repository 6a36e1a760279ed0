"""Converts a snapshot to a WARC file, and back.

WARC 1.1: https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/
"""

import io
from collections.abc import Iterator
from datetime import UTC
from uuid import NAMESPACE_URL, uuid5

from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from monitor.bundle import BundlePart, unpack
from monitor.model import Snapshot

# The body is stored decoded, so headers about its encoding no longer apply. Web archives use the
# prefix for original headers.
_CODING = frozenset({"content-encoding", "transfer-encoding", "content-length"})
_ORIGINAL = "X-Archive-Orig-"


class _Writer(WARCWriter):
    """Keeps temporary data in memory, because warcio never closes its temporary files."""

    @staticmethod
    def _create_temp_file() -> io.BytesIO:
        return io.BytesIO()


def to_warc(snapshot: Snapshot) -> bytes:
    """Return the responses as WARC, the same bytes each time; a list or API has several."""
    buffer = io.BytesIO()
    writer = _Writer(buffer, gzip=True, warc_version="1.1")
    date = f"{snapshot.fetched_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    for number, part in enumerate(_parts(snapshot)):
        headers = [*_headers(snapshot, part), ("Content-Length", str(len(part.body)))]
        record = writer.create_warc_record(
            part.url,
            "response",
            payload=io.BytesIO(part.body),
            http_headers=StatusAndHeaders(str(snapshot.status), headers, protocol="HTTP/1.1"),
            warc_headers_dict={
                "WARC-Date": date,
                "WARC-Record-ID": f"<urn:uuid:{uuid5(NAMESPACE_URL, f'{snapshot.sha256}{number}')}>",
            },
        )
        writer.write_record(record)
    return buffer.getvalue()


def from_warc(body: bytes) -> Iterator[BundlePart]:
    """Yield the responses of a WARC file; ValueError or a WARC error for anything else."""
    for record in ArchiveIterator(io.BytesIO(body)):
        if record.rec_type == "response":
            yield BundlePart(
                url=record.rec_headers.get_header("WARC-Target-URI") or "",
                content_type=record.http_headers.get_header("content-type") or "",
                body=record.content_stream().read(),
            )


def _parts(snapshot: Snapshot) -> tuple[BundlePart, ...]:
    content_type = next((v for k, v in snapshot.headers if k.lower() == "content-type"), "")
    packed = BundlePart(url=snapshot.url, content_type=content_type, body=snapshot.body)
    return unpack(packed)


def _headers(snapshot: Snapshot, part: BundlePart) -> list[tuple[str, str]]:
    """Return a single response's headers; for one of several only the content type is stored."""
    if part.body is not snapshot.body:
        return [("Content-Type", part.content_type)]
    return [(f"{_ORIGINAL}{k}" if k.lower() in _CODING else k, v) for k, v in snapshot.headers]
