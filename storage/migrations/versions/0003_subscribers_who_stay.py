"""Quiet hours, mutes, weekly digests, topics, relays, confirmations, announcements, fair turns."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# SQLite gives an automatic key to INTEGER only.
_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TIME = sa.DateTime(timezone=True)
_NO = sa.false()


def upgrade() -> None:
    _confirmations()
    _subscribers()
    _mutes()
    _digests()
    _outbox()
    _crawls()
    op.create_index("ix_versions_snapshot_id", "versions", ["snapshot_id"])
    _keep_what_digests_owe()


def _reader(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_subscriber_id")
    return sa.ForeignKeyConstraint(
        ["subscriber_id"], ["subscribers.id"], name=name, ondelete="CASCADE"
    )


def _confirmations() -> None:
    op.create_table(
        "confirmations",
        sa.Column("subscriber_id", _KEY, nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("until", _TIME, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        _reader("confirmations"),
        sa.PrimaryKeyConstraint("subscriber_id", "channel", name=op.f("pk_confirmations")),
    )
    op.execute(
        "INSERT INTO confirmations (subscriber_id, channel, address, code, until, tries)"
        " SELECT id, 'email', email_pending, email_code, email_code_until, email_code_tries"
        " FROM subscribers WHERE email_pending <> '' AND email_code_until IS NOT NULL"
    )


def _subscribers() -> None:
    added: tuple[sa.Column[Any], ...] = (
        sa.Column("thread_id", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("email_failures", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("email_stopped", sa.String(length=320), nullable=False, server_default=""),
        sa.Column("relay", sa.Text(), nullable=False, server_default=""),
        sa.Column("relay_secret", sa.String(length=64), nullable=False, server_default=""),
        sa.Column("least", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("quiet_start", sa.Time(), nullable=True),
        sa.Column("quiet_end", sa.Time(), nullable=True),
        sa.Column("quiet_passes", sa.Boolean(), nullable=False, server_default=_NO),
        sa.Column("digest_rhythm", sa.String(length=20), nullable=False, server_default="daily"),
        sa.Column("digest_empty", sa.Boolean(), nullable=False, server_default=_NO),
        sa.Column("digest_day", sa.Date(), nullable=True),
        sa.Column("digest_at", _TIME, nullable=True),
        sa.Column("digest_weekly_at", _TIME, nullable=True),
    )
    with op.batch_alter_table("subscribers") as batch:
        for column in added:
            batch.add_column(column)
        for gone in ("email_pending", "email_code", "email_code_until", "email_code_tries"):
            batch.drop_column(gone)
        batch.drop_constraint("uq_subscribers_chat_id", type_="unique")
        batch.create_unique_constraint("uq_subscribers_chat_id_thread_id", ["chat_id", "thread_id"])
    with op.batch_alter_table("subscriptions") as batch:
        batch.add_column(sa.Column("least", sa.Integer(), nullable=True))


def _mutes() -> None:
    op.create_table(
        "mutes",
        sa.Column("subscriber_id", _KEY, nullable=False),
        sa.Column("target", sa.String(length=120), nullable=False),
        sa.Column("until", _TIME, nullable=False),
        _reader("mutes"),
        sa.PrimaryKeyConstraint("subscriber_id", "target", name=op.f("pk_mutes")),
    )
    op.create_index("ix_mutes_target", "mutes", ["target"])


def _digests() -> None:
    with op.batch_alter_table("digests") as batch:
        batch.add_column(sa.Column("weekly", sa.Boolean(), nullable=False, server_default=_NO))
    op.create_table(
        "digest_items",
        sa.Column("subscriber_id", _KEY, nullable=False),
        sa.Column("change_id", _KEY, nullable=False),
        sa.Column("rhythm", sa.String(length=20), nullable=False),
        sa.Column("digest_id", _KEY, nullable=True),
        _reader("digest_items"),
        sa.ForeignKeyConstraint(
            ["change_id"], ["changes.id"], name=op.f("fk_digest_items_change_id")
        ),
        sa.ForeignKeyConstraint(
            ["digest_id"],
            ["digests.id"],
            name=op.f("fk_digest_items_digest_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("subscriber_id", "change_id", name=op.f("pk_digest_items")),
    )
    op.create_index("ix_digest_items_digest_id", "digest_items", ["digest_id"])


def _outbox() -> None:
    op.create_table(
        "announcements",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcements")),
    )
    with op.batch_alter_table("outbox") as batch:
        batch.add_column(sa.Column("turn", sa.BigInteger(), nullable=False, server_default="0"))
        batch.add_column(sa.Column("announcement_id", _KEY, nullable=True))
        batch.create_foreign_key(
            "fk_outbox_announcement_id", "announcements", ["announcement_id"], ["id"]
        )
        batch.create_unique_constraint(
            "uq_outbox_announcement_id_subscriber_id_channel",
            ["announcement_id", "subscriber_id", "channel"],
        )
        batch.drop_index("ix_outbox_status_due")
        batch.create_index("ix_outbox_status_turn", ["status", "turn"])
        batch.create_index("ix_outbox_subscriber_id", ["subscriber_id"])


def _crawls() -> None:
    op.create_table(
        "crawl_askers",
        sa.Column("job_id", _KEY, nullable=False),
        sa.Column("subscriber_id", _KEY, nullable=False),
        sa.Column("asked_at", _TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["job_id"], ["crawl_jobs.id"], name=op.f("fk_crawl_askers_job_id"), ondelete="CASCADE"
        ),
        _reader("crawl_askers"),
        sa.PrimaryKeyConstraint("job_id", "subscriber_id", name=op.f("pk_crawl_askers")),
    )
    op.create_table(
        "keys",
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("value", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_keys")),
    )
    with op.batch_alter_table("source_health") as batch:
        batch.add_column(
            sa.Column("refused_sha256", sa.String(length=64), nullable=False, server_default="")
        )
        batch.add_column(sa.Column("paused_at", _TIME, nullable=True))
        batch.add_column(sa.Column("paused_why", sa.Text(), nullable=False, server_default=""))


def _keep_what_digests_owe() -> None:
    """What was found since a reader's last digest is owed by the next one.

    Topics are matched in the JSON text: an id is a whole quoted word there.
    """
    op.execute(
        "UPDATE subscribers SET"
        " digest_day = (SELECT max(local_date) FROM digests WHERE subscriber_id = subscribers.id),"
        ' digest_at = (SELECT max("until") FROM digests WHERE subscriber_id = subscribers.id)'
    )
    op.execute(
        "INSERT INTO digest_items (subscriber_id, change_id, rhythm)"
        " SELECT DISTINCT s.id, c.id, 'daily'"
        " FROM subscribers s JOIN subscriptions w ON w.subscriber_id = s.id"
        " JOIN changes c ON c.severity > 0"
        "  AND c.detected_at > coalesce(s.digest_at, s.created_at)"
        "  AND (w.target = c.category OR w.target = c.source_id"
        "   OR CAST(c.topics AS TEXT) LIKE '%\"' || w.target || '\"%')"
        " WHERE s.email IS NOT NULL OR w.rhythm = 'daily'"
    )


def downgrade() -> None:
    op.drop_index("ix_versions_snapshot_id", table_name="versions")
    op.drop_table("keys")
    op.drop_table("crawl_askers")
    op.drop_table("digest_items")
    op.drop_table("mutes")
    with op.batch_alter_table("source_health") as batch:
        for column in ("refused_sha256", "paused_at", "paused_why"):
            batch.drop_column(column)
    with op.batch_alter_table("outbox") as batch:
        batch.drop_index("ix_outbox_subscriber_id")
        batch.drop_index("ix_outbox_status_turn")
        batch.create_index("ix_outbox_status_due", ["status", "due_at"])
        batch.drop_constraint("uq_outbox_announcement_id_subscriber_id_channel", type_="unique")
        batch.drop_constraint("fk_outbox_announcement_id", type_="foreignkey")
        batch.drop_column("announcement_id")
        batch.drop_column("turn")
    op.drop_table("announcements")
    with op.batch_alter_table("digests") as batch:
        batch.drop_column("weekly")
    with op.batch_alter_table("subscriptions") as batch:
        batch.drop_column("least")
    _old_subscribers()
    op.drop_table("confirmations")


def _old_subscribers() -> None:
    """A forum's topics were one subscriber before: its other topics go."""
    op.execute("DELETE FROM subscribers WHERE thread_id <> 0")
    gone = (
        "thread_id email_failures email_stopped relay relay_secret least quiet_start quiet_end"
        " quiet_passes digest_rhythm digest_empty digest_day digest_at digest_weekly_at"
    )
    with op.batch_alter_table("subscribers") as batch:
        batch.drop_constraint("uq_subscribers_chat_id_thread_id", type_="unique")
        for column in gone.split():
            batch.drop_column(column)
        batch.add_column(
            sa.Column("email_pending", sa.String(320), nullable=False, server_default="")
        )
        batch.add_column(sa.Column("email_code", sa.String(12), nullable=False, server_default=""))
        batch.add_column(sa.Column("email_code_until", _TIME, nullable=True))
        batch.add_column(
            sa.Column("email_code_tries", sa.Integer(), nullable=False, server_default="0")
        )
        batch.create_unique_constraint("uq_subscribers_chat_id", ["chat_id"])
