"""What a database's address says."""

from pathlib import Path

from sqlalchemy import make_url


def sqlite_file(url: str) -> Path | None:
    """The file of an SQLite database; None for one in memory or on a server."""
    address = make_url(url)
    if address.get_backend_name() != "sqlite" or not address.database:
        return None
    return Path(address.database)


def connection_arguments(url: str) -> dict[str, str]:
    """The same for libpq, which takes a `+` in an address for a plus, where SQLAlchemy means a space."""
    address = make_url(url)
    place = address.translate_connect_args(username="user", database="dbname")
    options = {name: values[-1] for name, values in address.normalized_query.items()}
    return {**place, **options}
