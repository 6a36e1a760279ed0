"""Differences between SQLite and PostgreSQL, and the error messages of their drivers."""

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import ARRAY, BigInteger, TextClause, func, literal, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.orm import Session


def is_sqlite(session: Session) -> bool:
    """Return whether the session is on SQLite; otherwise it is on PostgreSQL."""
    return session.get_bind().dialect.name == "sqlite"


def numbers_as_rows(session: Session, numbers: Collection[int]) -> Any:
    """Return numbers as a table with the column `value`, sent as one value: one for each is slow."""
    if is_sqlite(session):
        return func.json_each(json.dumps(list(numbers))).table_valued("value")
    array = literal(list(numbers), ARRAY(BigInteger))
    return func.unnest(array).table_valued("value").render_derived()


def one_at_a_time(work: str) -> TextClause:
    """Lock that work in this schema until the transaction ends (a statement for PostgreSQL)."""
    lock = "SELECT pg_advisory_xact_lock(hashtext('forewarn'), hashtext(current_schema() || :work))"
    return text(lock).bindparams(work=work)


def plainly(error: SQLAlchemyError) -> str:
    """Return the driver's error message, without SQL, parameters or the address."""
    if isinstance(error, DBAPIError) and error.orig is not None:
        return " ".join(str(error.orig).split())[:200]
    return type(error).__name__
