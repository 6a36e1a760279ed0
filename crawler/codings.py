"""Decode a body's content codings (RFC 9110, section 8.4.1), and tell whether each is complete.

Scrapy returns the readable part of a truncated gzip body as if it were the whole page, which would
look like deleted clauses.
"""

import sys
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import brotli

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

# zlib's window sizes: 47 reads gzip and zlib alike, -15 reads a bare deflate stream.
_GZIP_OR_ZLIB, _BARE = 47, -15
# A gzip or zstd body may have several members in a row (RFC 1952, section 2.2); bytes after the
# last one that do not start a member are ignored.
_NEXT = {"gzip": b"\x1f\x8b", "zstd": b"\x28\xb5\x2f\xfd"}
# Members of 64 kB make some hundreds; each costs a copy of the remaining bytes.
_MOST_MEMBERS = 1_000
_CONTROL = bytes({*range(9), *range(14, 27), *range(28, 32)})
_LOOKED_AT = 1_024


class UndecodableError(Exception):
    """The bytes are not valid in their declared coding."""


class _Unpacker(Protocol):
    """The interface that the decompressors of zlib and zstd share."""

    @property
    def eof(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A decoded body. `is_whole`: the encoded data was complete."""

    body: bytes
    is_whole: bool


class _Brotli:
    """Brotli's decoder with zlib's interface."""

    unused_data = b""

    def __init__(self) -> None:
        self._decoder = brotli.Decompressor()
        self.eof = False

    def decompress(self, data: bytes, max_length: int, /) -> bytes:
        found = self._decoder.process(data, output_buffer_limit=max_length)
        while len(found) < max_length and not self._decoder.is_finished():
            more = self._decoder.process(b"", output_buffer_limit=max_length)
            if not more:
                break
            found += more
        self.eof = self._decoder.is_finished()
        return bytes(found)


_STARTS: dict[str, tuple[Callable[[], _Unpacker], ...]] = {
    "gzip": (lambda: zlib.decompressobj(_GZIP_OR_ZLIB),),
    "deflate": (lambda: zlib.decompressobj(_GZIP_OR_ZLIB), lambda: zlib.decompressobj(_BARE)),
    "br": (_Brotli,),
    "zstd": (zstd.ZstdDecompressor,),
}
_ERRORS = (zlib.error, brotli.error, zstd.ZstdError)


def codings_of(headers: Sequence[bytes]) -> tuple[str, ...]:
    """Return the codings that Content-Encoding names, in the order in which they were applied."""
    names = b",".join(headers).decode("latin-1").lower().split(",")
    stripped = (name.strip().removeprefix("x-") for name in names)
    return tuple(name for name in stripped if name not in {"", "identity"})


def unpack(body: bytes, codings: Sequence[str], most: int) -> Unpacked:
    """Decode the body, up to one byte more than `most`; UndecodableError for invalid bytes."""
    unpacked = Unpacked(body, is_whole=True)
    for coding in reversed(codings if body else ()):
        step = _decoded(unpacked.body, coding, most)
        unpacked = Unpacked(step.body, step.is_whole and unpacked.is_whole)
    return unpacked


def _decoded(body: bytes, coding: str, most: int) -> Unpacked:
    # Some servers name the charset here, or "none": text is then taken as it is.
    if coding not in _STARTS and not set(body[:_LOOKED_AT]) & set(_CONTROL):
        return Unpacked(body, is_whole=True)
    for start in _STARTS.get(coding, ()):
        try:
            return _members(body, start, _NEXT.get(coding), most)
        except _ERRORS:
            continue
    raise UndecodableError(coding)


def _members(
    body: bytes, start: Callable[[], _Unpacker], following: bytes | None, most: int
) -> Unpacked:
    found = b""
    for _ in range(_MOST_MEMBERS):
        unpacker = start()
        found += unpacker.decompress(body, most + 1 - len(found))
        body = unpacker.unused_data
        if not unpacker.eof or len(found) > most or not (following and body.startswith(following)):
            return Unpacked(found, unpacker.eof)
    return Unpacked(found, is_whole=False)
