"""Builds the bundle: a zip with the snapshot as WARC, the text, the manifest and a cover page."""

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from monitor.evidence.cover import cover
from monitor.evidence.warc import to_warc
from monitor.extract.key import hashed_text
from monitor.hyperlink import safe_link
from monitor.model import Snapshot, Version
from monitor.source import Source
from monitor.text import sha256

FORMAT = "forewarn-evidence/1"
MANIFEST, TEXT, CAPTURE, COVER, STAMP = (
    "manifest.json", "text.txt", "capture.warc.gz", "cover.html", "timestamp.tsr",
)  # fmt: skip
# A zip has no time zone and no year before 1980; the proven times are in the manifest.
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainLink:
    """One version of the source, as a link of the chain."""

    number: int
    recorded_at: str
    text_sha256: str
    snapshot_sha256: str
    chain_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendering:
    """A picture that Forewarn drew from the capture of the version; `mark`: what is marked in it."""

    name: str
    width: int
    height: int
    mark: str
    drawn_at: str
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvenVersion:
    """The version to prove. `chain`: all versions of the source, the oldest first."""

    source: Source
    version: Version
    snapshot: Snapshot | None
    chain: tuple[ChainLink, ...]
    renderings: tuple[Rendering, ...] = ()


def build(proven: ProvenVersion, stamp: Callable[[bytes], bytes] | None = None) -> bytes:
    """Build the bundle. `stamp`: returns an RFC 3161 time-stamp of the manifest, or b''."""
    files = _files(proven)
    manifest = json.dumps(_manifest(proven, files), ensure_ascii=False, indent=1).encode()
    stamped = stamp(manifest) if stamp else b""
    files |= {MANIFEST: manifest} | ({STAMP: stamped} if stamped else {})
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            archive.writestr(zipfile.ZipInfo(name, _ZIP_TIME), body, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _files(proven: ProvenVersion) -> dict[str, bytes]:
    text = hashed_text(proven.version.document)
    has_renderings = bool(proven.renderings)
    document = proven.version.document
    page = cover(_facts(proven), proven.source.title, document.text, has_renderings=has_renderings)
    files = {COVER: page.encode(), TEXT: text.encode()}
    files |= {one.name: one.body for one in proven.renderings}
    return files | ({CAPTURE: to_warc(proven.snapshot)} if proven.snapshot else {})


def _manifest(proven: ProvenVersion, files: Mapping[str, bytes]) -> dict[str, Any]:
    source, version, snapshot = proven.source, proven.version, proven.snapshot
    return {
        "format": FORMAT,
        "source": {
            "id": source.id,
            "organisation": source.organisation,
            "title": source.title,
            "url": source.url,
        },
        "version": {
            "number": version.number,
            "recorded_at": version.recorded_at.isoformat(),
            "reason": version.reason,
            "title": version.document.title,
            "url": safe_link(version.document.url),
            "text_sha256": version.text_sha256,
            "snapshot_sha256": version.snapshot_sha256,
            "chain_sha256": version.chain_sha256,
        },
        "capture": snapshot
        and {
            "url": snapshot.url,
            "status": snapshot.status,
            "fetched_at": snapshot.fetched_at.isoformat(),
            "sha256": snapshot.sha256,
        },
        "files": {name: sha256(body) for name, body in files.items()},
        "chain": [asdict(link) for link in proven.chain],
        **_renderings(proven),
    }


def _renderings(proven: ProvenVersion) -> dict[str, Any]:
    """Return the manifest's part on pictures; none without any, as in bundles of earlier releases."""
    if not proven.renderings:
        return {}
    listed = [
        {
            "file": one.name,
            "what": "a rendering made by Forewarn",
            "capture_sha256": proven.version.snapshot_sha256,
            "width": one.width,
            "height": one.height,
            "marked": one.mark,
            "drawn_at": one.drawn_at,
        }
        for one in proven.renderings
    ]
    return {"renderings": listed}


def _facts(proven: ProvenVersion) -> list[tuple[str, str]]:
    version, snapshot = proven.version, proven.snapshot
    return [
        ("whose", proven.source.organisation),
        ("what", version.document.title or proven.source.title),
        ("where", snapshot.url if snapshot else proven.source.url),
        ("fetched", _utc_text(snapshot.fetched_at) if snapshot else ""),
        ("recorded", _utc_text(version.recorded_at)),
        ("version", f"{version.source_id}@{version.number}"),
        ("text_hash", version.text_sha256),
        ("capture_hash", version.snapshot_sha256),
        ("chain_hash", version.chain_sha256),
    ]


def _utc_text(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
