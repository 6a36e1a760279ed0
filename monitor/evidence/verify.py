"""Verifies a bundle: whether it is unchanged, and what it proves."""

import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from cryptography.x509 import Certificate
from pydantic import BaseModel, Field, ValidationError
from rfc3161_client import (
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from monitor.bundle import pack
from monitor.evidence.bundle import CAPTURE, FORMAT, MANIFEST, STAMP, TEXT
from monitor.evidence.warc import from_warc
from monitor.parsing.json import read_json
from monitor.text import chained, sha256

_MOST_BYTES = 200_000_000
_MOST_FILES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """One thing that was checked. `holds` None: unknown."""

    what: str
    holds: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """The result of a verification. `stamped_at`: when an authority signed it, if verified."""

    findings: tuple[Proof, ...]
    source: str = ""
    version: int = 0
    recorded_at: str = ""
    stamped_at: datetime | None = None

    @property
    def is_intact(self) -> bool:
        """Whether everything that could be checked holds."""
        return all(finding.holds is not False for finding in self.findings)


class _Link(BaseModel):
    """One version, as in the manifest's chain."""

    number: int = Field(ge=1, le=2**31)
    recorded_at: str
    text_sha256: str
    snapshot_sha256: str
    chain_sha256: str


class _Named(BaseModel):
    """The source, as in the manifest."""

    id: str


class _Rendering(BaseModel):
    """A picture, as in the manifest."""

    file: str
    capture_sha256: str


class _Manifest(BaseModel):
    """The manifest, which binds the files of a bundle by their hashes."""

    source: _Named
    version: _Link
    files: dict[str, str]
    chain: list[_Link]
    renderings: list[_Rendering] = []


class _Unreadable(Exception):  # noqa: N818 - a reason for people, not an error
    """Why a file is not a bundle."""


def verify(bundle: bytes, roots: tuple[Certificate, ...] = ()) -> Verification:
    """Verify a bundle. `roots`: the certificates of trusted time-stamp authorities."""
    try:
        files = _unzipped(bundle)
        manifest = _manifest(files)
    except _Unreadable as error:
        return Verification(findings=(Proof(what=str(error), holds=False),))
    stamped_at, stamp = _stamp(files, roots)
    return Verification(
        findings=(*_findings(files, manifest), stamp),
        source=manifest.source.id,
        version=manifest.version.number,
        recorded_at=manifest.version.recorded_at,
        stamped_at=stamped_at,
    )


def _unzipped(bundle: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
            listed = archive.infolist()
            is_large = sum(one.file_size for one in listed) > _MOST_BYTES
            if not is_large and len(listed) <= _MOST_FILES:
                return {one.filename: archive.read(one) for one in listed}
    except Exception as error:  # a broken zip raises whatever its broken part leads to
        raise _Unreadable("it is no zip file, or a broken one") from error
    raise _Unreadable("it is larger than any evidence bundle")


def _manifest(files: Mapping[str, bytes]) -> _Manifest:
    manifest = read_json(files.get(MANIFEST, b""))
    if not isinstance(manifest, dict):
        raise _Unreadable("it holds no readable manifest.json")
    if manifest.get("format") != FORMAT:
        raise _Unreadable(f"its manifest is not of the format {FORMAT}")
    try:
        return _Manifest.model_validate(manifest)
    except ValidationError as error:
        raise _Unreadable("the manifest lacks a part") from error


def _findings(files: Mapping[str, bytes], manifest: _Manifest) -> Iterator[Proof]:
    version, named = manifest.version, manifest.files
    for name, digest in named.items():
        holds = name in files and sha256(files[name]) == digest
        yield Proof(what=f"{name} is as the manifest says", holds=holds)
    stray = set(files) - set(named) - {MANIFEST, STAMP}
    yield Proof(what="nothing was added", holds=not stray)
    text = sha256(files.get(TEXT, b""))
    yield Proof(what="the text has the hash of its version", holds=text == version.text_sha256)
    yield _capture(files, version)
    yield from _renderings(manifest)
    yield Proof(what="each version is bound to the one before", holds=_is_chain(manifest))
    yield Proof(what="the version stands in the chain", holds=_is_in_chain(manifest))


def _renderings(manifest: _Manifest) -> Iterator[Proof]:
    for one in manifest.renderings:
        is_of_it = one.capture_sha256 == manifest.version.snapshot_sha256
        if not is_of_it or one.file not in manifest.files:
            yield Proof(what=f"{one.file} is drawn from this capture", holds=False)
        else:
            what = f"{one.file} is a rendering made by Forewarn, no proof of what a visitor saw"
            yield Proof(what=what, holds=None)


def _capture(files: Mapping[str, bytes], version: _Link) -> Proof:
    what = "the capture has the hash of its version"
    if not version.snapshot_sha256:
        return Proof(what="the version came without a capture of its own", holds=None)
    try:
        parts = list(from_warc(files[CAPTURE]))
        body = pack(parts).body
    except Exception:  # noqa: BLE001 - warcio raises many kinds; all mean an unreadable capture
        return Proof(what=what, holds=False)
    return Proof(what=what, holds=sha256(body) == version.snapshot_sha256)


def _is_chain(manifest: _Manifest) -> bool:
    """Whether each link's hash covers the previous link, its text and its snapshot."""
    before = ""
    for number, link in enumerate(manifest.chain, 1):
        expected = chained(before, link.text_sha256, link.snapshot_sha256)
        if link.number != number or link.chain_sha256 != expected:
            return False
        before = expected
    return bool(before)


def _is_in_chain(manifest: _Manifest) -> bool:
    return manifest.version in manifest.chain


def _stamp(
    files: Mapping[str, bytes], roots: tuple[Certificate, ...]
) -> tuple[datetime | None, Proof]:
    if STAMP not in files:
        return None, Proof(what="no authority has time-stamped it", holds=None)
    try:
        response = decode_timestamp_response(files[STAMP])
        at = response.tst_info.gen_time
    except Exception:  # noqa: BLE001 - the library raises several unrelated kinds for an invalid stamp
        return None, Proof(what="the time-stamp can be read", holds=False)
    if not roots:
        text = f"an authority's stamp says {at:%Y-%m-%d %H:%M:%S} UTC; check it with --ca FILE"
        return None, Proof(what=text, holds=None if _is_of(response, files) else False)
    builder = VerifierBuilder(roots=list(roots))
    try:
        builder.build().verify_message(response, files[MANIFEST])
    except (VerificationError, ValueError) as error:
        return None, Proof(what=f"the time-stamp is of a trusted authority ({error})", holds=False)
    return at, Proof(what="the time-stamp is of a trusted authority", holds=True)


def _is_of(response: TimeStampResponse, files: Mapping[str, bytes]) -> bool:
    """Whether the stamp is of this manifest; we request SHA-256."""
    return response.tst_info.message_imprint.message.hex() == sha256(files[MANIFEST])
