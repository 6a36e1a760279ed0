"""Columns take the names that the code uses."""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

# Table, the name before, the name now. Both databases rename in place, indexes included
# (https://www.sqlite.org/lang_altertable.html, https://www.postgresql.org/docs/current/sql-altertable.html).
RENAMED = (
    ("source_health", "told_at", "notified_at"),
    ("source_health", "told_times", "notified_count"),
    ("source_health", "told_cause", "notified_cause"),
    ("source_health", "held_sha256", "quarantined_sha256"),
    ("source_health", "held_since", "quarantined_since"),
    ("source_health", "held_url", "quarantined_url"),
    ("source_health", "pace", "interval_factor"),
    ("subscribers", "least", "min_severity"),
    ("subscribers", "digest_rhythm", "digest_frequency"),
    ("subscriptions", "rhythm", "frequency"),
    ("subscriptions", "least", "min_severity"),
    ("digest_items", "rhythm", "frequency"),
    ("outbox", "turn", "position"),
    ("crawl_jobs", "lost", "crash_count"),
)


def upgrade() -> None:
    for table, before, now in RENAMED:
        op.execute(f"ALTER TABLE {table} RENAME COLUMN {before} TO {now}")


def downgrade() -> None:
    for table, before, now in RENAMED:
        op.execute(f"ALTER TABLE {table} RENAME COLUMN {now} TO {before}")
