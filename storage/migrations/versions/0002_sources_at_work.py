"""Pace and repairs of sources, hosts at rest, quotas, proposals, feedback, events."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# SQLite gives an automatic key to INTEGER only.
_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    _health()
    _hosts()
    _proposals()
    _versions()
    _changes()
    _feedback()
    _events()


def _health() -> None:
    with op.batch_alter_table("source_health") as batch:
        batch.add_column(sa.Column("pace", sa.Double(), nullable=False, server_default="1"))
        batch.add_column(sa.Column("calm", sa.Integer(), nullable=False, server_default="0"))
        batch.add_column(sa.Column("healed_at", _TIME, nullable=True))
        batch.add_column(sa.Column("told_times", sa.Integer(), nullable=False, server_default="0"))
        batch.add_column(
            sa.Column("told_cause", sa.String(length=40), nullable=False, server_default="")
        )
    # Who was told of before this revision was told once.
    op.execute("UPDATE source_health SET told_times = 1 WHERE told_at IS NOT NULL")


def _hosts() -> None:
    op.create_table(
        "hosts",
        sa.Column("host", sa.String(length=260), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("rest_until", _TIME, nullable=True),
        sa.PrimaryKeyConstraint("host", name=op.f("pk_hosts")),
    )
    op.create_table(
        "requests",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("host", sa.String(length=260), nullable=False),
        sa.Column("sent_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requests")),
    )
    op.create_index("ix_requests_host_sent", "requests", ["host", "sent_at"])


def _proposals() -> None:
    op.create_table(
        "proposals",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("source_id", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("found_at", _TIME, nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposals")),
        sa.UniqueConstraint(
            "source_id", "kind", "url", name=op.f("uq_proposals_source_id_kind_url")
        ),
    )


def _versions() -> None:
    with op.batch_alter_table("versions") as batch:
        batch.add_column(sa.Column("links", sa.LargeBinary(), nullable=True))


def _changes() -> None:
    with op.batch_alter_table("changes") as batch:
        batch.add_column(sa.Column("rules", sa.Integer(), nullable=False, server_default="0"))
        batch.add_column(sa.Column("event_id", _KEY, nullable=True))
        batch.add_column(sa.Column("dates", sa.JSON(), nullable=False, server_default="[]"))
        batch.create_index("ix_changes_event_id", ["event_id"])


def _feedback() -> None:
    op.create_table(
        "feedback",
        sa.Column("change_id", _KEY, nullable=False),
        sa.Column("subscriber_id", _KEY, nullable=False),
        sa.Column("useful", sa.Boolean(), nullable=False),
        sa.Column("noted_at", _TIME, nullable=False),
        sa.ForeignKeyConstraint(["change_id"], ["changes.id"], name=op.f("fk_feedback_change_id")),
        sa.ForeignKeyConstraint(
            ["subscriber_id"],
            ["subscribers.id"],
            name=op.f("fk_feedback_subscriber_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("change_id", "subscriber_id", name=op.f("pk_feedback")),
    )


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("opened_at", _TIME, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
    )
    op.create_table(
        "event_marks",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("event_id", _KEY, nullable=False),
        sa.Column("change_id", _KEY, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("value", sa.String(length=260), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_event_marks_event_id")),
        sa.ForeignKeyConstraint(
            ["change_id"], ["changes.id"], name=op.f("fk_event_marks_change_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_marks")),
    )
    op.create_index("ix_event_marks_kind_value", "event_marks", ["kind", "value"])


def downgrade() -> None:
    op.drop_index("ix_event_marks_kind_value", table_name="event_marks")
    op.drop_table("event_marks")
    op.drop_table("events")
    op.drop_table("feedback")
    with op.batch_alter_table("changes") as batch:
        batch.drop_index("ix_changes_event_id")
        batch.drop_column("dates")
        batch.drop_column("event_id")
        batch.drop_column("rules")
    op.drop_table("proposals")
    op.drop_index("ix_requests_host_sent", table_name="requests")
    op.drop_table("requests")
    op.drop_table("hosts")
    with op.batch_alter_table("versions") as batch:
        batch.drop_column("links")
    with op.batch_alter_table("source_health") as batch:
        for column in ("pace", "calm", "healed_at", "told_times", "told_cause"):
            batch.drop_column(column)
