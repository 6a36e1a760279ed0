"""Differences between SQLite and PostgreSQL, and the error messages of their drivers."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ARRAY, BigInteger, TextClause, func, literal, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.orm import Session


def is_sqlite(session: Session) -> bool:
    """Return whether the session is on SQLite; otherwise it is on PostgreSQL."""
    return session.get_bind().dialect.name == "sqlite"


def as_rows(session: Session, numbers: Sequence[int]) -> tuple[Any, Any]:
    """Return a list as rows of (index, number), sent as one value: a value for each is slow."""
    if is_sqlite(session):
        rows = func.json_each(json.dumps(numbers)).table_valued("key", "value")
        return rows.c.key, rows.c.value
    array = literal(list(numbers), ARRAY(BigInteger))
    rows = func.unnest(array).table_valued("value", with_ordinality="key").render_derived()
    return rows.c.key, rows.c.value


def one_at_a_time(work: str) -> TextClause:
    """Lock that work in this schema until the transaction ends (a statement for PostgreSQL)."""
    lock = "SELECT pg_advisory_xact_lock(hashtext('forewarn'), hashtext(current_schema() || :work))"
    return text(lock).bindparams(work=work)


def plainly(error: SQLAlchemyError) -> str:
    """Return the driver's error message, without SQL, parameters or the address."""
    if isinstance(error, DBAPIError) and error.orig is not None:
        return " ".join(str(error.orig).split())[:200]
    return type(error).__name__
