"""Read a database's address: the file of SQLite, the connection parameters of libpq."""

from pathlib import Path

from sqlalchemy import make_url


def sqlite_file(url: str) -> Path | None:
    """Return the file of an SQLite database; None for one in memory or on a server."""
    address = make_url(url)
    if address.get_backend_name() != "sqlite" or not address.database:
        return None
    return Path(address.database)


def connection_arguments(url: str) -> dict[str, str]:
    """Return libpq's parameters; libpq reads a `+` in an address as a plus, SQLAlchemy as a space."""
    address = make_url(url)
    parameters = address.translate_connect_args(username="user", database="dbname")
    options = {name: values[-1] for name, values in address.normalized_query.items()}
    return {**parameters, **options}
