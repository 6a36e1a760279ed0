"""Evidence bundles of stored versions; time-stamped where an authority is set."""

from functools import partial

import httpx
import structlog
from rfc3161_client import HashAlgorithm, TimestampRequestBuilder, decode_timestamp_response

from forewarn.wiring import AppContext
from monitor.evidence import Case, ChainLink, build
from storage.queries.history import VersionLine

log = structlog.get_logger()

_SECONDS = 15.0
_MOST_BYTES = 100_000


def bundle_of(context: AppContext, source_id: str, number: int) -> bytes | None:
    """The bundle of a version; None when there is no such version."""
    version = context.stores.history.version(source_id, number)
    source = context.sources.get(source_id)
    if version is None or source is None:
        return None
    chain = tuple(_link(line) for line in context.stores.history.versions(source_id))
    snapshot = context.stores.captures.of_hash(source_id, version.snapshot_sha256)
    case = Case(source=source, version=version, snapshot=snapshot, chain=chain)
    authority = context.settings.timestamp_url
    return build(case, partial(time_stamp, authority) if authority else None)


def time_stamp(authority: str, message: bytes) -> bytes:
    """The authority's answer on a message (RFC 3161, section 3.4); b'' when it gives none."""
    request = (
        TimestampRequestBuilder()
        .data(message)
        .hash_algorithm(HashAlgorithm.SHA256)
        .cert_request(cert_request=True)
        .build()
    )
    try:
        answer = httpx.post(
            authority,
            content=request.as_bytes(),
            headers={"content-type": "application/timestamp-query"},
            timeout=_SECONDS,
        )
        answer.raise_for_status()
        response = decode_timestamp_response(answer.content[:_MOST_BYTES])
    except (httpx.HTTPError, ValueError) as error:
        log.warning("not_time_stamped", authority=authority, error=type(error).__name__)
        return b""
    # 0: granted (RFC 3161, section 2.4.2).
    return answer.content if response.status == 0 else b""


def _link(line: VersionLine) -> ChainLink:
    return ChainLink(
        number=line.number,
        recorded_at=line.recorded_at.isoformat(),
        text_sha256=line.text_sha256,
        snapshot_sha256=line.snapshot_sha256,
        chain_sha256=line.chain_sha256,
    )
