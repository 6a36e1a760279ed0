"""Lawsuits, and what was reported of each."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "cases",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("event_id", _KEY, nullable=False),
        sa.Column("court", sa.String(20), nullable=False),
        sa.Column("docket_key", sa.String(40), nullable=False),
        sa.Column("docket", sa.String(40), nullable=False),
        sa.Column("plaintiff", sa.Text(), nullable=False),
        sa.Column("brand", sa.Text(), nullable=False),
        sa.Column("law_firm", sa.String(160), nullable=False),
        sa.Column("goods", sa.JSON(), nullable=False),
        sa.Column("defendants", sa.Text(), nullable=False),
        sa.Column("defendant_count", sa.Integer(), nullable=True),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("next_date", sa.Date(), nullable=True),
        sa.Column("from_record", sa.Boolean(), nullable=False),
        sa.Column("opened_at", _TIME, nullable=False),
        sa.Column("updated_at", _TIME, nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_cases_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        sa.UniqueConstraint("docket_key", "court", name=op.f("uq_cases_docket_key_court")),
    )
    op.create_index("ix_cases_event_id", "cases", ["event_id"])
    op.create_index("ix_cases_updated_at", "cases", ["updated_at"])
    op.create_table(
        "case_entries",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("case_id", _KEY, nullable=False),
        sa.Column("change_id", _KEY, nullable=False),
        sa.Column("stage", sa.Integer(), nullable=True),
        sa.Column("at", _TIME, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_entries_case_id")),
        sa.ForeignKeyConstraint(
            ["change_id"], ["changes.id"], name=op.f("fk_case_entries_change_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_entries")),
        sa.UniqueConstraint("change_id", name=op.f("uq_case_entries_change_id")),
    )
    op.create_index("ix_case_entries_case_id", "case_entries", ["case_id", "at"])


def downgrade() -> None:
    op.drop_table("case_entries")
    op.drop_table("cases")
