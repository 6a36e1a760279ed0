"""What names a way of reading, and what was read; light, for those who do not read themselves."""

import json
from dataclasses import asdict

from monitor.model import Document
from monitor.source import Kind, Source
from monitor.text import sha256

# Raise this when a reader's output changes: stored versions are then re-read as
# `technical` ones and nobody is alerted.
EXTRACTOR = 3


def extraction_key(source: Source) -> str:
    """Names the way a source is read: a new selector or reader gives a new key."""
    parts = [EXTRACTOR, source.kind, source.select, list(source.remove)]
    if source.kind is Kind.LISTING:
        parts.append(asdict(source.listing))
    if source.api:
        parts.append(asdict(source.api))
    return sha256(json.dumps(parts))[:16]


def text_sha256(document: Document) -> str:
    """The hash of what the document says, headings included."""
    return sha256(hashed_text(document))


def hashed_text(document: Document) -> str:
    """What is hashed: a line for each block, its kind before it."""
    return "\n".join(f"{block.kind} {block.text}" for block in document.blocks)
