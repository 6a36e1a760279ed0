"""Alembic's entry: the engine comes from storage.database."""

from alembic import context

from storage.tables import Base

engine = context.config.attributes["engine"]

with engine.connect() as connection:
    is_sqlite = engine.dialect.name == "sqlite"
    if is_sqlite:
        # A table is altered by making it anew. With foreign keys on, dropping the old one
        # would delete all that hangs on it. The pragma does nothing within a transaction,
        # so it goes to the driver before one begins.
        connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
    if is_sqlite:
        connection.connection.driver_connection.execute("PRAGMA foreign_keys=ON")
