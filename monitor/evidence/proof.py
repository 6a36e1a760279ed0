"""Whether a stored version is what its capture says."""

from collections.abc import Iterator
from dataclasses import replace

from monitor.errors import ExtractionError
from monitor.extract.key import extraction_key, text_sha256
from monitor.extract.snapshot import extract
from monitor.model import Snapshot, Version
from monitor.source import Source
from monitor.text import sha256


def flaw(version: Version, snapshot: Snapshot | None, source: Source | None) -> str:
    """What is wrong with a version's evidence, or ''.

    `source` None: the catalogue has it no more, and only the hashes are compared; so it is for a
    version that was read in another way than the source is read now.
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
    """The hashes of all that a capture may be read as."""
    try:
        documents = extract(snapshot, source)
    except ExtractionError:
        return
    for document in documents:
        yield text_sha256(document)
        if source.has_entries:
            # Of an entry whose own page was a wall, what the list says of it was kept.
            yield text_sha256(replace(document, blocks=document.blocks[:1]))
