"""The places of a page that an operator wants to hear of, however often they change."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "significant_places",
        sa.Column("source_id", sa.String(120), primary_key=True),
        sa.Column("place", sa.String(400), primary_key=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("significant_places")
