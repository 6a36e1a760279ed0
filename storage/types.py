"""Column types: aware UTC times, reasons, compressed bytes, JSON."""

import sys
import zlib
from datetime import UTC, datetime
from typing import Any

import orjson
from sqlalchemy import DateTime, Dialect, LargeBinary, Text, TypeDecorator

from monitor.check_reason import CheckReason

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

# A frame's first four bytes (RFC 8878, section 3.1.1); zlib's begin with 0x78.
_ZSTD = b"\x28\xb5\x2f\xfd"
# Six times as fast as zlib's level 6, and as small.
_LEVEL = 3


class UtcDateTime(TypeDecorator[datetime]):
    """UTC in the database, aware datetimes outside; SQLite by itself drops the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive time; give SQLite UTC without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime never reaches the database")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return an aware UTC time."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class ReasonText(TypeDecorator[CheckReason]):
    """The text of a reason, "code: detail"."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: CheckReason | None, dialect: Dialect) -> str | None:
        """Write the text."""
        del dialect
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> CheckReason | None:
        """Read the text."""
        del dialect
        return None if value is None else CheckReason.parse(value)


class Packed(bytes):
    """Bytes that were compressed before the transaction, to keep the transaction short."""


def pack(value: bytes) -> Packed:
    """Compress bytes as `Compressed` stores them."""
    return Packed(zstd.compress(value, _LEVEL))


def pack_json(value: Any) -> Packed:
    """Compress a value as `CompressedJson` stores it."""
    return pack(orjson.dumps(value))


class Compressed(TypeDecorator[bytes]):
    """Bytes, stored with Zstandard (RFC 8878); older rows with zlib."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        """Compress."""
        del dialect
        return value if value is None or isinstance(value, Packed) else pack(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        """Decompress."""
        del dialect
        if value is None:
            return None
        is_zstd = value[:4] == _ZSTD
        return zstd.decompress(value) if is_zstd else zlib.decompress(value)


class CompressedJson(TypeDecorator[Any]):
    """Lists, maps, texts and numbers, stored as compressed JSON."""

    impl = Compressed
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """Write JSON."""
        del dialect
        return value if isinstance(value, Packed) else orjson.dumps(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Read JSON."""
        del dialect
        return None if value is None else orjson.loads(value)
