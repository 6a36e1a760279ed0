"""Subscriptions that were just ended, for the button that brings them back."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "ended_subscriptions",
        sa.Column("id", _BIG, primary_key=True, autoincrement=True),
        sa.Column(
            "subscriber_id",
            _BIG,
            sa.ForeignKey(
                "subscribers.id",
                name="fk_ended_subscriptions_subscriber_id",
                ondelete="CASCADE",
            ),
            nullable=False,
        ),
        sa.Column("subscriptions", sa.JSON(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_ended_subscriptions_subscriber_id", "ended_subscriptions", ["subscriber_id"]
    )


def downgrade() -> None:
    op.drop_index("ix_ended_subscriptions_subscriber_id", "ended_subscriptions")
    op.drop_table("ended_subscriptions")
