"""The stage of a lawsuit that a notice reports, and the language of each change."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("changes", sa.Column("stage", sa.Integer(), nullable=True))
    op.add_column("changes", sa.Column("language", sa.String(8), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("changes") as batch:
        batch.drop_column("language")
        batch.drop_column("stage")
