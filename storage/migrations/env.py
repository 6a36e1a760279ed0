"""Alembic's entry: the engine comes from storage.migrate."""

from alembic import context

from storage.dialects import one_at_a_time
from storage.tables.declarative import Base

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
        if not is_sqlite:
            # Many machines start at once: one migrates, the others wait and find it done.
            connection.execute(one_at_a_time("migrations"))
        context.run_migrations()
    connection.commit()
    if is_sqlite:
        connection.connection.driver_connection.execute("PRAGMA foreign_keys=ON")
