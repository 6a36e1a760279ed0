"""Sign-in links for operators: each for one person, valid once, for some minutes."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from monitor.text import sha256
from storage.database import Database
from storage.tables.web import SignInRow

HOLDS = timedelta(minutes=10)


class SignIns:
    """Issue tokens and redeem each once."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def offer(self, chat_id: int, now: datetime) -> str:
        """Issue a token that signs this operator in; delete expired ones."""
        token = secrets.token_urlsafe(32)
        with self._database.write() as session:
            session.execute(delete(SignInRow).where(SignInRow.until < now))
            session.add(SignInRow(token_sha256=sha256(token), chat_id=chat_id, until=now + HOLDS))
        return token

    def is_offered(self, token: str, now: datetime) -> bool:
        """Whether the token can still be redeemed; does not use it up."""
        row = SignInRow.token_sha256 == sha256(token), SignInRow.until >= now
        with self._database.read() as session:
            return session.scalar(select(SignInRow.chat_id).where(*row)) is not None

    def redeem(self, token: str, now: datetime) -> int | None:
        """Use up the token; return its chat, or None when it is unknown, used or expired."""
        used = delete(SignInRow).where(
            SignInRow.token_sha256 == sha256(token), SignInRow.until >= now
        )
        with self._database.write() as session:
            return session.scalar(used.returning(SignInRow.chat_id))
