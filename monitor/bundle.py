"""Stores several responses as one snapshot: the pages of a list with the entries they name.

A single response is stored unchanged. Several are framed: for each, a line of JSON with the URL,
the content type and the length, then the bytes.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from monitor.errors import ExtractionError
from monitor.parsing.json import read_json

BUNDLE = "application/vnd.forewarn.bundle"


@dataclass(frozen=True, slots=True, kw_only=True)
class BundlePart:
    """One response: its URL, its declared content type, its bytes."""

    url: str
    content_type: str
    body: bytes = field(repr=False)


def pack(parts: Sequence[BundlePart]) -> BundlePart:
    """Return a single response unchanged, or several as a bundle under the URL of the first."""
    if len(parts) == 1:
        return parts[0]
    framed = b"".join(_frame(part) for part in parts)
    return BundlePart(url=parts[0].url, content_type=BUNDLE, body=framed)


def unpack(packed: BundlePart) -> tuple[BundlePart, ...]:
    """Return the responses of a bundle; ExtractionError if the bundle is incomplete."""
    if packed.content_type != BUNDLE:
        return (packed,)
    parts = []
    rest = packed.body
    while rest:
        head, _, rest = rest.partition(b"\n")
        match read_json(head):
            case [str(url), str(content_type), int(length)] if 0 <= length <= len(rest):
                parts.append(BundlePart(url=url, content_type=content_type, body=rest[:length]))
                rest = rest[length:]
            case _:
                raise ExtractionError("broken-bundle", "the stored capture is not whole")
    return tuple(parts)


def _frame(part: BundlePart) -> bytes:
    head = json.dumps([part.url, part.content_type, len(part.body)])
    return head.encode() + b"\n" + part.body
