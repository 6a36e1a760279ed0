"""Makes evidence bundles of versions, time-stamped if an authority is set; verifies evidence."""

import random
import time
from dataclasses import dataclass
from functools import partial

import httpx
import structlog
from rfc3161_client import HashAlgorithm, TimestampRequestBuilder, decode_timestamp_response

from forewarn.wiring import AppContext
from monitor.evidence import ChainLink, ProvenVersion, Rendering, build
from monitor.evidence.proof import flaw
from storage.archive.pictures import PictureBody
from storage.queries.history import VersionLine

log = structlog.get_logger()

_SECONDS = 15.0
_MOST_BYTES = 100_000
# Limits for checking a sample: so many versions, so many seconds.
_SAMPLE = 300
_SAMPLE_SECONDS = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Soundness:
    """The number of versions, how many were compared with their captures, and the flaws found."""

    versions: int
    checked: int
    flaws: tuple[str, ...]


def soundness(context: AppContext, *, every_version: bool = False) -> Soundness:
    """Compare a sample of versions, or every version, with their captures."""
    ids = context.stores.snapshots.version_ids()
    sample = ids if every_version else random.sample(ids, min(len(ids), _SAMPLE))
    deadline = time.monotonic() + _SAMPLE_SECONDS
    checked, flaws = 0, []
    for version_id in sample:
        checked += 1
        flaws += _flaws(context, version_id)
        if not every_version and time.monotonic() > deadline:
            break
    return Soundness(versions=len(ids), checked=checked, flaws=tuple(flaws))


def _flaws(context: AppContext, version_id: int) -> list[str]:
    version, snapshot = context.stores.snapshots.evidence(version_id)
    found = flaw(version, snapshot, context.sources.get(version.source_id))
    return [f"{version.source_id}@{version.number}: {found}"] if found else []


def bundle_of(context: AppContext, source_id: str, number: int) -> bytes | None:
    """Build the bundle of a version; None when there is no such version."""
    version = context.stores.history.version(source_id, number)
    source = context.sources.get(source_id)
    if version is None or source is None:
        return None
    chain = tuple(_link(line) for line in context.stores.history.versions(source_id))
    snapshot = context.stores.snapshots.of_version(source_id, version.number)
    pictures = context.stores.pictures.of_version(source_id, version.number)
    proven = ProvenVersion(
        source=source,
        version=version,
        snapshot=snapshot,
        chain=chain,
        renderings=tuple(map(_rendering, pictures)) if snapshot else (),
    )
    authority = context.settings.timestamp_url
    return build(proven, partial(time_stamp, authority) if authority else None)


def time_stamp(authority: str, message: bytes) -> bytes:
    """Request a time stamp on a message (RFC 3161, section 3.4); b'' when there is none."""
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


def _rendering(found: PictureBody) -> Rendering:
    picture = found.picture
    return Rendering(
        name=f"picture-{picture.part}.webp",
        width=picture.width,
        height=picture.height,
        mark=picture.mark,
        drawn_at=picture.drawn_at.isoformat(),
        body=found.body,
    )


def _link(line: VersionLine) -> ChainLink:
    return ChainLink(
        number=line.number,
        recorded_at=line.recorded_at.isoformat(),
        text_sha256=line.text_sha256,
        snapshot_sha256=line.snapshot_sha256,
        chain_sha256=line.chain_sha256,
    )
