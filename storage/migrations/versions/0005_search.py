"""Full-text search; what is there already is indexed. An outbox that is quicker to fill."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.orm import Session

from storage.archive.search_index import rebuild

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_OUTBOX = {
    "digest_id": ("digest_id", "channel"),
    "announcement_id": ("announcement_id", "subscriber_id", "channel"),
}
_INDEXES = ("change_terms", "rule_terms")


def upgrade() -> None:
    op.create_table(
        "passages",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True),
        sa.Column("source_id", sa.String(120), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
    )
    op.create_index("ix_passages_source_key", "passages", ["source_id", "key"])
    for name in _INDEXES:
        if op.get_bind().dialect.name == "sqlite":
            op.execute(f"CREATE VIRTUAL TABLE {name} USING fts5(terms)")
        else:
            op.execute(f"CREATE TABLE {name} (id bigint PRIMARY KEY, terms tsvector NOT NULL)")
            op.execute(f"CREATE INDEX ix_{name} ON {name} USING gin (terms)")
    with Session(op.get_bind()) as session:
        rebuild(session)
        session.commit()
    _lighten_the_outbox()


def _lighten_the_outbox() -> None:
    with op.batch_alter_table("outbox") as outbox:
        outbox.drop_constraint("fk_outbox_change_id", type_="foreignkey")
        for columns in _OUTBOX.values():
            outbox.drop_constraint(f"uq_outbox_{'_'.join(columns)}", type_="unique")
    for first, columns in _OUTBOX.items():
        is_set = sa.text(f"{first} IS NOT NULL")
        op.create_index(
            f"uq_outbox_{first}",
            "outbox",
            list(columns),
            unique=True,
            sqlite_where=is_set,
            postgresql_where=is_set,
        )


def downgrade() -> None:
    for first in _OUTBOX:
        op.drop_index(f"uq_outbox_{first}", "outbox")
    with op.batch_alter_table("outbox") as outbox:
        outbox.create_foreign_key("fk_outbox_change_id", "changes", ["change_id"], ["id"])
        for columns in _OUTBOX.values():
            outbox.create_unique_constraint(f"uq_outbox_{'_'.join(columns)}", list(columns))
    for name in (*_INDEXES, "passages"):
        op.drop_table(name)
