"""Who a person is, when everything of them goes, and what is left of it: counts of a day."""

from typing import Literal

import sqlalchemy as sa
from alembic import op

import bot.models

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("friend", sa.Column("audience", sa.String(length=20), nullable=True))
    op.add_column("friend", sa.Column("erase_on", sa.Date(), nullable=True))
    op.create_table(
        "daily_count",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("audience", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "kind", "audience", name=op.f("pk_daily_count")),
    )
    op.create_table(
        "erasure",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.String(length=100), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", bot.models.UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
    )
    op.create_index(
        "ix_outbound_message_pushed",
        "outbound_message",
        ["user_key"],
        unique=False,
        sqlite_where=sa.text("event_id IS NULL"),
        postgresql_where=sa.text("event_id IS NULL"),
    )
    # SQLite gives a deleted ticket's number to the next person unless the table itself remembers the highest.
    with op.batch_alter_table("ticket", recreate=_on_sqlite(), table_kwargs={"sqlite_autoincrement": True}):
        pass


def downgrade() -> None:
    with op.batch_alter_table("ticket", recreate=_on_sqlite(), table_kwargs={"sqlite_autoincrement": False}):
        pass
    op.drop_index("ix_outbound_message_pushed", table_name="outbound_message")
    op.drop_table("erasure")
    op.drop_table("daily_count")
    op.drop_column("friend", "erase_on")
    op.drop_column("friend", "audience")


def _on_sqlite() -> Literal["always", "never"]:
    return "always" if op.get_bind().dialect.name == "sqlite" else "never"
