"""Checks that outlive their runners; on PostgreSQL the workers' queue, which is procrastinate 3.10's.

A later procrastinate that changes them comes with a revision that runs its own migrations; until
then `pyproject.toml` keeps the library at 3.10.
"""

from alembic import op
from sqlalchemy import Column, Integer, text

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_FUNCTIONS = text(
    "SELECT oid::regprocedure::text FROM pg_proc WHERE starts_with(proname, 'procrastinate_')"
    " AND pronamespace = current_schema()::regnamespace"
)


_OPEN = text("state <> 'done'")


def upgrade() -> None:
    bind = op.get_bind()
    op.add_column("crawl_jobs", Column("lost", Integer, nullable=False, server_default="0"))
    op.create_index(
        "ix_crawl_jobs_open", "crawl_jobs", ["state"], sqlite_where=_OPEN, postgresql_where=_OPEN
    )
    if bind.dialect.name != "postgresql":
        return
    from procrastinate.schema import SchemaManager  # noqa: PLC0415 - only PostgreSQL has it

    connection = bind.connection.driver_connection
    if connection is not None:
        # Many statements at once: the driver takes them when there are no parameters.
        connection.execute(SchemaManager.get_schema())


def downgrade() -> None:
    op.drop_index("ix_crawl_jobs_open", "crawl_jobs")
    with op.batch_alter_table("crawl_jobs") as table:
        table.drop_column("lost")
    if op.get_bind().dialect.name != "postgresql":
        return
    for name in ("events", "periodic_defers", "jobs", "workers"):
        op.execute(f"DROP TABLE procrastinate_{name} CASCADE")
    for kind in ("job_to_defer_v1", "job_status", "job_event_type"):
        op.execute(f"DROP TYPE procrastinate_{kind} CASCADE")
    for function in op.get_bind().scalars(_FUNCTIONS).all():
        op.execute(f"DROP FUNCTION {function}")
