"""What SQLite and PostgreSQL do in different ways, and what their drivers say of an error."""

from sqlalchemy import TextClause, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.orm import Session


def is_sqlite(session: Session) -> bool:
    """Whether the session is on SQLite; else it is on PostgreSQL."""
    return session.get_bind().dialect.name == "sqlite"


def one_at_a_time(work: str) -> TextClause:
    """PostgreSQL's lock for that work in this schema, held until the transaction ends."""
    lock = "SELECT pg_advisory_xact_lock(hashtext('forewarn'), hashtext(current_schema() || :work))"
    return text(lock).bindparams(work=work)


def plainly(error: SQLAlchemyError) -> str:
    """The driver's own words, without SQL, parameters or the address."""
    if isinstance(error, DBAPIError) and error.orig is not None:
        return " ".join(str(error.orig).split())[:200]
    return type(error).__name__
