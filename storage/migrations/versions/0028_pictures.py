"""Pictures of the captures of a change."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "drawings",
        sa.Column("change_id", _KEY, nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("fault", sa.String(20), nullable=False, server_default=""),
        sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("due_at", _TIME, nullable=False),
        sa.ForeignKeyConstraint(["change_id"], ["changes.id"], name=op.f("fk_drawings_change_id")),
        sa.PrimaryKeyConstraint("change_id", name=op.f("pk_drawings")),
    )
    op.create_index("ix_drawings_state_due_at", "drawings", ["state", "due_at"])
    op.create_table(
        "pictures",
        sa.Column("change_id", _KEY, nullable=False),
        sa.Column("side", sa.String(6), nullable=False),
        sa.Column("part", sa.String(6), nullable=False),
        sa.Column("mark", sa.String(6), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("drawn_at", _TIME, nullable=False),
        sa.ForeignKeyConstraint(["change_id"], ["changes.id"], name=op.f("fk_pictures_change_id")),
        sa.PrimaryKeyConstraint("change_id", "side", "part", name=op.f("pk_pictures")),
    )
    op.create_index("ix_pictures_drawn_at", "pictures", ["drawn_at"])


def downgrade() -> None:
    op.drop_index("ix_pictures_drawn_at", "pictures")
    op.drop_table("pictures")
    op.drop_index("ix_drawings_state_due_at", "drawings")
    op.drop_table("drawings")
