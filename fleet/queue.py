"""The workers' queue: procrastinate on the database that holds all the rest."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import ConnectorException
from psycopg.conninfo import make_conninfo
from sqlalchemy import make_url

from forewarn.settings import Settings
from monitor.errors import StorageError

# For each of three lanes: one to listen, one to fetch and mark, one for the heartbeat.
_CONNECTIONS = 9
_CONNECT_SECONDS = 20.0


@asynccontextmanager
async def open_queue(settings: Settings) -> AsyncIterator[App]:
    """The queue, open; StorageError when the database is away, or refuses."""
    app = App(
        connector=PsycopgConnector(
            conninfo=conninfo(settings),
            min_size=1,
            max_size=_CONNECTIONS,
            timeout=_CONNECT_SECONDS,
        )
    )
    try:
        await app.open_async()
        try:
            yield app
        finally:
            await app.close_async()
    except ConnectorException as error:
        why = " ".join(str(error.__cause__ or "it cannot be reached").split())[:200]
        raise StorageError(f"the database: {why}; see FOREWARN_DATABASE_URL") from error


def conninfo(settings: Settings) -> str:
    """As libpq wants it, which takes a `+` in an address for a plus, where SQLAlchemy means a space."""
    url = make_url(settings.database_url.get_secret_value())
    place = url.translate_connect_args(username="user", database="dbname")
    query = {name: values[-1] for name, values in url.normalized_query.items()}
    return make_conninfo(**place, **query)
