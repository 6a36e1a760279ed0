"""What subscribers do about changes, and reminders of it."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tasks",
        sa.Column(
            "subscriber_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            sa.ForeignKey("subscribers.id", name="fk_tasks_subscriber_id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column(
            "change_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            sa.ForeignKey("changes.id", name="fk_tasks_change_id"),
            nullable=False,
        ),
        sa.Column("state", sa.String(10), nullable=False, server_default="open"),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.String(64), nullable=False, server_default=""),
        sa.Column("taken_by", sa.String(64), nullable=False, server_default=""),
        sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("subscriber_id", "change_id", name="pk_tasks"),
    )
    op.create_index("ix_tasks_remind_at", "tasks", ["remind_at"])
    op.add_column("outbox", sa.Column("reminds_of", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("outbox") as batch:
        batch.drop_column("reminds_of")
    op.drop_index("ix_tasks_remind_at", "tasks")
    op.drop_table("tasks")
