"""More columns, a table, a state and two of the workers' tasks take the names that the code uses."""

from alembic import op
from sqlalchemy import String, column, table

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

# The tasks of jobs that may wait in the workers' queue.
_TASKS = (("asked", "on-demand"), ("tidy", "prune"))


def upgrade() -> None:
    op.execute("ALTER TABLE source_health RENAME COLUMN empty_told_at TO empty_notified_at")
    op.execute("ALTER TABLE crawl_askers RENAME TO crawl_requesters")
    op.execute("ALTER TABLE crawl_requesters RENAME COLUMN asked_at TO requested_at")
    op.execute("UPDATE proposals SET state = 'notified' WHERE state = 'told'")
    for before, now in _TASKS:
        _rename_task(before, now)


def downgrade() -> None:
    for before, now in _TASKS:
        _rename_task(now, before)
    op.execute("UPDATE proposals SET state = 'told' WHERE state = 'notified'")
    op.execute("ALTER TABLE crawl_requesters RENAME COLUMN requested_at TO asked_at")
    op.execute("ALTER TABLE crawl_requesters RENAME TO crawl_askers")
    op.execute("ALTER TABLE source_health RENAME COLUMN empty_notified_at TO empty_told_at")


def _rename_task(before: str, now: str) -> None:
    """Rename a task of the workers, and its queue if that has the task's name."""
    bind = op.get_bind()
    if bind.dialect.name != "postgresql":
        return
    for name in (column("task_name", String), column("queue_name", String)):
        jobs = table("procrastinate_jobs", name)
        bind.execute(jobs.update().where(name == before).values({name: now}))
