"""The workers' queue, on PostgreSQL: the tables and functions of procrastinate 3.10.

A later procrastinate that changes them comes with a revision that runs its own migrations; until
then `pyproject.toml` keeps the library at 3.10.
"""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    bind = op.get_bind()
    if bind.dialect.name != "postgresql":
        return
    from procrastinate.schema import SchemaManager  # noqa: PLC0415 - only PostgreSQL has it

    connection = bind.connection.driver_connection
    if connection is not None:
        # Many statements at once: the driver takes them when there are no parameters.
        connection.execute(SchemaManager.get_schema())
