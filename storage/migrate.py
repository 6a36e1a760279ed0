"""Bring the tables to the newest revision, with Alembic."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util.exc import CommandError
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from monitor.errors import StorageError
from storage.dialects import plainly

MIGRATIONS = Path(__file__).parent / "migrations"


def migrate(engine: Engine) -> None:
    """Run the missing migrations; raise StorageError with one clear line."""
    try:
        command.upgrade(alembic_config(engine), "head")
    except SQLAlchemyError as error:
        raise StorageError(f"the migration failed: {plainly(error)}") from error
    except CommandError as error:
        # Alembic's message names a revision, which means nothing to an operator.
        raise StorageError(
            "the database was made by a newer Forewarn; update this program, the data stays as it is"
        ) from error


def alembic_config(engine: Engine) -> Config:
    """Return Alembic's configuration."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["engine"] = engine
    return config
