"""Versions have their own captures again; the last capture of a source; who visits a host."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# A version that was stored together with another source's known bytes was given the wrong capture
# of its source. It has the right hash; the newest capture of that hash is its own.
_ITS_OWN = """
UPDATE versions SET snapshot_id = (
    SELECT max(own.id) FROM snapshots own
    WHERE own.source_id = versions.source_id AND own.sha256 = versions.snapshot_sha256
)
WHERE EXISTS (
    SELECT 1 FROM snapshots given
    WHERE given.id = versions.snapshot_id AND given.sha256 <> versions.snapshot_sha256
)
AND EXISTS (
    SELECT 1 FROM snapshots own
    WHERE own.source_id = versions.source_id AND own.sha256 = versions.snapshot_sha256
)
"""


def upgrade() -> None:
    op.execute(_ITS_OWN)
    op.add_column(
        "source_health",
        sa.Column("last_sha256", sa.String(64), nullable=False, server_default=""),
    )
    op.create_table(
        "host_leases",
        sa.Column("host", sa.String(260), primary_key=True),
        sa.Column("holder", sa.String(200), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("host_leases")
    op.drop_column("source_health", "last_sha256")
