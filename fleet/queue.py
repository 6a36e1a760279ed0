"""The job queue of the workers: procrastinate, in the database of all other records."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import ConnectorException

from monitor.errors import StorageError
from storage.addresses import connection_arguments

# For each of three queues: one to listen, one to fetch and mark, one for the heartbeat.
_CONNECTIONS = 9
_CONNECT_SECONDS = 20.0


@asynccontextmanager
async def open_queue(database_url: str) -> AsyncIterator[App]:
    """Open the queue; StorageError when the database is unreachable or refuses."""
    app = App(
        connector=PsycopgConnector(
            kwargs=connection_arguments(database_url),
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
