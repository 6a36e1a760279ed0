"""`forewarn db`."""

import typer

db = typer.Typer(help="The database.", no_args_is_help=True)


@db.callback()
def _group() -> None:
    """The database."""


@db.command()
def upgrade() -> None:
    """Bring the database to this program's version.

    Example: forewarn db upgrade
    """
    from forewarn.cli.session import load_settings
    from storage.database import Database

    database = Database(load_settings().database_url.get_secret_value())
    before, after = database.upgrade()
    database.close()
    typer.echo(
        f"The database is at revision {after}"
        + ("." if before == after else f", from {before or 'empty'}.")
    )


@db.command()
def vacuum() -> None:
    """Let go of what is past its time, and give the space back to the disk.

    Example: forewarn db vacuum
    """
    from forewarn.cli.session import session
    from runtime.clock import now
    from storage.archive.retention import prune
    from storage.archive.retention import vacuum as give_back

    with session() as context:
        gone = prune(context.stores.database, now())
        give_back(context.stores.database)
        typer.echo(
            f"Let go of {gone.captures} captures, {gone.messages} messages, {gone.digests} digests."
            " Versions and changes stay."
        )
