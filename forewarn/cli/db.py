"""`forewarn db`: the database."""

import typer

from forewarn.cli.session import load_settings, session
from runtime.clock import now
from storage.archive import retention
from storage.database import Database


def upgrade() -> None:
    """Bring the database to this program's version.

    Example: forewarn db upgrade
    """
    database = Database(load_settings().database_url.get_secret_value())
    before, after = database.upgrade()
    database.close()
    typer.echo(
        f"The database is at revision {after}"
        + ("." if before == after else f", from {before or 'empty'}.")
    )


def vacuum() -> None:
    """Delete records whose retention time is over, and return the space to the disk.

    Example: forewarn db vacuum
    """
    with session() as context:
        pruned = retention.prune(context.stores.database, now())
        retention.vacuum(context.stores.database)
        typer.echo(
            f"Let go of {pruned.snapshots} snapshots, {pruned.messages} messages, {pruned.digests} digests."
            " Versions and changes stay."
        )
