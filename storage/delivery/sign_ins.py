"""Links by which an operator signs in: each for one person, once, for some minutes."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete

from monitor.text import sha256
from storage.database import Database
from storage.tables.web import SignInRow

HOLDS = timedelta(minutes=10)


class SignIns:
    """Hands out tokens and takes each back once."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def offer(self, chat_id: int, now: datetime) -> str:
        """A token that signs this operator in; those that are past their time are let go."""
        token = secrets.token_urlsafe(32)
        with self._database.write() as session:
            session.execute(delete(SignInRow).where(SignInRow.until < now))
            session.add(SignInRow(token_sha256=sha256(token), chat_id=chat_id, until=now + HOLDS))
        return token

    def redeem(self, token: str, now: datetime) -> int | None:
        """Whose token it is; None when it is unknown, used or too old. It is used now."""
        used = delete(SignInRow).where(
            SignInRow.token_sha256 == sha256(token), SignInRow.until >= now
        )
        with self._database.write() as session:
            return session.scalar(used.returning(SignInRow.chat_id))
