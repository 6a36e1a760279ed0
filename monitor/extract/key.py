"""Keys for how a source is read, and hashes of documents; imports none of the readers."""

import json
from dataclasses import asdict

from monitor.model import Document
from monitor.source import Kind, Render, Source
from monitor.text import sha256

# Raise this when a reader's output changes: stored versions are then re-read as
# `technical` ones and no alert is sent.
EXTRACTOR = 5


# The last letter of a key: how the page was rendered. Older keys end in a digit or one of a to f,
# and do not record it.
_RENDERED = {Render.PLAIN: "p", Render.BROWSER: "r"}


def extraction_key(source: Source) -> str:
    """Return a key for how a source is read: any setting that affects the result changes the key."""
    parts = [EXTRACTOR, source.kind, source.select, list(source.remove), source.language]
    if source.kind is Kind.LISTING:
        parts.append(asdict(source.listing))
    if source.api:
        parts.append(asdict(source.api))
    if source.is_filtered:
        parts.append([list(source.only), list(source.skip)])
    return sha256(json.dumps(parts))[:15] + _RENDERED[source.render]


def is_rendered_anew(known: str, key: str) -> bool:
    """Return whether one snapshot was rendered in a browser and the other was not.

    Their bytes cannot be read the same way, so the new snapshot is a re-reading.
    """
    return key[-1:] != as_rendered(key, known)[-1:]


def as_rendered(key: str, known: str) -> str:
    """Return `key`, but for a snapshot that was rendered as the known key says."""
    return key[:-1] + known[-1] if known[-1:] in _RENDERED.values() else key


def text_sha256(document: Document) -> str:
    """Return the hash of the document's text, headings included."""
    return sha256(hashed_text(document))


def hashed_text(document: Document) -> str:
    """Return the text to hash: a line for each block, starting with its kind."""
    return "\n".join(f"{block.kind} {block.text}" for block in document.blocks)
