"""What names a way of reading, and what was read; light, for those who do not read themselves."""

import json
from dataclasses import asdict

from monitor.model import Document
from monitor.source import Kind, Render, Source
from monitor.text import sha256

# Raise this when a reader's output changes: stored versions are then re-read as
# `technical` ones and nobody is alerted.
EXTRACTOR = 3


# The last letter of a key: what turned the address into a page. Older keys end in a digit or
# one of a to f, and do not say.
_RENDERED = {Render.PLAIN: "p", Render.BROWSER: "r"}


def extraction_key(source: Source) -> str:
    """Names the way a source is read: whatever changes what is read gives a new key."""
    parts = [EXTRACTOR, source.kind, source.select, list(source.remove), source.language]
    if source.kind is Kind.LISTING:
        parts.append(asdict(source.listing))
    if source.api:
        parts.append(asdict(source.api))
    return sha256(json.dumps(parts))[:15] + _RENDERED[source.render]


def is_rendered_anew(known: str, key: str) -> bool:
    """Whether a capture came through a browser and the one before did not, or the other way.

    The bytes of the one cannot be read as those of the other, so the new capture is a re-reading.
    """
    return key[-1:] != as_rendered(key, known)[-1:]


def as_rendered(key: str, known: str) -> str:
    """The key of a capture that was rendered as the known one, and is read the new way."""
    return key[:-1] + known[-1] if known[-1:] in _RENDERED.values() else key


def text_sha256(document: Document) -> str:
    """The hash of what the document says, headings included."""
    return sha256(hashed_text(document))


def hashed_text(document: Document) -> str:
    """What is hashed: a line for each block, its kind before it."""
    return "\n".join(f"{block.kind} {block.text}" for block in document.blocks)
