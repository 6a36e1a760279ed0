"""Own names of subscribers, the changes that name them, and the key that seals both."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_KEY = "watchlist"
_INDEXED = (
    ("watch_terms", "subscriber_id"),
    ("watch_keys", "term_id"),
    ("watch_matches", "subscriber_id"),
)


def upgrade() -> None:
    op.create_table(
        "watch_terms",
        sa.Column("id", _id(), primary_key=True),
        sa.Column("subscriber_id", _id(), _owner("watch_terms"), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "watch_keys",
        sa.Column("head", sa.BigInteger(), primary_key=True),
        sa.Column("length", sa.Integer(), primary_key=True),
        sa.Column("term_id", _id(), _term("watch_keys"), primary_key=True),
    )
    op.create_table(
        "watch_matches",
        sa.Column("term_id", _id(), _term("watch_matches"), primary_key=True),
        sa.Column(
            "change_id",
            _id(),
            sa.ForeignKey("changes.id", name="fk_watch_matches_change_id_changes"),
            primary_key=True,
        ),
        sa.Column("subscriber_id", _id(), _owner("watch_matches"), nullable=False),
        sa.Column("quote", sa.LargeBinary(), nullable=False),
        sa.Column("place", sa.LargeBinary(), nullable=False),
    )
    for table, column in _INDEXED:
        op.create_index(f"ix_{table}_{column}", table, [column])
    op.add_column(
        "subscribers",
        sa.Column("names_pass_quiet", sa.Boolean(), nullable=False, server_default=sa.true()),
    )
    keys = sa.table("keys", sa.column("name"), sa.column("value"))
    op.execute(keys.insert().values(name=_KEY, value=secrets.token_hex(32)))


def downgrade() -> None:
    op.execute(sa.text("DELETE FROM keys WHERE name = 'watchlist'"))
    with op.batch_alter_table("subscribers") as batch:
        batch.drop_column("names_pass_quiet")
    for name in ("watch_matches", "watch_keys", "watch_terms"):
        op.drop_table(name)


def _id() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _owner(table: str) -> sa.ForeignKey:
    name = f"fk_{table}_subscriber_id_subscribers"
    return sa.ForeignKey("subscribers.id", name=name, ondelete="CASCADE")


def _term(table: str) -> sa.ForeignKey:
    return sa.ForeignKey(
        "watch_terms.id", name=f"fk_{table}_term_id_watch_terms", ondelete="CASCADE"
    )
