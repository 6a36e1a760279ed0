"""Checks a stored version against its snapshot."""

from collections.abc import Iterator
from dataclasses import replace

from monitor.errors import ExtractionError
from monitor.extract.key import extraction_key, text_sha256
from monitor.extract.snapshot import extract
from monitor.model import Snapshot, Version
from monitor.source import Source
from monitor.text import sha256


def flaw(version: Version, snapshot: Snapshot | None, source: Source | None) -> str:
    """Return what is wrong with a version's evidence, or ''.

    Compare only the hashes if `source` is None (the catalogue no longer has it), or if the version
    was extracted with another configuration than the present one.
    """
    if text_sha256(version.document) != version.text_sha256:
        return "its text is not the one that was hashed"
    if snapshot is None:
        return "it has no capture"
    if snapshot.source_id != version.source_id:
        return f"its capture is one of {snapshot.source_id}"
    if {sha256(snapshot.body), snapshot.sha256} != {version.snapshot_sha256}:
        return "its capture holds other bytes than those that were hashed"
    if source is None or version.extraction_key != extraction_key(source):
        return ""
    gives = version.text_sha256 in _texts(snapshot, source)
    return "" if gives else "its capture does not give its text"


def _texts(snapshot: Snapshot, source: Source) -> Iterator[str]:
    """Yield the hashes of all texts that a snapshot may give."""
    try:
        documents = extract(snapshot, source)
    except ExtractionError:
        return
    for document in documents:
        yield text_sha256(document)
        if source.has_entries:
            # If an entry's own page was a block page, only the text from the list was stored.
            yield text_sha256(replace(document, blocks=document.blocks[:1]))
