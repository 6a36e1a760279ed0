"""Since when a source brings no entry, how long that ever lasted, and whether it was told."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_COLUMNS = ("empty_since", "empty_told_at", "longest_empty")


def upgrade() -> None:
    with op.batch_alter_table("source_health") as table:
        table.add_column(sa.Column("empty_since", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("empty_told_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("longest_empty", sa.Integer, nullable=False, server_default="0"))


def downgrade() -> None:
    with op.batch_alter_table("source_health") as table:
        for column in _COLUMNS:
            table.drop_column(column)
