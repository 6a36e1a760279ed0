"""Keys with which programs use the API. Only their hashes are kept; each can do what its scopes say."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Select, select

from monitor.text import sha256
from storage.database import Database
from storage.tables.web import ApiKeyRow

# Says what it is to a person, and to a program that searches for leaked secrets.
_PREFIX = "forewarn_"
# A program that asks each second does not write each second.
_USED_AGAIN = timedelta(hours=1)


class KeyScope(StrEnum):
    """What a key may do. Every key may read."""

    READ = "read"
    CHECKS = "checks"
    SOURCES = "sources"
    SUBSCRIPTIONS = "subscriptions"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramKey:
    """A key, without its token. `used_at`: to the hour."""

    id: int
    name: str
    scopes: frozenset[KeyScope]
    created_at: datetime
    used_at: datetime | None = None
    revoked_at: datetime | None = None


class ApiKeys:
    """The keys of the API."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, name: str, scopes: Iterable[KeyScope], now: datetime) -> str | None:
        """Make a key and return its token, which is not kept; None when a valid one has the name."""
        token = _PREFIX + secrets.token_urlsafe(32)
        row = ApiKeyRow(
            name=name, token_sha256=sha256(token), scopes=sorted(set(scopes)), created_at=now
        )
        with self._database.write() as session:
            if session.scalar(_valid(name)) is not None:
                return None
            session.add(row)
        return token

    def listed(self) -> list[ProgramKey]:
        """Return all keys in order of creation, revoked ones included."""
        with self._database.read() as session:
            return [_key(row) for row in session.scalars(select(ApiKeyRow).order_by(ApiKeyRow.id))]

    def revoke(self, name: str, now: datetime) -> bool:
        """Revoke the valid key with that name; return whether there was one."""
        with self._database.write() as session:
            row = session.scalar(_valid(name))
            if row is None:
                return False
            row.revoked_at = now
            return True

    def of_token(self, token: str, now: datetime) -> ProgramKey | None:
        """Return the valid key of a token, and note that it was used; None for any other token."""
        if not token.startswith(_PREFIX):
            return None
        query = select(ApiKeyRow).filter_by(token_sha256=sha256(token), revoked_at=None)
        with self._database.read() as session:
            row = session.scalar(query)
            found = _key(row) if row else None
        if found and (found.used_at is None or now - found.used_at >= _USED_AGAIN):
            self._note_use(found.id, now)
        return found

    def _note_use(self, key_id: int, now: datetime) -> None:
        with self._database.write() as session:
            row = session.get(ApiKeyRow, key_id)
            if row is not None:
                row.used_at = now.replace(minute=0, second=0, microsecond=0)


def _valid(name: str) -> Select[ApiKeyRow]:
    return select(ApiKeyRow).filter_by(name=name, revoked_at=None)


def _key(row: ApiKeyRow) -> ProgramKey:
    return ProgramKey(
        id=row.id,
        name=row.name,
        scopes=frozenset(map(KeyScope, row.scopes)),
        created_at=row.created_at,
        used_at=row.used_at,
        revoked_at=row.revoked_at,
    )
