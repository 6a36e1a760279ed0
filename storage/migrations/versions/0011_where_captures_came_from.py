"""For the gate: the address that the last true capture came from, and that of one that is held."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_KNOWN = """
UPDATE source_health SET captured_url = COALESCE((
    SELECT max(snapshots.url) FROM snapshots
    WHERE snapshots.source_id = source_health.source_id
      AND snapshots.sha256 = source_health.body_sha256
), '')
"""


def upgrade() -> None:
    for name in ("captured_url", "held_url"):
        op.add_column("source_health", sa.Column(name, sa.Text, nullable=False, server_default=""))
    op.execute(_KNOWN)


def downgrade() -> None:
    for name in ("held_url", "captured_url"):
        op.drop_column("source_health", name)
