"""The workers' queue: procrastinate on the database that holds all the rest."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import ConnectorException
from sqlalchemy import make_url

from forewarn.settings import Settings
from monitor.errors import StorageError

# For each of three lanes: one to listen, one to fetch and mark, one for the heartbeat.
_CONNECTIONS = 9
_CONNECT_SECONDS = 20.0


@asynccontextmanager
async def open_queue(settings: Settings) -> AsyncIterator[App]:
    """The queue, open; StorageError when the server is away."""
    app = App(
        connector=PsycopgConnector(
            conninfo=_url(settings), min_size=1, max_size=_CONNECTIONS, timeout=_CONNECT_SECONDS
        )
    )
    try:
        await app.open_async()
    except ConnectorException as error:
        raise StorageError("the database cannot be reached; see FOREWARN_DATABASE_URL") from error
    try:
        yield app
    finally:
        await app.close_async()


def _url(settings: Settings) -> str:
    """As psycopg wants it: without the name of SQLAlchemy's driver."""
    url = make_url(settings.database_url.get_secret_value())
    return url.set(drivername=url.get_backend_name()).render_as_string(hide_password=False)
