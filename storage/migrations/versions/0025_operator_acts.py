"""What operators did, and when; relays that they paused."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "operator_acts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_by", sa.String(120), nullable=False),
        sa.Column("act", sa.String(40), nullable=False),
        sa.Column("subject", sa.String(400), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("id", name="pk_operator_acts"),
    )
    paused_at = sa.Column("relay_paused_at", sa.DateTime(timezone=True), nullable=True)
    op.add_column("subscribers", paused_at)


def downgrade() -> None:
    with op.batch_alter_table("subscribers") as batch:
        batch.drop_column("relay_paused_at")
    op.drop_table("operator_acts")
